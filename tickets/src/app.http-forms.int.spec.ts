import { httpForms, type ServedApp, serveRecorded, signin, tryForms } from '@ticketing/common/testing';
import { useTestService } from './testing/test-app';

jest.mock('./nats-wrapper');

describe('a service, asked in every form of HTTP', () => {
  const service = useTestService();
  let served: ServedApp;
  beforeAll(async () => (served = await serveRecorded(service.app)));
  afterAll(() => served.stop());

  it.each(httpForms)('$name', async (kind) => {
    const place = {
      path: '/api/tickets',
      headers: ['Content-Type: application/json', `Cookie: ${signin().join('; ')}`],
    };
    expect(await tryForms(kind, { ...served, place, secret: '# HELP' })).toEqual({});
  });
});

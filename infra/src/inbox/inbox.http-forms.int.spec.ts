import { httpForms, type ServedApp, serveRecorded, tryForms } from '@ticketing/common/testing';
import { Faults } from './faults';
import { buildInboxApp } from './inbox';
import { MessageStore } from './message-store';

describe('the inbox, asked in every form of HTTP', () => {
  let served: ServedApp;
  beforeAll(async () => (served = await serveRecorded(buildInboxApp(new MessageStore(), new Faults()))));
  afterAll(() => served.stop());

  it.each(httpForms)('$name', async (kind) => {
    const place = { path: '/api/faults', headers: ['Content-Type: application/json'] };
    expect(await tryForms(kind, { ...served, place })).toEqual({});
  });
});

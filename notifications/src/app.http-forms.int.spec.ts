import { httpForms, type ServedApp, serveRecorded, tryForms } from '@ticketing/common/testing';
import { socketPath } from './feed/websocket';
import { type LiveReplica, newShared, startLiveReplica } from './testing/live-replica';
import { testToken, usePipeline } from './testing/setup';

jest.mock('./nats-wrapper');

const json = 'Content-Type: application/json';
const token = `Authorization: Bearer ${testToken}`;

describe('notifications, asked in every form of HTTP', () => {
  const service = usePipeline();
  let live: LiveReplica;
  const served: Record<'public' | 'internal', ServedApp | undefined> = {
    public: undefined,
    internal: undefined,
  };

  beforeAll(async () => {
    live = await startLiveReplica(newShared());
    served.public = await serveRecorded(service.app, live.features.webSockets);
    served.internal = await serveRecorded(service.internal);
  });
  afterAll(async () => {
    await Promise.all([served.public?.stop(), served.internal?.stop()]);
    await live.stop();
  });

  const ofConnections = httpForms.filter(({ name }) => /upgrade|connection/.test(name));

  describe.each([
    ['to tell somebody', 'public', '/notification', [json], httpForms],
    ['for a socket', 'public', socketPath, [json], ofConnections],
    ['by a service', 'internal', '/notification', [json, token], httpForms],
  ] as const)('%s', (_what, port, path, headers, forms) => {
    it.each(forms)('$name', async (kind) => {
      const app = served[port];
      if (!app) throw new Error('not started');
      expect(await tryForms(kind, { ...app, place: { path, headers }, secret: '# HELP' })).toEqual({});
    });
  });
});

import { randomUUID } from 'node:crypto';
import { answer, cut, hang, type SeenRequest, useFakeHttp } from '../testing/fake-http';
import { endReplicas, sharedEnvironment, startReplica } from '../testing/replica';
import { useNotifications } from '../testing/stored';

jest.setTimeout(180_000);

const provider = useFakeHttp();
const environment = sharedEnvironment({ BREAKER_PAUSE_MS: '50' });
const notifications = useNotifications(() => environment['MONGO_URI'] ?? '');
afterEach(endReplicas);

const readUuid = ({ headers, body }: SeenRequest): string =>
  headers['idempotency-key']?.toString() ?? new URLSearchParams(body).get('client_msg_id') ?? '';

const channels = [
  {
    type: 'SMS',
    receiver: '+14155550123',
    taken: answer(201, { sid: 'SM1', status: 'queued', to: '+14155550123' }),
    settings: () => ({
      SMS_API_URL: provider.url,
      SMS_ACCOUNT_SID: 'AC1',
      SMS_AUTH_TOKEN: 'secret',
      SMS_FROM: '+14155550100',
    }),
  },
  {
    type: 'SLACK',
    receiver: 'C0123456789',
    taken: answer(200, { ok: true, ts: '1.2', channel: 'C0123456789' }),
    settings: () => ({ SLACK_API_URL: `${provider.url}/api/`, SLACK_BOT_TOKEN: 'xoxb-spec' }),
  },
];

/** What is wrong with the first requests for some of the notifications. */
const faults = {
  429: { reply: answer(429, { ok: false, message: 'slow down' }, { 'Retry-After': '0' }), times: 2 },
  503: { reply: answer(503, { ok: false, message: 'down' }), times: 2 },
  400: { reply: answer(400, { ok: false, code: 21211, message: 'no such number' }), times: Infinity },
  hangs: { reply: hang, times: 1 },
  'drops after accepting': { reply: cut, times: 1 },
};
const kinds = Object.keys(faults) as unknown as (keyof typeof faults)[];

describe.each(channels)(
  'a provider of $type that answers 429, 503, 400, hangs and drops after accepting',
  (channel) => {
    it('ends each notification processed or dead, and takes each once, but for what it dropped', async () => {
      const { type, receiver, taken } = channel;
      const bodies = Array.from({ length: 40 }, (_, n) => ({
        type,
        receiver,
        message: `Hello ${n}`,
        uuid: randomUUID(),
      }));
      // Every other one meets a fault, each kind as often as the others.
      const faultByUuid = new Map<string, keyof typeof faults>(
        bodies.filter((_, n) => n % 2).map(({ uuid }, n) => [uuid, kinds[n % kinds.length] ?? 503]),
      );
      const asked = new Map<string, number>();
      const accepted: string[] = [];
      provider.reply = (res, request) => {
        const uuid = readUuid(request);
        asked.set(uuid, (asked.get(uuid) ?? 0) + 1);
        const kind = faultByUuid.get(uuid);
        const fault = kind === undefined ? undefined : faults[kind];
        const faulty = fault !== undefined && (asked.get(uuid) ?? 0) <= fault.times;
        if (!faulty || kind === 'drops after accepting') accepted.push(uuid);
        (faulty ? fault.reply : taken)(res, request);
      };
      const replica = await startReplica({ ...environment, ...channel.settings() });
      expect((await replica.post('/notification/batch', bodies)).status).toBe(202);
      const rows = await notifications.settled(bodies.length);
      for (const { _id, status, deadReason, attempts } of rows) {
        const kind = faultByUuid.get(_id);
        const times = accepted.filter((uuid) => uuid === _id).length;
        const ends = { _id, status, deadReason, pushes: attempts?.length, times };
        if (kind === undefined) expect(ends).toMatchObject({ status: 'PROCESSED', pushes: 1, times: 1 });
        else if (Number(kind) === 400)
          expect(ends).toMatchObject({ status: 'DEAD', deadReason: 'refused', pushes: 1, times: 0 });
        else if (kind === 'drops after accepting')
          expect(ends).toMatchObject({ status: 'PROCESSED', pushes: 2, times: 2 });
        else expect(ends).toMatchObject({ status: 'PROCESSED', pushes: faults[kind].times + 1, times: 1 });
      }
    });
  },
);

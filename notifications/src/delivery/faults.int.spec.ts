import { randomUUID } from 'node:crypto';
import { waitFor } from '@ticketing/common/testing';
import { type RunningServer, startMongod, startRedis } from '@ticketing/infra';
import { endReplicas, sharedEnvironment, startReplica } from '../testing/replica';
import { type SmtpFault, startSmtp, type TestSmtp, mailUuid } from '../testing/smtp-server';
import { useNotifications } from '../testing/stored';

jest.setTimeout(180_000);

let smtp: TestSmtp;
let mongod: RunningServer;
let redis: RunningServer;
const environment = sharedEnvironment({ BREAKER_PAUSE_MS: '50' });

beforeAll(async () => {
  [smtp, mongod, redis] = await Promise.all([startSmtp(), startMongod(), startRedis()]);
  environment['SMTP_URL'] = smtp.url;
  environment['REDIS_URL'] = redis.url;
  environment['MONGO_URI'] = mongod.url.replace('/?', '/notifications?');
});
const notifications = useNotifications(() => environment['MONGO_URI'] ?? '');
beforeEach(() => {
  smtp.mails.length = 0;
  smtp.offered = 0;
  smtp.fault = () => undefined;
});
afterEach(endReplicas);
afterAll(() => Promise.all([smtp.stop(), mongod.stop(), redis.stop()]));

const mails = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    type: 'EMAIL',
    message: `Hello ${n}`,
    receiver: `user${n}@gmail.com`,
    uuid: randomUUID(),
  }));
const counts = (uuids: string[]) => {
  const seen = new Map<string, number>();
  for (const uuid of uuids) seen.set(uuid, (seen.get(uuid) ?? 0) + 1);
  return seen;
};

describe('every notification ends processed or dead, and is taken once', () => {
  it('when the provider is busy, down, refuses, hangs, and cuts the line after it took', async () => {
    const wrong: SmtpFault[] = [{ reply: 450 }, { reply: 421 }, { reply: 550 }, 'hang', 'drop-after-accept'];
    let dropped = 0;
    smtp.fault = (nth) => {
      // Each kind of fault meets every twelfth mail, over and over.
      const fault = nth % 12 < wrong.length ? wrong[nth % 12] : undefined;
      if (fault === 'drop-after-accept') dropped += 1;
      return fault;
    };
    const replica = await startReplica(environment);
    const sent = mails(60);
    await replica.post('/notification/batch', sent);
    const rows = await notifications.settled(60);
    const taken = counts(smtp.mails.map(mailUuid));
    for (const { _id, status, deadReason } of rows) {
      if (status === 'PROCESSED') expect(taken.get(_id)).toBeGreaterThanOrEqual(1);
      else expect(deadReason).toMatch(/refused|retries exhausted/);
    }
    expect(rows.filter(({ status }) => status === 'PROCESSED').length).toBeGreaterThan(40);
    const twice = [...taken.values()].reduce((sum, times) => sum + times - 1, 0);
    expect(twice).toBeLessThanOrEqual(dropped);
  });

  it('when Redis forgets everything, and when it is away', async () => {
    const replica = await startReplica(environment);
    smtp.fault = (nth) => (nth <= 5 ? { reply: 450 } : undefined);
    const sent = mails(40);
    await replica.post('/notification/batch', sent.slice(0, 20));
    await flush(redis);
    await redis.kill();
    expect((await replica.post('/notification/batch', sent.slice(20, 30))).status).toBe(202);
    await notifications.settled(30);
    await redis.start();
    await replica.post('/notification/batch', sent.slice(30));
    const rows = await notifications.settled(40);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['PROCESSED']));
    expect(smtp.mails.map(mailUuid).sort()).toEqual(sent.map(({ uuid }) => uuid).sort());
  });

  it('when the database is killed and comes back', async () => {
    // Longer than the database is away, on a busy machine as well: what was taken is not taken again after it.
    const replica = await startReplica({ ...environment, LEASE_SECONDS: '60', EMAIL_CONCURRENCY: '4' });
    const sent = mails(120);
    await replica.post('/notification/batch', sent);
    await waitFor(() => smtp.mails.length > 0);
    await mongod.kill();
    await mongod.start();
    const rows = await notifications.settled(120, 120_000);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['PROCESSED']));
    const taken = counts(smtp.mails.map(mailUuid));
    expect([...taken.keys()].sort()).toEqual(sent.map(({ uuid }) => uuid).sort());
    expect([...taken.values()].every((times) => times === 1)).toBe(true);
  });
});

async function flush({ url }: RunningServer): Promise<void> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}

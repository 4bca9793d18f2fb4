import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endReplicas, type Replica, sharedEnvironment, shortLease, startReplica } from '../testing/replica';
import { useNotifications } from '../testing/stored';

jest.setTimeout(180_000);

const sink = join(tmpdir(), `sink-${randomUUID()}`);
const environment = sharedEnvironment({ SINK_FILE: sink });
const notifications = useNotifications(() => environment['MONGO_URI'] ?? '');
const mail = (n: number) => ({
  type: 'EMAIL',
  message: `Hello ${n}`,
  receiver: `u${n}@x.com`,
  uuid: randomUUID(),
});
const pushed = () => readFileSync(sink, 'utf8').trim().split('\n');

beforeEach(() => rmSync(sink, { force: true }));
afterEach(endReplicas);
afterAll(() => rmSync(sink, { force: true }));

const start = (count: number, env = environment) =>
  Promise.all(Array.from({ length: count }, () => startReplica(env)));

describe('two replicas', () => {
  it('make one of a hundred posts of one uuid, and give each the same answer', async () => {
    const replicas = await start(2);
    const body = mail(1);
    const posts = Array.from({ length: 100 }, (_, n) => replicas[n % 2]!.post('/notification', body));
    const answers = await Promise.all(posts);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    await notifications.settled(1);
    expect(pushed()).toEqual([body.uuid]);
  });

  it('share the work, and push each once', async () => {
    const [first] = await start(2);
    const bodies = Array.from({ length: 3_000 }, (_, n) => mail(n));
    await first?.post('/notification/batch', bodies);
    await notifications.settled(3_000);
    expect(pushed().sort()).toEqual(bodies.map(({ uuid }) => uuid).sort());
  });

  it('tell each other: who waits at one hears what the other has done', async () => {
    const [first, second] = await Promise.all([
      startReplica({ ...environment, DELIVERY: 'off' }),
      startReplica({ ...environment, DELIVERY: 'off' }),
    ]);
    const { uuid, ...body } = mail(1);
    await first.post('/notification', { ...body, uuid });
    const waiting = fetch(`${second.url}/api/notifications/${uuid}?wait=30`).then((answer) => answer.json());
    const began = Date.now();
    await startReplica(environment);
    expect(await waiting).toMatchObject({ status: 'PROCESSED', attempts: [{ outcome: 'accepted' }] });
    expect(Date.now() - began).toBeLessThan(25_000);
  });

  it('that are killed at random lose nothing, and push twice at most what is counted', async () => {
    const impatient = { ...environment, ...shortLease };
    const replicas: Replica[] = await start(2, impatient);
    const bodies = Array.from({ length: 8_000 }, (_, n) => mail(n));
    for (let at = 0; at < bodies.length; at += 2_000) {
      const part = bodies.slice(at, at + 2_000);
      const nth = (at / 2_000) % 2;
      await replicas[nth]?.post('/notification/batch', part);
      await replicas[nth]?.end('SIGKILL');
      replicas[nth] = await startReplica(impatient);
    }
    const rows = await notifications.settled(bodies.length, 120_000);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['PROCESSED']));
    const all = pushed();
    expect(new Set(all).size).toBe(bodies.length);
    const unknown = rows.reduce((sum, row) => sum + (row.interruptions ?? 0), 0);
    expect(all.length - bodies.length).toBeLessThanOrEqual(unknown);
  });
});

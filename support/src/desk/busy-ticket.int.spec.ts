import { testUser, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { transactionRetries } from '@ticketing/common/outbox';
import type { AggregateQueueOptions } from '@ticketing/common/outbox';
import { type NatsStreamingServer, startNatsStreaming } from '@ticketing/infra';
import { Bus } from '../testing/bus';
import { findFaults } from '../testing/check-desk';
import { type Replica, startReplica } from '../testing/replica';
import { as } from '../testing/report';

const database = useTestDatabase();
let broker: NatsStreamingServer;
let bus: Bus;
let replicas: Replica[];

beforeAll(async () => {
  broker = await startNatsStreaming();
});
afterAll(() => broker.stop());

async function start(queue: AggregateQueueOptions): Promise<void> {
  bus = new Bus();
  await bus.connect(broker, database.connection);
  const shared = { mongoUri: database.uri, natsUrl: broker.url, clusterId: broker.clusterId, queue };
  replicas = [
    await startReplica({ ...shared, clientId: 'support-1' }),
    await startReplica({ ...shared, clientId: 'support-2' }),
  ];
}
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await bus.close();
});

const retries = async () => (await transactionRetries.get()).values[0]?.value ?? 0;

/** Answers on one ticket so many times at once, half of them on each replica. */
async function answerAtOnce(count: number) {
  const reporter = testUser();
  const { id } = await as(replicas[0]!, reporter).report();
  const before = await retries();
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      as(replicas[index % 2]!, reporter).post(`/${id}/comments`, { text: `Answer ${index}` }),
    ),
  );
  return { id: id as string, answers, retries: (await retries()) - before };
}

describe('a ticket on which 200 answer at once over two replicas', () => {
  // However slow the machine is, all are to pass.
  beforeEach(() => start({ patienceMs: 60_000 }));

  it('takes each answer once, in a version of its own, at a cost in proportion to their number', async () => {
    const some = await answerAtOnce(50);
    const many = await answerAtOnce(200);
    expect([...some.answers, ...many.answers].filter(({ status }) => status !== 201)).toEqual([]);

    const comments = await replicas[0]!.desk.models.comments
      .find({ supportId: many.id })
      .sort({ version: 1 });
    expect(comments.map(({ version }) => version)).toEqual(many.answers.map((_, index) => index + 1));
    expect(new Set(comments.map(({ text }) => text)).size).toBe(200);
    expect(await findFaults(database.connection)).toEqual([]);
    await waitFor(() => bus.updated.filter(({ id }) => id === many.id).length === 200);

    // The two replicas meet each other now and then; side by side, each of 200 would meet all the others.
    for (const { answers, retries: again } of [some, many]) expect(again).toBeLessThan(3 * answers.length);
  }, 90_000);
});

describe('a ticket with more answers at once than its queue holds', () => {
  beforeEach(() => start({ limit: 5 }));

  it('refuses the others with the time to try again, and they pass when they do', async () => {
    const { id, answers } = await answerAtOnce(60);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused) {
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('1');
      expect(body).toEqual({ errors: [{ message: expect.any(String), code: 'unavailable' }] });
    }
    const kept = await replicas[0]!.desk.models.comments.countDocuments({ supportId: id });
    expect(kept).toBe(answers.length - refused.length);
  });
});

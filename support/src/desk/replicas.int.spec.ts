import { randomInt } from 'node:crypto';
import type { NatsStreamingServer } from '@ticketing/infra';
import { startNatsStreaming } from '@ticketing/infra';
import type { CurrentUser } from '@ticketing/common/http';
import { Outbox } from '@ticketing/common/outbox';
import { testLogger, testUser, useTestDatabase, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Bus } from '../testing/bus';
import { findFaults } from '../testing/check-desk';
import type { SupportContext } from './desk';
import { openTicket } from './open-ticket';
import { type Replica, startReplica } from '../testing/replica';
import { as } from '../testing/report';

const database = useTestDatabase();
let broker: NatsStreamingServer;
let replicas: [Replica, Replica];
let bus: Bus;

beforeAll(async () => {
  broker = await startNatsStreaming();
});
afterAll(() => broker.stop());

beforeEach(async () => {
  const { url: natsUrl, clusterId } = broker;
  bus = new Bus();
  await bus.connect(broker, database.connection);
  const shared = { mongoUri: database.uri, natsUrl, clusterId };
  replicas = [
    await startReplica({ ...shared, clientId: 'support-1' }),
    await startReplica({ ...shared, clientId: 'support-2' }),
  ];
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await bus.close();
});

const openTickets = async () => {
  const users = await database.connection
    .collection('users')
    .find({ openTickets: { $exists: true } })
    .toArray();
  return users.map((user) => user['openTickets'] as number);
};

async function engineers(count: number): Promise<CurrentUser[]> {
  const all = Array.from({ length: count }, () => testUser({ role: 'engineer' }));
  await Promise.all(all.map((engineer) => bus.publishCreated(engineer)));
  await waitFor(async () => (await openTickets()).length === count);
  return all;
}

it('shares 100 tickets at once over two replicas among five engineers, twenty each', async () => {
  await engineers(5);
  const reporter = testUser();
  const tickets = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      as(replicas[index % 2] as Replica, reporter).report({ title: `Trouble ${index}` }),
    ),
  );
  const shares = new Map<string, number>();
  for (const { assignee } of tickets) shares.set(assignee, (shares.get(assignee) ?? 0) + 1);
  expect([...shares.values()]).toEqual([20, 20, 20, 20, 20]);
  expect(await openTickets()).toEqual([20, 20, 20, 20, 20]);
  expect(await findFaults(database.connection)).toEqual([]);

  await waitFor(() => bus.created.length >= 100, { timeout: 20_000 });
  expect(new Set(bus.created.map(({ id }) => id)).size).toBe(100);
});

it('never gives one engineer two of five tickets at once, whichever replica and order they come in', async () => {
  await engineers(5);
  const input = { title: 'Trouble', description: 'Again', ticketPriority: 4 } as const;
  // Nothing in the process puts these in a row: only the transactions stand between them.
  const desks = Array.from({ length: 5 }, (_, index) => {
    const { desk, connection, nats } = replicas[index % 2] as Replica;
    return { ...desk, outbox: new Outbox({ connection, nats, logger: testLogger }) };
  });
  for (let round = 1; round <= 10; round += 1) {
    const opened = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        openTicket(desks[index] as SupportContext, input, testUser().id),
      ),
    );
    expect(new Set(opened.map(({ assignee }) => assignee)).size).toBe(5);
    expect(await openTickets()).toEqual([round, round, round, round, round]);
  }
});

it('assigns what waits, oldest first, when an engineer is approved, and hands it on when suspended', async () => {
  const [reporter, eve, ed] = [testUser(), testUser({ role: 'engineer', status: 'pending' }), testUser()];
  await bus.publishCreated(eve);
  const waiting: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    waiting.push((await as(replicas[index % 2] as Replica, reporter).report()).id);
  }
  await bus.publishUpdated({ ...eve, status: 'approved' }, 1);
  const heard = (assignee: string) => bus.updated.filter((event) => event.assignee === assignee);
  await waitFor(() => heard(eve.id).length === 3);
  const times = await replicas[0].desk.models.history.find({ version: 1 }).sort({ at: 1, _id: 1 });
  expect(times.map(({ supportId }) => supportId)).toEqual(waiting);
  for (const event of heard(eve.id)) {
    expect(event).toMatchObject({
      version: 1,
      actor: null,
      changes: [{ field: 'assignee', from: null, to: eve.id }],
    });
  }

  await bus.publishCreated({ ...ed, role: 'engineer' });
  await waitFor(async () => (await openTickets()).length === 2);
  await bus.publishUpdated({ ...eve, status: 'suspended' }, 2);
  await waitFor(() => heard(ed.id).length === 3);
  for (const event of heard(ed.id)) {
    expect(event.changes).toEqual([{ field: 'assignee', from: eve.id, to: ed.id }]);
  }
  expect(await findFaults(database.connection)).toEqual([]);
});

it('keeps counts, assignees, history and events right while everything happens at once', async () => {
  const staff = await engineers(4);
  const admin = testUser({ role: 'admin' });
  await bus.publishCreated(admin);
  const reporter = testUser();
  const [first, second] = replicas;
  const ids: string[] = [];
  const pick = <T>(from: readonly T[]): T => from[randomInt(from.length)] as T;
  const versions = new Map(staff.map(({ id }) => [id, 0]));
  const anyone = () => as(pick([first, second]), pick([admin, reporter]));

  const steps = [
    async () => ids.push((await as(pick([first, second]), reporter).report()).id),
    () => anyone().put(`/${pick(ids)}`, { status: 'CLOSED' }),
    () => anyone().put(`/${pick(ids)}`, { status: 'OPEN' }),
    () => as(pick([first, second]), admin).put(`/${pick(ids)}`, { assignee: pick(staff).id }),
    () => as(pick([first, second]), reporter).post(`/${pick(ids)}/comments`, { text: 'And now?' }),
    () => {
      const engineer = pick(staff);
      const version = (versions.get(engineer.id) ?? 0) + 1;
      versions.set(engineer.id, version);
      return bus.publishUpdated({ ...engineer, status: pick(['approved', 'suspended'] as const) }, version);
    },
  ];
  for (let count = 0; count < 10; count += 1) await steps[0]?.();
  const worker = async () => {
    for (let count = 0; count < 25; count += 1) await pick(steps)();
  };
  await Promise.all(Array.from({ length: 8 }, worker));

  await waitFor(async () => (await findFaults(database.connection)).length === 0, { timeout: 20_000 });
  const closed = await first.desk.models.tickets.countDocuments({ status: 'CLOSED' });
  expect(closed).toBeLessThan(ids.length);
}, 60_000);

it('has a checker that sees what is wrong', async () => {
  const [engineer] = await engineers(1);
  const { id } = await as(replicas[0], testUser()).report();
  expect(await findFaults(database.connection)).toEqual([]);
  const { connection } = database;
  const _id = new mongoose.Types.ObjectId(id);
  await connection.collection('support_tickets').updateOne({ _id }, { $set: { assignee: testUser().id } });
  await connection.collection('outbox').deleteOne({ aggregate: `support:${id}` });
  await connection.collection('history').deleteOne({ supportId: id });
  expect(await findFaults(connection)).toEqual([
    `${engineer?.id} counts 1 and has 0`,
    `${id} is open and with nobody in force`,
    `${id} has events  of 0`,
    `${id} has history  of 0`,
  ]);
});

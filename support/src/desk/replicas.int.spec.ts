import { randomInt } from 'node:crypto';
import type { NatsStreamingServer } from '@ticketing/infra';
import { startNatsStreaming } from '@ticketing/infra';
import {
  type CurrentUser,
  Listener,
  Messaging,
  MongoMessageStore,
  NatsWrapper,
  Publisher,
  Subjects,
  type SupportCreatedEvent,
  type SupportUpdatedEvent,
  type UserCreatedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common';
import { testLogger, testUser, useTestDatabase, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { faultsOf } from '../testing/check-desk';
import type { Desk } from './desk';
import { openTicket } from './open-ticket';
import { type Replica, startReplica } from '../testing/replica';
import { as } from '../testing/report';

class UserCreatedPublisher extends Publisher<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
}
class UserUpdatedPublisher extends Publisher<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
}
type SupportData = SupportCreatedEvent['data'];
class Hears extends Listener<SupportCreatedEvent | SupportUpdatedEvent> {
  readonly queueGroupName = 'hears-support';
  readonly heard: SupportData[] = [];
  constructor(
    messaging: Messaging,
    readonly subject: Subjects.SupportCreated | Subjects.SupportUpdated,
  ) {
    super(messaging);
  }
  onMessage(data: SupportData): Promise<void> {
    this.heard.push(data);
    return Promise.resolve();
  }
}

const database = useTestDatabase();
let broker: NatsStreamingServer;
let auth: NatsWrapper;
let replicas: [Replica, Replica];
let created: Hears;
let updated: Hears;
let consumer: Messaging;

beforeAll(async () => {
  broker = await startNatsStreaming();
});
afterAll(() => broker.stop());

beforeEach(async () => {
  const { url: natsUrl, clusterId } = broker;
  auth = new NatsWrapper();
  await auth.connect({ clusterId, clientId: 'auth-of-spec', url: natsUrl });
  const shared = { mongoUri: database.uri, natsUrl, clusterId };
  replicas = [
    await startReplica({ ...shared, clientId: 'support-1' }),
    await startReplica({ ...shared, clientId: 'support-2' }),
  ];
  const store = new MongoMessageStore(database.connection);
  consumer = new Messaging({ nats: auth, store, logger: testLogger });
  created = new Hears(consumer, Subjects.SupportCreated);
  updated = new Hears(consumer, Subjects.SupportUpdated);
  await consumer.listen(created, updated);
});
afterEach(async () => {
  await consumer.close();
  await Promise.all(replicas.map((replica) => replica.stop()));
  await auth.close();
});

const tellCreated = (user: CurrentUser) =>
  new UserCreatedPublisher(auth).publish({ ...user, name: '', version: 0 });
const tellUpdated = (user: CurrentUser, version: number, state: Partial<CurrentUser>) =>
  new UserUpdatedPublisher(auth).publish({ ...user, ...state, name: '', version });
const openTickets = async () => {
  const users = await database.connection
    .collection('users')
    .find({ openTickets: { $exists: true } })
    .toArray();
  return users.map((user) => user['openTickets'] as number);
};

async function engineers(count: number): Promise<CurrentUser[]> {
  const all = Array.from({ length: count }, () => testUser({ role: 'engineer' }));
  await Promise.all(all.map(tellCreated));
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
  expect(await faultsOf(database.connection)).toEqual([]);

  await waitFor(() => created.heard.length >= 100, { timeout: 20_000 });
  expect(new Set(created.heard.map(({ id }) => id)).size).toBe(100);
});

it('never gives one engineer two of five tickets at once, whichever replica and order they come in', async () => {
  await engineers(5);
  const input = { title: 'Trouble', description: 'Again', ticketPriority: 4 } as const;
  // Nothing in the process puts these in a row: only the transactions stand between them.
  const desks = replicas.map(({ desk }) => ({
    ...desk,
    turns: { run: <R>(task: () => Promise<R>) => task() },
  }));
  for (let round = 1; round <= 10; round += 1) {
    const opened = await Promise.all(
      Array.from({ length: 5 }, (_, index) => openTicket(desks[index % 2] as Desk, input, testUser().id)),
    );
    expect(new Set(opened.map(({ assignee }) => assignee)).size).toBe(5);
    expect(await openTickets()).toEqual([round, round, round, round, round]);
  }
});

it('assigns what waits, oldest first, when an engineer is approved, and hands it on when suspended', async () => {
  const [reporter, eve, ed] = [testUser(), testUser({ role: 'engineer', status: 'pending' }), testUser()];
  await tellCreated(eve);
  const waiting: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    waiting.push((await as(replicas[index % 2] as Replica, reporter).report()).id);
  }
  await tellUpdated(eve, 1, { status: 'approved' });
  const heard = (assignee: string) => updated.heard.filter((event) => event.assignee === assignee);
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

  await tellCreated({ ...ed, role: 'engineer' });
  await waitFor(async () => (await openTickets()).length === 2);
  await tellUpdated(eve, 2, { status: 'suspended' });
  await waitFor(() => heard(ed.id).length === 3);
  for (const event of heard(ed.id)) {
    expect(event.changes).toEqual([{ field: 'assignee', from: eve.id, to: ed.id }]);
  }
  expect(await faultsOf(database.connection)).toEqual([]);
});

it('keeps counts, assignees, history and events right while everything happens at once', async () => {
  const staff = await engineers(4);
  const admin = testUser({ role: 'admin' });
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
      return tellUpdated(engineer, version, { status: pick(['approved', 'suspended'] as const) });
    },
  ];
  for (let count = 0; count < 10; count += 1) await steps[0]?.();
  const worker = async () => {
    for (let count = 0; count < 25; count += 1) await pick(steps)();
  };
  await Promise.all(Array.from({ length: 8 }, worker));

  await waitFor(async () => (await faultsOf(database.connection)).length === 0, { timeout: 20_000 });
  const closed = await first.desk.models.tickets.countDocuments({ status: 'CLOSED' });
  expect(closed).toBeLessThan(ids.length);
}, 60_000);

it('has a checker that sees what is wrong', async () => {
  const [engineer] = await engineers(1);
  const { id } = await as(replicas[0], testUser()).report();
  expect(await faultsOf(database.connection)).toEqual([]);
  const { connection } = database;
  const _id = new mongoose.Types.ObjectId(id);
  await connection.collection('support_tickets').updateOne({ _id }, { $set: { assignee: testUser().id } });
  await connection.collection('outbox').deleteOne({ aggregate: `support:${id}` });
  await connection.collection('history').deleteOne({ supportId: id });
  expect(await faultsOf(connection)).toEqual([
    `${engineer?.id} counts 1 and has 0`,
    `${id} is open and with nobody in force`,
    `${id} has events  of 0`,
    `${id} has history  of 0`,
  ]);
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, eventually, mailsTo, openSocket, findProcesses, retryOn404 } from '@ticketing/harness';
import { databases, mongoUrl, projectRoot, readState, resolveLayout, startMongod } from '@ticketing/infra';
import mongoose, { type mongo } from 'mongoose';
import { type Backup, backUp, restore } from './testing/backup';
import { askForDeletion, endTwoWeeks, leaveTraces, others, waitUntilErased } from './testing/erasure';
import { type OwnSystem, startOwnSystem } from './testing/own-system';
import { Stored } from './testing/stored';

/** How far before a backup an event may have been sent that not everybody had applied, in ms. */
const REPEATED_MS = 10 * 60_000;

const name = 'Thessaly Marchbanks';
let dataDir: string;
let system: OwnSystem;
let stored: Stored;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ticketing-backup-'));
  await start();
}, 300_000);
afterAll(async () => {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 90_000);

async function start(): Promise<void> {
  system = await startOwnSystem(dataDir);
  stored = await Stored.connect(system.stateFile);
}

async function stop(): Promise<void> {
  await stored.close();
  await system.stop();
}

const rename = async (person: ApiClient, to: string): Promise<void> => {
  expect((await person.patch('/api/users/me', { name: to })).status).toBe(200);
};

const knownName = async (service: string, { id }: ApiClient): Promise<string | undefined> => {
  const _id = new mongoose.Types.ObjectId(id);
  return ((await stored.collection(service, 'users').findOne({ _id })) as { name?: string } | null)?.name;
};

/** Buys, is let in, talks on the page of a ticket: what a person leaves beside what {@link leaveTraces} does. */
async function live(person: ApiClient): Promise<void> {
  const order = await leaveTraces(person, name, stored);
  await person.pay(order.id);
  await eventually(async () => {
    expect((await person.get('/api/admissions')).body).toHaveLength(1);
  }, 30_000);
  const { id } = await person.sell(30, 'On sale');
  const socket = await openSocket(person, '');
  socket.send({ type: 'join', ref: 1, room: id });
  socket.send({ type: 'say', ref: 2, room: id, text: `${name} is here` });
  await eventually(() => {
    expect(socket.events.filter(({ event }) => event === 'ack')).toHaveLength(2);
    return Promise.resolve();
  });
  await socket.cut();
}

/** The accounts that auth's log says were erased, as the documents of operations have them gathered. */
function erasedByLog(): string[] {
  const files = readState(system.stateFile)?.services.filter(({ service }) => service === 'auth') ?? [];
  return files
    .flatMap(({ logFile }) => readFileSync(logFile, 'utf8').split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: string; action?: string; subject?: string })
    .flatMap((line) => (line.level === 'security' && line.action === 'account.erased' ? [line.subject] : []))
    .filter((id) => id !== undefined);
}

/** With the services stopped; events that somebody may not have applied when the backup was made are sent again. */
async function putBack(backup: Backup): Promise<void> {
  const mongod = await startMongod({ dataDir: join(resolveLayout(dataDir).stores, 'mongod') });
  const connection = await mongoose.createConnection(mongod.url).asPromise();
  try {
    const client = connection.getClient();
    await restore(backup, client);
    const recent = { sentAt: { $gte: new Date(backup.madeAt.getTime() - REPEATED_MS) } };
    for (const service of databases)
      await client
        .db(service)
        .collection('outbox')
        .updateMany(recent, { $set: { isSent: false }, $unset: { sentAt: 1 } });
  } finally {
    await connection.close();
    await mongod.stop();
  }
}

function find({ collections }: Backup, service: string, name: string): mongo.Document[] {
  return collections.find((each) => each.service === service && each.name === name)?.documents ?? [];
}

function reapplyErasures(ids: readonly string[]): string {
  const state = readState(system.stateFile);
  const uri = mongoUrl({ url: state?.mongoUrl ?? '' }, 'auth');
  const args = [join(projectRoot, 'auth/dist/erasures-reapply.js'), '--mongo', uri, '--ids', '-'];
  return execFileSync(process.execPath, args, { input: `${ids.join('\n')}\n`, encoding: 'utf8' });
}

it('brings a deleted account back until the command has run, and nobody else is out of step', async () => {
  const [person, bystander] = await Promise.all([
    ApiClient.signUp({ name, role: 'engineer', verified: true }),
    ApiClient.signUp({ name: 'Before', verified: true }),
  ]);
  await live(person);

  // The backup is made while orders is behind: an event is sent, and not applied everywhere.
  const [late = 0] = findProcesses('orders');
  process.kill(late, 'SIGSTOP');
  await rename(bystander, 'While it was made');
  const backup = await eventually(async () => {
    expect(await knownName('payments', bystander)).toBe('While it was made');
    const made = await backUp(databases, stored);
    const events = find(made, 'auth', 'outbox').filter((row) => row['aggregate'] === `user:${bystander.id}`);
    expect(events.map((row) => row['isSent'] as boolean)).toEqual(events.map(() => true));
    const known = find(made, 'orders', 'users').find((row) => String(row['_id']) === bystander.id);
    expect(known).toMatchObject({ name: 'Before' });
    return made;
  }, 30_000);
  process.kill(late, 'SIGCONT');
  const redisFolder = join(resolveLayout(dataDir).stores, 'redis-server');
  const redisCopy = join(dataDir, 'redis-copy');
  cpSync(redisFolder, redisCopy, { recursive: true });

  await rename(bystander, 'After it was made');
  await askForDeletion(person);
  await endTwoWeeks(person, stored);
  await eventually(async () => expect(await stored.findPlaces(person.email)).toEqual([]), 30_000);
  // The log is written a moment after what it tells of.
  const erased = await eventually(() => {
    const ids = erasedByLog();
    expect(ids).toEqual([person.id]);
    return Promise.resolve(ids);
  });

  await stop();
  await putBack(backup);
  rmSync(redisFolder, { recursive: true });
  cpSync(redisCopy, redisFolder, { recursive: true });
  await start();
  await ApiClient.signIn(person.email, 'a good password');
  expect(await stored.findPlaces(person.email)).toEqual(
    expect.arrayContaining(databases.map((service) => expect.stringContaining(`${service}.`))),
  );

  expect(reapplyErasures(erased)).toContain(`${person.id} had come back`);
  await waitUntilErased(person.id, stored);
  await eventually(async () => {
    expect(await stored.findPlaces(person.email)).toEqual([]);
    expect(await stored.findPlaces(name)).toEqual([]);
  }, 60_000);
  await expect(ApiClient.signIn(person.email, 'a good password')).rejects.toThrow('400');

  // Others go on from where they were when the backup was made.
  const again = await ApiClient.signIn(bystander.email, 'a good password');
  await rename(again, 'After the restore');
  await eventually(async () => {
    const names = await Promise.all(others.map((service) => knownName(service, again)));
    expect(names).toEqual(others.map(() => 'After the restore'));
  }, 60_000);
  const order = await again.reserve((await (await ApiClient.signUp()).sell()).id);
  await again.pay(order.id);
  await retryOn404(() => again.get(`/api/orders/${order.id}`));
  await eventually(async () => {
    expect((await again.get(`/api/orders/${order.id}`)).body).toMatchObject({ status: 'complete' });
    for (const service of databases) {
      expect(await stored.collection(service, 'parked_messages').countDocuments()).toBe(0);
      expect(await stored.collection(service, 'outbox').countDocuments({ isSent: false })).toBe(0);
      const letters = await stored.collection(service, 'dead_letters').find().toArray();
      expect(letters).toHaveLength(service === 'orders' ? 1 : 0);
    }
  }, 60_000);
  const mails = await mailsTo(bystander.email);
  expect(mails.filter(({ subject }) => subject === 'Confirm your address')).toHaveLength(1);
  for (const { service, logFile } of readState(system.stateFile)?.services ?? []) {
    const errors = readFileSync(logFile, 'utf8').match(/.*("level":"(error|fatal)"|E11000).*/g) ?? [];
    expect([service, errors]).toEqual([service, []]);
  }
}, 480_000);

import type { UserErasedEvent } from '@ticketing/common/contracts';
import { UserDirectory } from '@ticketing/common/roles';
import { waitFor } from '@ticketing/common/testing';
import type mongoose from 'mongoose';
import request from 'supertest';
import { PendingAudit } from '../models/audit-entry';
import { Erasure } from '../models/erasure';
import { User } from '../models/user';
import { bearerFor, createUser, publishedEvents, testPassword, useTestService } from '../testing/auth-app';
import { readIds, reapplyErasures, type ReapplyReport } from './erasures';

jest.mock('../nats-wrapper');

const DAY_MS = 24 * 3_600_000;
const service = useTestService({ email: 'ada.lovelace@example.com', name: 'Ada Lovelace' });
let printed: string[];
beforeEach(() => {
  printed = [];
});
afterEach(() => otherService().dropDatabase());

/** The database of another service, which has something of the person. */
const otherService = () =>
  service.database.connection.useDb(`${service.database.connection.name}-other`, { useCache: true });
const directory = () =>
  new UserDirectory(otherService(), undefined, [
    { collection: 'notes', about: ({ id }) => ({ userId: id }), erased: 'deleted', copied: ['text'] },
  ]);

const reapply = (listed: string[] = [], more: { after?: string; isDryRun?: boolean } = {}) =>
  reapplyErasures({
    connection: service.database.connection,
    listed,
    ...more,
    print: (line) => printed.push(line),
  });

type Copy = { name: string; found: mongoose.mongo.Document[] }[];

async function copy(connection: mongoose.Connection): Promise<Copy> {
  const collections = await connection.db!.collections();
  return Promise.all(
    collections.map(async (each) => ({ name: each.collectionName, found: await each.find().toArray() })),
  );
}

/** Makes a database be as it was copied. */
async function restore(connection: mongoose.Connection, backup: Copy): Promise<void> {
  for (const each of await connection.db!.collections()) await each.deleteMany({});
  for (const { name, found } of backup)
    if (found.length > 0) await connection.collection(name).insertMany(found);
}

const readBoth = async () =>
  JSON.stringify([await copy(service.database.connection), await copy(otherService())]);

async function leaveTraces(): Promise<void> {
  const { app, outbox } = service;
  await request(app)
    .post('/api/users/signin')
    .send({ email: service.user.email, password: testPassword })
    .expect(200);
  await request(app)
    .patch('/api/users/me')
    .set('Authorization', bearerFor(service.user))
    .send({ name: 'Countess Lovelace' })
    .expect(200);
  await outbox.flush();
  const { email, name, role, status } = service.user;
  await directory().apply({ id: service.user.id, version: 0, email, name, role, status });
  await otherService().collection('notes').insertOne({ userId: service.user.id, text: 'By Ada Lovelace' });
}

async function eraseForTheFirstTime(): Promise<void> {
  const deletion = request(service.app).delete('/api/users/me').set('Authorization', bearerFor(service.user));
  await deletion.send({ password: testPassword }).expect(202);
  for (const days of [14, 1]) {
    service.passTime(days * DAY_MS);
    await service.deletions.turn();
  }
}

const erasedEvents = async () =>
  (await publishedEvents(service.outbox))
    .filter(({ subject }) => subject === 'user:erased')
    .map(({ data }) => data as UserErasedEvent['data']);

/** What the running services do: auth sends and blanks what it has sent, the others do what they are told. */
async function letServicesRun(): Promise<void> {
  await service.outbox.start();
  const unsent = () => service.database.connection.collection('outbox').countDocuments({ isSent: false });
  try {
    await waitFor(async () => (await unsent()) === 0);
  } finally {
    await service.outbox.stop();
  }
  for (const event of await erasedEvents()) await directory().erase(event);
  await service.deletions.turn();
}

describe('a backup that was made before an erasure, once it is restored', () => {
  beforeEach(async () => {
    await leaveTraces();
    const backup = [await copy(service.database.connection), await copy(otherService())] as const;
    await eraseForTheFirstTime();
    await letServicesRun();
    expect(await readBoth()).not.toMatch(/lovelace/i);
    await restore(service.database.connection, backup[0]);
    await restore(otherService(), backup[1]);
    jest.clearAllMocks();
    expect(await readBoth()).toMatch(/lovelace/i);
  });

  it('has nothing of the person any more, in auth and elsewhere, after erasures were done again', async () => {
    const report: ReapplyReport = { accounts: 1, returned: 1, refused: 0 };
    expect(await reapply([service.user.id])).toEqual(report);
    await letServicesRun();
    expect(await readBoth()).not.toMatch(/lovelace/i);
    expect(await erasedEvents()).toEqual([{ id: service.user.id, version: 1 }]);
    expect((await Erasure.findById(service.user._id))?.doneAt).toBeDefined();
    expect(printed).toEqual([`1/1 ${service.user.id} had come back`]);
  });

  it('is only looked at in a dry run', async () => {
    const before = await readBoth();
    expect(await reapply([service.user.id], { isDryRun: true })).toMatchObject({ accounts: 1, returned: 1 });
    expect(await readBoth()).toBe(before);
  });

  it('may have them done again any number of times, which the audit log has once', async () => {
    await reapply([service.user.id]);
    expect(await reapply([service.user.id])).toEqual({ accounts: 1, returned: 0, refused: 0 });
    expect(await PendingAudit.countDocuments({ action: 'account.erased', subject: service.user.id })).toBe(1);
  });
});

describe('erasures that are done again', () => {
  it('are told to all, also of accounts that only the database knows, or only the list', async () => {
    const [known, listed] = ['66aaaaaaaaaaaaaaaaaaaaaa', '66bbbbbbbbbbbbbbbbbbbbbb'] as const;
    await Erasure.create({ _id: known, version: 7, at: new Date() });
    expect(await reapply([listed, known])).toEqual({ accounts: 2, returned: 0, refused: 0 });
    await directory().erase({ id: known, version: 7 });
    await otherService().collection('notes').insertOne({ userId: known, text: 'By Ada Lovelace' });
    await letServicesRun();
    const events = await erasedEvents();
    expect(events).toHaveLength(2);
    expect(events).toEqual(
      expect.arrayContaining([
        { id: known, version: 7 },
        { id: listed, version: 0 },
      ]),
    );
    expect(await otherService().collection('notes').countDocuments()).toBe(0);
    expect(await Erasure.countDocuments()).toBe(2);
  });

  it('go on behind an id', async () => {
    const ids = ['66cccccccccccccccccccccc', '66aaaaaaaaaaaaaaaaaaaaaa', '66bbbbbbbbbbbbbbbbbbbbbb'];
    expect(await reapply(ids, { after: ids[2]! })).toMatchObject({ accounts: 1 });
    expect(printed).toEqual([`1/1 ${ids[0]} was not there`]);
  });

  it('leave the last admin, and say so, but nobody else', async () => {
    const admin = await createUser({ role: 'admin' });
    expect(await reapply([service.user.id, admin.id])).toEqual({ accounts: 2, returned: 1, refused: 1 });
    expect(printed[1]).toBe(
      `2/2 ${admin.id} NOT ERASED: The last admin can only be erased once there is another`,
    );
    expect(await User.distinct('_id')).toEqual([admin._id]);
  });
});

describe('a list of accounts', () => {
  it('has an id in each line', () => {
    expect(readIds('66aaaaaaaaaaaaaaaaaaaaaa\r\n\n 66BBBBBBBBBBBBBBBBBBBBBB', 'list.txt')).toEqual([
      '66aaaaaaaaaaaaaaaaaaaaaa',
      '66bbbbbbbbbbbbbbbbbbbbbb',
    ]);
  });

  it('is refused whole for a line that has none, which is named', () => {
    expect(() => readIds('66aaaaaaaaaaaaaaaaaaaaaa\n\nada@example.com', 'list.txt')).toThrow(
      'list.txt:3: "ada@example.com" is no account\'s id',
    );
  });
});

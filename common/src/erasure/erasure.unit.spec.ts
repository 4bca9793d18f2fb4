import mongoose from 'mongoose';
import { Subjects, type UserCreatedEvent } from '../contracts';
import { UnavailableError } from '../errors';
import { UserDirectory } from '../roles';
import { useTestDatabase } from '../testing/test-database';
import type { PersonalData } from './personal-data';

const database = useTestDatabase();
const id = new mongoose.Types.ObjectId().toHexString();
const user: UserCreatedEvent['data'] = {
  id,
  version: 0,
  email: 'Ada.Lovelace@example.com',
  name: 'Ada Lovelace',
  role: 'customer',
  status: 'approved',
  emailVerified: true,
};
const personal: PersonalData[] = [
  { collection: 'notes', about: (person) => ({ userId: person.id }), erased: 'deleted', copied: ['text'] },
  {
    collection: 'letters',
    about: ({ email }) => (email ? { to: email } : undefined),
    erased: () => ({ $set: { to: 'nobody' } }),
    copied: ['to'],
  },
];
const directory = (data = personal) => new UserDirectory(database.connection, undefined, data);
const rows = (name: string) =>
  database.connection.collection<{ _id: string; [field: string]: unknown }>(name);
const message = (subject: Subjects, data: object, more: object = {}) => ({
  subject,
  wire: JSON.stringify(data),
  sequence: 1,
  ...more,
});

async function wholeDatabase(): Promise<string> {
  const collections = await database.connection.db!.collections();
  return JSON.stringify(await Promise.all(collections.map((each) => each.find().toArray())));
}

async function fill(): Promise<void> {
  await directory().apply(user);
  await rows('notes').insertMany([{ _id: 'hers', userId: id, text: 'Ada Lovelace' }]);
  await rows('letters').insertOne({ _id: 'letter', to: user.email });
  await rows('idempotency_keys').insertOne({ _id: `${id} POST /x key`, body: user.name });
  const { email, name } = user;
  const support = {
    id: 's',
    version: 1,
    ticketPriority: 4,
    status: 'OPEN',
    assignee: null,
    title: name,
    description: email,
    reporter: id,
    actor: id,
    changes: [
      { field: 'comment', from: null, to: { id: 'c', author: id, text: name } },
      { field: 'status', from: 'OPEN', to: 'CLOSED' },
    ],
  };
  await rows('dead_letters').insertMany([
    { _id: 'd1', ...message(Subjects.UserUpdated, user) },
    { _id: 'd2', ...message(Subjects.SupportUpdated, support) },
    { _id: 'd3', subject: Subjects.AccountNotice, wire: `not JSON ${email}` },
    { _id: 'd4', ...message(Subjects.OrderCreated, { id: 'o', userId: id }) },
  ]);
  const offer = { id: 't', admissionId: 'a', title: 'Concert', fromUserId: 'x', email: email.toLowerCase() };
  await rows('parked_messages').insertOne({ _id: 'p', ...message(Subjects.TransferOffered, offer) });
  const notice = { id: 'n', version: 0, userId: id, email, kind: 'reset', data: { token: 'secret' } };
  await rows('outbox').insertOne({
    _id: 'o',
    ...message(Subjects.AccountNotice, notice, { isSent: true }),
    aggregate: 'account-notice:n',
    version: 0,
  });
}

describe('an erasure', () => {
  it('leaves nothing but ids, in what the service declares and in the messages it keeps', async () => {
    await fill();
    await directory().erase({ id, version: 3 });
    const left = await wholeDatabase();
    expect(left).not.toMatch(/lovelace|secret/i);
    expect(await rows('dead_letters').findOne({ _id: 'd4' })).toMatchObject({
      wire: expect.stringContaining(id),
    });
    expect(await rows('dead_letters').findOne({ _id: 'd2' })).toMatchObject({
      wire: expect.stringContaining('"to":"CLOSED"'),
    });
    expect(await rows('erasures').findOne({ _id: id })).toMatchObject({ version: 3 });
    expect(await directory().find(id)).toMatchObject({
      email: '',
      name: 'Deleted account',
      status: 'suspended',
      isErased: true,
    });
  });

  it('that was interrupted anywhere is completed by its repetition', async () => {
    await fill();
    let steps = 0;
    for (let failing = 0; failing <= personal.length; failing += 1) {
      const broken: PersonalData[] = [
        ...personal.slice(0, failing),
        () => {
          steps += 1;
          return Promise.reject(new Error('the process died'));
        },
      ];
      await expect(directory(broken).erase({ id, version: 0 })).rejects.toThrow('died');
    }
    expect(steps).toBe(personal.length + 1);
    await directory().erase({ id, version: 0 });
    expect(await wholeDatabase()).not.toMatch(/lovelace/i);
  });

  it('waits for what the broker has not got yet, which goes as it is', async () => {
    await directory().apply(user);
    await rows('outbox').insertOne({
      _id: 'o',
      ...message(Subjects.UserCreated, user, { isSent: false }),
    });
    await expect(directory().erase({ id, version: 0 })).rejects.toThrow(UnavailableError);
    expect(JSON.stringify(await rows('outbox').findOne({ _id: 'o' }))).toContain(user.email);
    await rows('outbox').updateOne({ _id: 'o' }, { $set: { isSent: true } });
    await directory().erase({ id, version: 0 });
    expect(await wholeDatabase()).not.toMatch(/lovelace/i);
  });

  it.each([false, true])(
    'is done again once a backup is restored (that knows of it: %s)',
    async (isKnown) => {
      await fill();
      const names = ['users', 'notes', 'letters', 'idempotency_keys', 'dead_letters', 'parked_messages'];
      const backup = await Promise.all(
        names.map(async (name) => ({ name, found: await rows(name).find().toArray() })),
      );
      await directory().erase({ id, version: 3 });
      for (const { name, found } of backup) {
        await rows(name).deleteMany({});
        await rows(name).insertMany(found);
      }
      if (!isKnown) await rows('erasures').deleteMany({});
      const since = new Date();
      expect(await wholeDatabase()).toMatch(/lovelace/i);
      await directory().erase({ id, version: 0 });
      expect(await wholeDatabase()).not.toMatch(/lovelace|secret/i);
      const { version, at } = (await rows('erasures').findOne({ _id: id })) as unknown as {
        version: number;
        at: Date;
      };
      expect(version).toBe(isKnown ? 3 : 0);
      expect(at.getTime()).toBeGreaterThanOrEqual(since.getTime());
    },
  );

  it('stays, whatever is heard of the account afterwards', async () => {
    await directory().erase({ id, version: 2 });
    await directory().apply(user);
    await directory().apply({ ...user, version: 1 });
    await directory().apply({ ...user, version: 2 });
    expect(await wholeDatabase()).not.toMatch(/lovelace/i);
  });
});

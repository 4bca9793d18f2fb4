import type mongoose from 'mongoose';
import { type ExportPartAddedEvent, Subjects } from '../contracts';
import { type PersonalData, StoredCopy } from '../erasure';
import { UnavailableError } from '../errors';
import { Outbox } from '../outbox';
import type { DirectoryUser } from '../roles';
import { testLogger, useTestDatabase } from '../testing';
import { ExportListener } from './export-listener';
import { openPart } from './part';
import { createSealKeys } from './sealed';

const database = useTestDatabase();
const rows = (name: string) => database.connection.collection<{ _id: number | string }>(name);
const personal: PersonalData[] = [
  {
    collection: 'notes',
    about: ({ id }) => ({ userId: id }),
    erased: 'deleted',
    copied: ['text', 'in.side'],
  },
  {
    collection: 'keys',
    about: ({ id }) => ({ userId: id }),
    erased: 'deleted',
    copied: { withheld: 'secret' },
  },
  { collection: 'letters', about: ({ email }) => ({ to: email }), erased: 'kept', copied: ['text'] },
];
const ada = { id: 'ada', email: 'ada@example.com', name: 'Ada' } as DirectoryUser;
const keys = createSealKeys();
const request = {
  id: 'export-1',
  userId: 'ada',
  publicKey: keys.publicKey,
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
};

function listener(user: DirectoryUser | null = ada, connection: mongoose.Connection = database.connection) {
  const nats = { isConnected: false, onConnect: () => undefined, publish: () => Promise.resolve() };
  const outbox = new Outbox({ connection, nats, logger: testLogger });
  const directory = { find: () => Promise.resolve(user) };
  return new ExportListener({ service: 'orders', connection, outbox, directory, personal });
}

async function publishedParts(): Promise<ExportPartAddedEvent['data'][]> {
  const sent = await database.connection
    .collection<{ wire: string }>('outbox')
    .find({ subject: Subjects.ExportPartAdded })
    .toArray();
  const parts = sent.map(({ wire }) => JSON.parse(wire) as ExportPartAddedEvent['data']);
  return parts.sort((a, b) => a.part - b.part);
}

async function publishedIds(): Promise<unknown[]> {
  const parts = (await publishedParts()).map((part) => openPart(part.sealed, keys.privateKey, part));
  return parts.flatMap(({ files }) =>
    Object.entries(files).flatMap(([file, documents]) =>
      documents.map((text) => `${file} ${(JSON.parse(text) as { id: number }).id}`),
    ),
  );
}

describe('an export', () => {
  it('has what is declared of the person, and says what it leaves out', async () => {
    await rows('notes').insertMany([
      { _id: 1, userId: 'ada', text: 'Hello', in: { side: 1, out: 2 }, internal: 'no' },
      { _id: 2, userId: 'grace', text: 'Not hers' },
    ] as never[]);
    await rows('keys').insertOne({ _id: 1, userId: 'ada', secret: 'x' } as never);
    await rows('letters').insertOne({ _id: 1, to: ada.email, text: 'Dear Ada' } as never);
    await listener().onMessage(request);
    const [part, ...others] = await publishedParts();
    expect(others).toEqual([]);
    expect(part).toMatchObject({ id: 'export-1', service: 'orders', part: 0, isLast: true });
    const { files, contents } = openPart(part!.sealed, keys.privateKey, part!);
    expect(files).toEqual({
      notes: ['{"id":1,"text":"Hello","in":{"side":1}}'],
      letters: ['{"id":1,"text":"Dear Ada"}'],
    });
    expect(contents?.copied).toEqual(['notes', 'letters']);
    expect(contents?.leftOut).toMatchObject({ keys: 'secret', outbox: expect.any(String) });
  });

  it('is readable by auth alone, each part in its place', async () => {
    await rows('notes').insertOne({ _id: 1, userId: 'ada', text: 'Hello' } as never);
    await listener().onMessage(request);
    const [part] = await publishedParts();
    expect(Buffer.from(part!.sealed, 'base64url').toString('latin1')).not.toContain('Hello');
    expect(() => openPart(part!.sealed, createSealKeys().privateKey, part!)).toThrow();
    expect(() => openPart(part!.sealed, keys.privateKey, { ...part!, id: 'another' })).toThrow();
    expect(() => openPart(part!.sealed, keys.privateKey, { ...part!, part: 1 })).toThrow();
  });

  it('comes in parts that fit a message, each document once, also when it is asked for by many at once', async () => {
    const text = 'x'.repeat(50_000);
    const notes = Array.from({ length: 14 }, (_, index) => ({ _id: index, userId: 'ada', text }));
    await rows('notes').insertMany(notes);
    await rows('letters').insertOne({ _id: 1, to: ada.email, text: 'Dear Ada' } as never);
    await Promise.all([1, 2, 3].map(() => listener().onMessage(request)));
    await listener().onMessage(request);
    const parts = await publishedParts();
    expect(parts.map(({ part, isLast }) => ({ part, isLast }))).toEqual([
      { part: 0, isLast: false },
      { part: 1, isLast: false },
      { part: 2, isLast: true },
    ]);
    expect(await publishedIds()).toEqual([...notes.map(({ _id }) => `notes ${_id}`), 'letters 1']);
  });

  it('goes on where a process that died had got to', async () => {
    const text = 'x'.repeat(100_000);
    const notes = Array.from({ length: 9 }, (_, index) => ({ _id: index, userId: 'ada', text }));
    await rows('notes').insertMany(notes);
    const original = StoredCopy.prototype.readPage;
    let pages = 0;
    StoredCopy.prototype.readPage = function (this: StoredCopy, ...args) {
      pages += 1;
      return pages === 3 ? Promise.reject(new Error('the process died')) : original.apply(this, args);
    };
    await expect(listener().onMessage(request)).rejects.toThrow('died');
    StoredCopy.prototype.readPage = original;
    expect(await publishedParts()).toHaveLength(2);
    await listener().onMessage(request);
    expect(await publishedIds()).toEqual(notes.map(({ _id }) => `notes ${_id}`));
  });

  it('leaves out a document that no message could hold, and says so', async () => {
    await rows('notes').insertOne({ _id: 1, userId: 'ada', text: 'x'.repeat(1_000_000) } as never);
    await listener().onMessage(request);
    const [part] = await publishedParts();
    expect(openPart(part!.sealed, keys.privateKey, part!).files).toEqual({
      notes: ['{"id":1,"leftOut":"It is too large."}'],
    });
  });

  it('waits for an account that is not known yet', async () => {
    await expect(listener(null).onMessage(request)).rejects.toThrow(UnavailableError);
  });

  it('is not added to once it has ended, or its account is erased', async () => {
    await listener({ ...ada, isErased: true }).onMessage(request);
    await listener().onMessage({ ...request, expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await publishedParts()).toEqual([]);
  });

  it('has no two files of one name', () => {
    const twice = [personal[0]!, personal[0]!];
    expect(() => new StoredCopy(database.connection, twice)).toThrow('two copies of one name');
  });
});

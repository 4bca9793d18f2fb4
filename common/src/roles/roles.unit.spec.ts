import mongoose from 'mongoose';
import { Subjects, type UserCreatedEvent } from '../contracts';
import { GapError } from '../messaging';
import { useTestDatabase } from '../testing/test-database';
import { UserDirectory } from './user-directory';

const database = useTestDatabase();
const directory = () => new UserDirectory(database.connection);

const id = new mongoose.Types.ObjectId().toHexString();
const user = (
  version: number,
  changes: Partial<UserCreatedEvent['data']> = {},
): UserCreatedEvent['data'] => ({
  id,
  version,
  email: 'eve@example.com',
  name: 'Eve',
  role: 'engineer',
  status: 'pending',
  emailVerified: false,
  ...changes,
});

describe('the directory of users', () => {
  it('knows nobody at first', async () => {
    expect(await directory().find(id)).toBeNull();
    expect(await directory().find('not an id')).toBeNull();
  });

  it('applies versions in order', async () => {
    await directory().apply(user(0));
    expect(await directory().find(id)).toEqual(user(0));
    await directory().apply(user(1, { status: 'approved' }));
    expect(await directory().find(id)).toEqual(user(1, { status: 'approved' }));
  });

  it('takes an address for proven only when told so', async () => {
    await directory().apply(user(0, { emailVerified: undefined }));
    expect(await directory().find(id)).toEqual(user(0));
    await directory().apply(user(1, { emailVerified: true }));
    expect(await directory().find(id)).toEqual(user(1, { emailVerified: true }));
  });

  it('leaves a version alone that was applied already', async () => {
    await directory().apply(user(0));
    await directory().apply(user(1, { status: 'approved' }));
    await directory().apply(user(0, { name: 'Old' }));
    await directory().apply(user(1, { name: 'Twice' }));
    expect((await directory().find(id))?.name).toBe('Eve');
  });

  it('applies nothing over a gap', async () => {
    await expect(directory().apply(user(1))).rejects.toThrow(
      new GapError({ aggregate: `user:${id}`, version: 0 }),
    );
    expect(await directory().find(id)).toBeNull();
    await directory().apply(user(0));
    await expect(directory().apply(user(2))).rejects.toThrow(GapError);
    expect((await directory().find(id))?.version).toBe(0);
  });

  it('applies a version once when many come at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => directory().apply(user(0, { name: `Eve ${i}` }))));
    expect(await database.connection.collection('users').countDocuments()).toBe(1);
    expect(await directory().find(id)).toMatchObject({ version: 0, name: expect.stringMatching(/^Eve \d$/) });
  });
});

describe('its listeners', () => {
  const heard = (followUp?: (data: object) => unknown) => {
    const [created, updated] = directory().listeners(followUp);
    return { created: created!, updated: updated! };
  };
  const context = {} as never;

  it('feed it', async () => {
    const { created, updated } = heard();
    expect([created.subject, updated.subject]).toEqual([Subjects.UserCreated, Subjects.UserUpdated]);
    await created.onMessage(user(0), context);
    await updated.onMessage(user(1, { role: 'admin' }), context);
    expect((await directory().find(id))?.role).toBe('admin');
    await created.onMessage(user(0), context);
    expect((await directory().find(id))?.role).toBe('admin');
  });

  it('wait for the version before', async () => {
    const error: unknown = await heard()
      .updated.onMessage(user(3), context)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GapError);
    expect((error as GapError).waitingFor).toEqual({ aggregate: `user:${id}`, version: 2 });
  });

  it('do what follows of a version once it is in place, also when it comes again', async () => {
    const followUp = jest.fn(async () => expect(await directory().find(id)).not.toBeNull());
    const { created, updated } = heard(followUp);
    await created.onMessage(user(0), context);
    await created.onMessage(user(0), context);
    expect(followUp).toHaveBeenCalledTimes(2);
    await expect(updated.onMessage(user(2), context)).rejects.toThrow(GapError);
    expect(followUp).toHaveBeenCalledTimes(2);
  });
});

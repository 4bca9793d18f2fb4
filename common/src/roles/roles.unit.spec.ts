import mongoose from 'mongoose';
import type { UserCreatedEvent } from '../contracts';
import { GapError, type Messaging } from '../messaging';
import { useTestDatabase } from '../testing/test-database';
import { UserCreatedReplicaListener, UserUpdatedReplicaListener } from './listeners';
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
  ...changes,
});

describe('the directory of users', () => {
  it('knows nobody at first', async () => {
    expect(await directory().find(id)).toBeNull();
    expect(await directory().find('not an id')).toBeNull();
  });

  it('applies versions in order', async () => {
    expect(await directory().apply(user(0))).toBe('applied');
    expect(await directory().find(id)).toEqual(user(0));
    expect(await directory().apply(user(1, { status: 'approved' }))).toBe('applied');
    expect(await directory().find(id)).toEqual(user(1, { status: 'approved' }));
  });

  it('leaves a version alone that was applied already', async () => {
    await directory().apply(user(0));
    await directory().apply(user(1, { status: 'approved' }));
    expect(await directory().apply(user(0, { name: 'Old' }))).toBe('stale');
    expect(await directory().apply(user(1, { name: 'Twice' }))).toBe('stale');
    expect((await directory().find(id))?.name).toBe('Eve');
  });

  it('applies nothing over a gap', async () => {
    expect(await directory().apply(user(1))).toBe('gap');
    expect(await directory().find(id)).toBeNull();
    await directory().apply(user(0));
    expect(await directory().apply(user(2))).toBe('gap');
    expect((await directory().find(id))?.version).toBe(0);
  });

  it('applies a version once when many come at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => directory().apply(user(0))));
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
  });
});

describe('its listeners', () => {
  const messaging = {} as Messaging;

  it('feed it, in the queue group of the service', async () => {
    const created = new UserCreatedReplicaListener(messaging, 'support-service', directory());
    const updated = new UserUpdatedReplicaListener(messaging, 'support-service', directory());
    expect([created.subject, updated.subject]).toEqual(['user:created', 'user:updated']);
    expect([created.queueGroupName, updated.queueGroupName]).toEqual(['support-service', 'support-service']);
    await created.onMessage(user(0));
    await updated.onMessage(user(1, { role: 'admin' }));
    expect((await directory().find(id))?.role).toBe('admin');
    await created.onMessage(user(0));
    expect((await directory().find(id))?.role).toBe('admin');
  });

  it('wait for the version before', async () => {
    const updated = new UserUpdatedReplicaListener(messaging, 'support-service', directory());
    const error: unknown = await updated.onMessage(user(3)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GapError);
    expect((error as GapError).waitingFor).toEqual({ aggregate: `user:${id}`, version: 2 });
  });
});

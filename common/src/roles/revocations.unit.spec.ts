import mongoose from 'mongoose';
import { testLogger, useTestDatabase, waitFor } from '../testing';
import { type Revoked, Revocations, type RevocationsOptions } from './revocations';

useTestDatabase();

const user = { id: '665f1f77bcf86cd799439011', sid: '665f1f77bcf86cd799439012' };
const account = { email: 'ada@example.com', name: 'Ada', role: 'customer' } as const;
const started: Revocations[] = [];

async function replica(options: Partial<RevocationsOptions> = {}): Promise<Revocations> {
  const revocations = new Revocations({ connection: mongoose.connection, logger: testLogger, ...options });
  started.push(revocations);
  await revocations.start();
  return revocations;
}

afterEach(() => Promise.all(started.splice(0).map((revocations) => revocations.close())));

describe('an ended session', () => {
  it('is known at once where it was heard of, and within a second elsewhere', async () => {
    const [heard, other] = [await replica(), await replica()];
    const told: Revoked[] = [];
    other.onRevoked((revoked) => told.push(revoked));
    expect(heard.known(user)).toBeUndefined();
    const began = Date.now();
    await heard.end(user.sid);
    expect(heard.known(user)).toBe('ended');
    await waitFor(() => other.known(user) === 'ended');
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(told).toEqual([{ sid: user.sid }]);
    expect(other.known({ ...user, sid: 'another' })).toBeUndefined();
    expect(other.known({ id: user.id })).toBeUndefined();
  });

  it('is read before a session is accepted by what is too old', async () => {
    const [heard, late] = [await replica(), await replica({ readEveryMs: 3_600_000, staleMs: -1 })];
    await heard.end(user.sid);
    expect(late.known(user)).toBeUndefined();
    expect(await late.refusal(user)).toBe('ended');
  });

  it('is known after a restart, and by one that could not read before', async () => {
    await (await replica()).end(user.sid);
    expect((await replica()).known(user)).toBe('ended');
  });
});

describe('a suspended account', () => {
  it('is refused until it is lifted, whichever version comes first', async () => {
    const [heard, other] = [await replica(), await replica()];
    const at = (version: number, status: 'approved' | 'suspended') =>
      heard.applyUser({ id: user.id, ...account, version, status });
    await at(0, 'approved');
    await at(1, 'suspended');
    expect(heard.known(user)).toBe('suspended');
    await waitFor(async () => (await other.refusal(user)) === 'suspended');
    await at(2, 'approved');
    await at(1, 'suspended');
    expect(heard.known(user)).toBeUndefined();
    await waitFor(async () => (await other.refusal(user)) === undefined);
  });

  it('that was lifted is known in time to a process that nobody asks', async () => {
    const [heard, idle] = [await replica(), await replica({ readUnaskedEveryMs: 5 })];
    const at = (version: number, status: 'approved' | 'suspended') =>
      heard.applyUser({ id: user.id, ...account, version, status });
    await at(1, 'suspended');
    await waitFor(() => idle.known(user) === 'suspended');
    await at(2, 'approved');
    await waitFor(() => idle.known(user) === undefined);
  });
});

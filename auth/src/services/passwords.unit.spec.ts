import { hash, verify } from '@node-rs/argon2';
import { useTestDatabase } from '@ticketing/common/testing';
import { User } from '../models/user';
import { createUser, testApp } from '../testing/auth-app';
import { Accounts } from './accounts';
import { hashPassword, needsRehash, preparePasswords, verifyPassword } from './passwords';

jest.mock('../nats-wrapper');
jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<{ hash: () => Promise<string>; verify: () => Promise<boolean> }>(
    '@node-rs/argon2',
  );
  return { ...real, hash: jest.fn(real.hash), verify: jest.fn(real.verify) };
});
useTestDatabase();

const weak = { memoryCost: 8_192, timeCost: 1, parallelism: 1 };

describe('a password hash', () => {
  it('fits its password, however composed, and no other', async () => {
    const made = await hashPassword('cafe\u0301 au lait');
    expect(await verifyPassword(made, 'caf\u00e9 au lait')).toBe(true);
    expect(await verifyPassword(made, 'cafe au lait')).toBe(false);
  });

  it('of nobody fits no password', async () => {
    await preparePasswords();
    expect(await verifyPassword(undefined, 'no account has this password')).toBe(false);
  });

  it('is made again at a login when the parameters were raised since, without a new version', async () => {
    const passwordHash = await hash('a good password', weak);
    expect(needsRehash(passwordHash)).toBe(true);
    await createUser({ email: 'ada@example.com', passwordHash });
    const accounts = new Accounts(testApp().outbox);
    expect(await accounts.authenticate('ada@example.com', 'a good password')).not.toBeNull();
    const user = await User.findOne({ email: 'ada@example.com' }).select('+passwordHash');
    expect(needsRehash(user!.passwordHash)).toBe(false);
    expect(user!.version).toBe(0);
    expect(await accounts.authenticate('ada@example.com', 'a good password')).not.toBeNull();
  });

  it('is refused, not queued, when too many are waiting', async () => {
    // Two hundred comparisons with one of today's would keep a small machine busy for long.
    const made = await hash('a good password', weak);
    const checks = await Promise.allSettled(
      Array.from({ length: 201 }, () => verifyPassword(made, 'a good password')),
    );
    const refused = checks.filter((check) => check.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { statusCode: 503 } });
    expect(await verifyPassword(made, 'a good password')).toBe(true);
  });

  it('is made for an address that is taken as for one that is free', async () => {
    const accounts = new Accounts(testApp().outbox);
    await createUser({ email: 'ada@example.com' });
    const made = jest.mocked(hash);
    for (const [email, refused] of [
      ['ada@example.com', true],
      ['free@example.com', false],
    ] as const) {
      made.mockClear();
      const attrs = {
        password: 'a good password',
        name: 'Ada',
        role: 'customer',
        status: 'approved',
      } as const;
      const opened = accounts.open({ email, ...attrs });
      if (refused) await expect(opened).rejects.toThrow('in use');
      else await opened;
      expect(made).toHaveBeenCalledTimes(1);
    }
  });

  it('is compared as long for an address without an account as for one with', async () => {
    const accounts = new Accounts(testApp().outbox);
    await createUser({ email: 'ada@example.com' });
    const compared = jest.mocked(verify);
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      compared.mockClear();
      expect(await accounts.authenticate(email, 'wrong password')).toBeNull();
      // Once, with a hash that takes as long as any: what else there is to do takes next to no time.
      expect(compared).toHaveBeenCalledTimes(1);
      expect(needsRehash(String(compared.mock.calls[0]![0]))).toBe(false);
    }
  });
});

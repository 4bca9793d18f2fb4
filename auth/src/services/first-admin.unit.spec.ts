import { Subjects } from '@ticketing/common/contracts';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import { User } from '../models/user';
import { createUser, publishedEvents, testApp, testPassword } from '../testing/auth-app';
import { Accounts } from './accounts';
import { ensureFirstAdmin } from './first-admin';

jest.mock('../nats-wrapper');
useTestDatabase();
beforeEach(() => jest.clearAllMocks());

const admin = { email: 'root@example.com', password: 'a password of the admin' };

describe('the first admin', () => {
  it('is an approved admin who can sign in, and is told of', async () => {
    const { outbox } = testApp();
    const accounts = new Accounts(outbox);
    await ensureFirstAdmin(accounts, admin, testLogger);
    const user = await accounts.authenticate('root@example.com', admin.password);
    expect(user).toMatchObject({ role: 'admin', status: 'approved', name: 'Administrator' });
    expect(await publishedEvents(outbox)).toMatchObject([
      {
        subject: Subjects.UserCreated,
        data: { id: user!.id, version: 0, role: 'admin', emailVerified: true },
      },
    ]);
  });

  it('is there once, and told of once, when five replicas start at the same time, twice', async () => {
    const { outbox } = testApp();
    for (let start = 0; start < 2; start += 1) {
      await Promise.all(
        Array.from({ length: 5 }, () => ensureFirstAdmin(new Accounts(outbox), admin, testLogger)),
      );
    }
    expect(await User.countDocuments()).toBe(1);
    expect(await publishedEvents(outbox)).toHaveLength(1);
  });

  it('keeps the password that was changed since', async () => {
    await createUser({ email: 'root@example.com', role: 'admin' });
    const accounts = new Accounts(testApp().outbox);
    await ensureFirstAdmin(accounts, admin, testLogger);
    expect(await accounts.authenticate('root@example.com', testPassword)).not.toBeNull();
    expect(await accounts.authenticate('root@example.com', admin.password)).toBeNull();
  });

  it('is never made of an account that somebody else opened, and that is said', async () => {
    await createUser({ email: 'root@example.com' });
    const warn = jest.spyOn(testLogger, 'warn');
    await ensureFirstAdmin(new Accounts(testApp().outbox), admin, testLogger);
    expect((await User.findOne({ email: 'root@example.com' }))?.role).toBe('customer');
    expect(warn).toHaveBeenCalledWith(expect.anything(), expect.stringContaining('ADMIN_EMAIL'));
    warn.mockRestore();
  });

  it('lets other failures through', async () => {
    const broken = new Accounts({ transaction: () => Promise.reject(new Error('no database')) });
    await expect(ensureFirstAdmin(broken, admin, testLogger)).rejects.toThrow('no database');
  });
});

import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { mailRequest } from '../testing/stored';
import { accountChange, UserCreatedListener, UserUpdatedListener } from './users';

describe('an account’s change', () => {
  const engineer = (status: string) => ({ role: 'engineer', status });
  const customer = { role: 'customer', status: 'approved' };

  it.each([
    ['a new engineer', null, engineer('pending'), 'waiting'],
    ['a customer who becomes an engineer', customer, engineer('approved'), 'approved'],
    ['an approval', engineer('pending'), engineer('approved'), 'approved'],
    ['a return', engineer('suspended'), engineer('approved'), 'approved'],
    ['another name', engineer('pending'), engineer('pending'), undefined],
    ['a suspension', engineer('approved'), engineer('suspended'), undefined],
    ['a new customer', null, customer, undefined],
  ])('%s', (_what, before, after, change) => expect(accountChange(before, after)).toBe(change));
});

describe('the user events', () => {
  const features = useFeatures();
  const created = (data: object, id: string) =>
    new UserCreatedListener(features.messaging, features).deliver(wire(data, id));
  const updated = (data: object, id: string) =>
    new UserUpdatedListener(features.messaging, features).deliver(wire(data, id));
  const notified = async () =>
    (await features.notifications()).map(({ userId, type, kind }) => `${userId} ${type} ${kind}`).sort();

  const engineer = () => ({ ...facts.user(), role: 'engineer' as const, status: 'pending' as const });
  const admin = async () => {
    const user = { ...facts.user(), role: 'admin' as const };
    await features.directory.apply(user);
    return user;
  };

  it('release what was held for an address that is proven now, also after a crash', async () => {
    const user = { ...facts.user(), emailVerified: false };
    await created(user, 'v0');
    const { uuid } = mailRequest();
    const own = { ...mailRequest({ uuid, userId: user.id, submitter: user.id }), held: true };
    await features.intake.accept([own]);
    const readStatus = async () => (await features.notifications()).find(({ _id }) => _id === uuid)?.status;
    expect(await readStatus()).toBe('HELD');
    // The version was applied, and then the process ended.
    await features.directory.apply({ ...user, version: 1, emailVerified: true });
    expect(await updated({ ...user, version: 1, emailVerified: true }, 'v1')).toBe('acked');
    expect(await readStatus()).toBe('ACCEPTED');
  });

  describe('an engineer who waits for approval', () => {
    it('is told to every admin once, by mail and in the app, with a link to the list of people', async () => {
      const [one, other] = [await admin(), await admin()];
      await features.directory.apply(facts.user());
      const waiting = engineer();
      for (const id of ['u0', 'u0']) expect(await created(waiting, id)).toBe('acked');
      expect(await notified()).toEqual(
        [one, other]
          .flatMap(({ id }) => [`${id} EMAIL account.waiting`, `${id} INBOX account.waiting`])
          .sort(),
      );
      const rows = await features.notifications();
      const path = `/admin/users?status=pending&q=${encodeURIComponent(waiting.email)}`;
      expect(rows.find(({ type }) => type === 'INBOX')).toMatchObject({ path });
      expect(rows.find(({ type }) => type === 'EMAIL')?.text).toContain(`https://tickets.example${path}`);
      expect(await features.directory.find(waiting.id)).toMatchObject({ status: 'pending' });
    });

    it('is told of the approval by mail, in the app and live', async () => {
      const waiting = engineer();
      await created(waiting, 'u0');
      const before = (await features.log.bounds()).head;
      const approved = { ...waiting, version: 1, status: 'approved' };
      for (const id of ['u1', 'u1']) expect(await updated(approved, id)).toBe('acked');
      expect(await notified()).toEqual([
        `${waiting.id} EMAIL account.approved`,
        `${waiting.id} INBOX account.approved`,
      ]);
      const live = await features.log.read({ after: before });
      expect(live.map(({ event, scope }) => `${scope} ${event}`).sort()).toEqual([
        `user:${waiting.id} account`,
        `user:${waiting.id} notification`,
      ]);
      expect(live.find(({ event }) => event === 'account')?.data).toEqual({
        id: waiting.id,
        version: 1,
        role: 'engineer',
        status: 'approved',
      });
    });

    it('waits for the version before, and is told of no other name', async () => {
      const waiting = engineer();
      expect(await updated({ ...waiting, version: 2, status: 'approved' }, 'u2')).toBe('parked');
      await created(waiting, 'u0');
      await updated({ ...waiting, version: 1, name: 'Another' }, 'u1');
      expect(await notified()).toEqual([]);
      expect(await features.directory.find(waiting.id)).toMatchObject({ name: 'Another' });
    });
  });
});

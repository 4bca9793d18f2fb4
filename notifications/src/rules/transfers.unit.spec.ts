import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { TransferOfferedListener } from './transfers';

describe('an admission that is offered to an address', () => {
  const features = useFeatures();
  const offered = (email: string, more: object = {}) => ({
    id: facts.id(),
    admissionId: facts.id(),
    title: 'Stalls <b>',
    fromUserId: facts.id(),
    email,
    ...more,
  });
  const deliver = (data: object, id = 't0') =>
    new TransferOfferedListener(features.messaging, features).deliver(wire(data, id));

  it('is told to the user whose proven address it is, by a mail whatever they chose, and in the app', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    await features.preferences.choose(user.id, { order: { EMAIL: false } });
    const showId = facts.id();
    const giver = facts.user();
    await features.directory.apply(giver);
    const show = { title: 'Macbeth', startsAt: '2030-05-01T17:30:00Z', timeZone: 'Europe/Berlin' };
    await features.readModels.shows.store({ _id: showId, version: 0, ...show } as never);
    const data = offered(user.email, { showId, fromUserId: giver.id });
    for (let time = 0; time < 2; time += 1) expect(await deliver(data)).toBe('acked');
    const rows = await features.notifications();
    expect(rows.map(({ type }) => type)).toEqual(['EMAIL', 'INBOX']);
    for (const row of rows) {
      expect(row).toMatchObject({ userId: user.id, kind: 'transfer.offered' });
      expect(row.subject).toContain('Macbeth: Stalls <b>');
    }
    expect(rows[0]!.text).toContain(`${giver.name} wants to give you`);
    expect(rows[0]!.text).toContain('1 May 2030, 19:30');
    expect(rows[0]!.text).toContain('https://tickets.example/admissions');
  });

  it.each([
    ['nobody who is known', false],
    ['an account that has not proven it', true],
  ])('of %s is mailed there in fixed words, and shown to no account', async (_whose, isKnown) => {
    const user = { ...facts.user(), emailVerified: false };
    if (isKnown) await features.directory.apply(user);
    expect(await deliver(offered(user.email))).toBe('acked');
    const rows = await features.notifications();
    expect(rows).toMatchObject([{ type: 'EMAIL', receiver: user.email, kind: 'transfer.offered' }]);
    expect(rows[0]).not.toHaveProperty('userId');
    expect(JSON.stringify(rows)).not.toContain('Stalls');
    expect(rows[0]!.text).toContain('https://tickets.example/admissions');
  });

  it('again on the same day is mailed once to each address', async () => {
    const first = offered('ada@example.com');
    await deliver(first, 't0');
    await deliver({ ...first, id: facts.id() }, 't1');
    await deliver({ ...first, id: facts.id(), email: 'bob@example.com' }, 't2');
    expect(await features.notifications()).toHaveLength(2);
  });
});

import { accountNoticeKinds } from '@ticketing/common/contracts';
import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { accountMail, AccountNoticeListener } from './accounts';

describe('what auth has to say about an account', () => {
  const features = useFeatures();
  const notice = (data: object = {}) => ({
    id: facts.id(),
    version: 0,
    userId: facts.id(),
    email: 'ada@example.com',
    kind: 'verify',
    data: { token: 'abc', expiresAt: new Date(Date.now() + 60_000).toISOString() },
    ...data,
  });
  const deliver = (data: object, id = 'n0', time?: string) =>
    new AccountNoticeListener(features.messaging, features).deliver(wire(data, id, time));

  it('is mailed once, to the address it names, with the link', async () => {
    const data = notice();
    for (const id of ['n0', 'n0']) expect(await deliver(data, id)).toBe('acked');
    const rows = await features.notifications();
    expect(rows).toMatchObject([{ type: 'EMAIL', receiver: 'ada@example.com', kind: 'account.verify' }]);
    // No user's: nobody reads the link by the API.
    expect(rows[0]).not.toHaveProperty('userId');
    const link = 'https://tickets.example/verify#token=abc';
    expect(rows[0]!.text).toContain(link);
    expect(rows[0]!.html).toContain(`href="${link}"`);
    expect(rows[0]!.html).not.toContain('Unsubscribe');
  });

  it('is not mailed when the link has ended, or the news is old', async () => {
    await deliver(notice({ data: { token: 'abc', expiresAt: new Date(Date.now() - 1).toISOString() } }));
    const lastMonth = new Date(Date.now() - 30 * 24 * 3_600_000).toISOString();
    await deliver(notice({ kind: 'password-changed', data: {} }), 'n1', lastMonth);
    expect(await features.notifications()).toEqual([]);
  });

  it.each(accountNoticeKinds)('has a text: %s', (kind) => {
    const { subject, paragraphs } = accountMail(kind, { token: 'abc' });
    expect(subject).not.toBe('');
    expect(paragraphs.length).toBeGreaterThan(0);
  });

  it('to the address of before says how to be heard without an account', () => {
    const { paragraphs, link } = accountMail('email-changed');
    expect(paragraphs.at(-1)).toContain('open an account with this address');
    expect(link?.path).toBe('/support/new');
    const answered = accountMail('email-changed', { answersAreRead: true });
    expect(answered.paragraphs.at(-1)).toContain('answer this mail');
  });

  it('to set a new password says so in its subject', () => {
    expect(accountMail('reset', { token: 'abc' }).subject).toContain('password');
  });
});

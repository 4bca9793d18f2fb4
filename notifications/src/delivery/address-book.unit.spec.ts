import { notificationRow } from '../intake/store-rows';
import { facts } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { mailRequest } from '../testing/stored';
import { outgoingMessage } from './address-book';

describe('claimed rows', () => {
  const mail = (ticket: string | undefined, user: string | undefined, receiver = 'rita@example.com') =>
    outgoingMessage(
      notificationRow(
        mailRequest({ ...(ticket && { supportTicketId: ticket }), ...(user && { userId: user }) }),
        new Date(),
      ),
      receiver,
    ).threadId;

  describe('the thread of a mail', () => {
    it('is the same for all mails to one user about one support ticket', () => {
      expect(mail('t1', 'rita')).toMatch(/^[0-9a-f-]{36}$/);
      expect(mail('t1', 'rita', 'new-address@example.com')).toBe(mail('t1', 'rita'));
      expect(mail('t1', undefined)).toBe(mail('t1', undefined));
    });

    it('is another for another ticket or user, and none for what is about neither', () => {
      expect(new Set([mail('t1', 'rita'), mail('t2', 'rita'), mail('t1', 'ada')]).size).toBe(3);
      expect(mail(undefined, 'rita')).toBeUndefined();
    });
  });
});

describe('the address book', () => {
  const features = useFeatures();

  describe('where a user can be reached', () => {
    it('is by mail where the account says now', async () => {
      const user = facts.user();
      await features.directory.apply(user);
      expect(await features.recipients.find([user.id], 'EMAIL')).toEqual(
        new Map([[user.id, { address: user.email, proven: true }]]),
      );
      await features.directory.apply({ ...user, version: 1, email: 'new@example.com', emailVerified: false });
      expect(await features.recipients.find([user.id], 'EMAIL')).toEqual(
        new Map([[user.id, { address: 'new@example.com', proven: false }]]),
      );
    });

    it('is elsewhere only what they have confirmed', async () => {
      const { id } = facts.user();
      const pending = { address: '+14155550123', hash: 'h', expiresAt: new Date(Date.now() + 60_000) };
      await features.preferences.proposeAddress(id, 'SMS', pending);
      expect(await features.recipients.find([id], 'SMS')).toEqual(new Map());
      await features.preferences.confirm(id, 'SMS', { ...pending, guesses: 1 });
      expect(await features.recipients.find([id], 'SMS')).toEqual(
        new Map([[id, { address: '+14155550123', proven: true }]]),
      );
      expect(await features.recipients.find([id], 'SLACK')).toEqual(new Map());
    });

    it('is proven by mail of who has verified the address', async () => {
      const [ann, ben] = [facts.user(), { ...facts.user(), emailVerified: undefined }];
      for (const user of [ann, ben]) await features.directory.apply(user);
      expect(await features.recipients.proven([ann.id, ben.id, facts.id()])).toEqual(new Set([ann.id]));
    });

    it('is unknown of who is unknown, without an error', async () => {
      expect(await features.recipients.find([facts.id(), 'not an id'], 'EMAIL')).toEqual(new Map());
    });
  });
});

import { rowOf } from '../intake/store-rows';
import { mailRequest } from '../testing/stored';
import { messageOf } from './address-rows';

const mail = (ticket: string | undefined, user: string | undefined, receiver = 'rita@example.com') =>
  messageOf(
    rowOf(
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

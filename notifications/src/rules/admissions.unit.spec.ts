import type { AdmissionUpdatedEvent } from '@ticketing/common/contracts';
import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { AdmissionIssuedListener, admissionNews, AdmissionUpdatedListener } from './admissions';
import { OrderCreatedListener } from './orders';
import { TicketCreatedListener } from './tickets';

describe('admissions', () => {
  const features = useFeatures();
  const issue = (data: object, id: string) =>
    new AdmissionIssuedListener(features.messaging, features).deliver(wire(data, id));
  const update = (data: object, id: string) =>
    new AdmissionUpdatedListener(features.messaging, features).deliver(wire(data, id));
  const mails = async () => (await features.notifications()).filter(({ type }) => type === 'EMAIL');
  const issuedMails = async () => (await mails()).filter(({ kind }) => kind === 'admission.issued');

  /** An order of two places, and the admissions it yields. */
  const paid = async ({ proven = true } = {}) => {
    const ticket = { ...facts.ticket(), title: 'Stalls', quantity: 10 };
    await new TicketCreatedListener(features.messaging, features).deliver(ticket);
    const items = [{ ticket: { id: ticket.id, price: 15 }, quantity: 2, places: [3, 4] }];
    const order = { ...facts.order(ticket), items, total: 30 };
    await new OrderCreatedListener(features.messaging, features).deliver(wire(order, `placed-${order.id}`));
    if (!proven) features.unproven.add(order.userId);
    const admission = (place: number) => ({
      id: facts.id(),
      version: 0,
      orderId: order.id,
      ticketId: ticket.id,
      title: 'Stalls',
      place,
      userId: order.userId,
      buyerId: order.userId,
      sellerId: ticket.userId,
      status: 'valid' as const,
      codeVersion: 0,
      code: `code-${place}`,
    });
    return { order, admissions: [admission(3), admission(4)] as const };
  };

  it('are mailed together, attached, once all of an order are issued, whatever the buyer has turned off', async () => {
    const { order, admissions } = await paid();
    const [one, other] = admissions;
    await features.preferences.choose(order.userId, { order: { EMAIL: false } });
    await issue(one, 'a0');
    expect(await issuedMails()).toEqual([]);
    await issue(other, 'a1');
    for (const [nth, admission] of admissions.entries()) await issue(admission, `a${nth}`);
    const rows = await issuedMails();
    expect(rows).toMatchObject([{ userId: order.userId, subject: 'Your tickets for "2 × Stalls"' }]);
    expect([...(rows[0]?.admissionIds ?? [])].sort()).toEqual([one.id, other.id].sort());
    expect(rows[0]).not.toHaveProperty('unsubscribeUrl');
    const inbox = (await features.notifications()).filter(
      ({ kind, type }) => kind === 'admission.issued' && type === 'INBOX',
    );
    expect(inbox).toHaveLength(1);
    expect(inbox[0]).not.toHaveProperty('admissionIds');
  });

  it('are mailed once when the last two come at the same time, or a process ended before it had told', async () => {
    const { admissions } = await paid();
    await Promise.all(admissions.map((admission, nth) => issue(admission, `a${nth}`)));
    expect(await issuedMails()).toHaveLength(1);
    const crashed = await paid();
    const [one, other] = crashed.admissions;
    await issue(one, 'b0');
    const { id, orderId, title, place, userId, status, version } = other;
    await features.readModels.admissions.store({ _id: id, version, orderId, title, place, userId, status });
    expect(await issue(other, 'b1')).toBe('acked');
    expect(await issuedMails()).toHaveLength(2);
  });

  it('go to an address that is not proven as a link in fixed words, with nothing attached', async () => {
    const { admissions } = await paid({ proven: false });
    for (const [nth, admission] of admissions.entries()) await issue(admission, `a${nth}`);
    const [mail] = await issuedMails();
    expect(mail).toMatchObject({ subject: 'Your tickets are ready' });
    expect(mail?.text).not.toContain('Stalls');
    expect(mail).not.toHaveProperty('admissionIds');
  });

  it('are mailed to nobody when they are void from the start', async () => {
    const { admissions } = await paid();
    for (const [nth, admission] of admissions.entries()) {
      expect(await issue({ ...admission, status: 'void', code: undefined }, `a${nth}`)).toBe('acked');
    }
    expect(await issuedMails()).toEqual([]);
  });

  it('wait for their order, and for the version before', async () => {
    const { admissions } = await paid();
    expect(await issue({ ...admissions[0], orderId: facts.id() }, 'x')).toBe('parked');
    const later = { ...admissions[1], version: 1, reason: 'checked-in', status: 'used' };
    expect(await update(later, 'y')).toBe('parked');
  });

  it('that change hands are told to both sides, attached for the new holder alone', async () => {
    const { order, admissions } = await paid();
    const [one] = admissions;
    for (const [nth, admission] of admissions.entries()) await issue(admission, `a${nth}`);
    const next = facts.id();
    await update(
      { ...one, version: 1, userId: next, codeVersion: 1, code: 'new', reason: 'transferred' },
      't',
    );
    const told = (await mails())
      .slice(-2)
      .map(({ userId, kind, admissionIds }) => ({ userId, kind, admissionIds }));
    expect(told).toEqual(
      expect.arrayContaining([
        { userId: next, kind: 'admission.received', admissionIds: [one.id] },
        { userId: order.userId, kind: 'admission.transferred', admissionIds: undefined },
      ]),
    );
    expect(await features.readModels.admissions.get(one.id)).toMatchObject({ userId: next, code: 'new' });
    const live = await features.log.read({ scopes: [`user:${next}`], after: 0 });
    expect(live.map(({ event }) => event)).toContain('admission');
  });

  it('keep no code once they are void', async () => {
    const { admissions } = await paid();
    const [one] = admissions;
    for (const [nth, admission] of admissions.entries()) await issue(admission, `a${nth}`);
    await update({ ...one, version: 1, status: 'void', reason: 'refunded', code: undefined }, 'v');
    const stored = await features.readModels.admissions.get(one.id);
    expect(stored).toMatchObject({ status: 'void', reason: 'refunded' });
    expect(stored).not.toHaveProperty('code');
  });

  it.each([
    ['checked-in', []],
    ['check-in-undone', []],
    ['surrendered', []],
    ['returned', []],
    ['show-cancelled', []],
    ['refunded', ['holder admission.void']],
    ['resold', []],
    ['transferred', ['holder admission.received', 'before admission.transferred']],
  ] as const)('%s: tells %j', (reason, told) => {
    const data = { id: 'a', title: 'Stalls', userId: 'holder', buyerId: 'buyer', reason };
    const news = admissionNews({ userId: 'before' }, data as AdmissionUpdatedEvent['data']);
    expect(news.map(({ userId, event }) => `${userId} ${event}`)).toEqual(told);
  });
});

import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { OrderCreatedListener } from './orders';
import {
  PaymentCreatedListener,
  PaymentPendingListener,
  PaymentRefundedListener,
  PaymentUpdatedListener,
} from './payments';
import { TicketCreatedListener } from './tickets';

const features = useFeatures();
const pending = () => new PaymentPendingListener(features.messaging, features);
const created = () => new PaymentCreatedListener(features.messaging, features);
const refunded = () => new PaymentRefundedListener(features.messaging, features);

const ordered = async () => {
  const ticket = facts.ticket();
  await new TicketCreatedListener(features.messaging, features).deliver(ticket);
  const order = facts.order(ticket);
  await new OrderCreatedListener(features.messaging, features).deliver(wire(order, 'o0'));
  const { userId } = order;
  return { id: facts.id(), version: 0, orderId: order.id, stripeId: 'ch_1', userId, amount: 15 };
};
const mails = async () =>
  (await features.notifications()).filter(({ type, kind }) => type === 'EMAIL' && /payment/.test(kind));
const live = async (userId: string) =>
  (await features.log.read({ scopes: [`user:${userId}`], after: 0 })).filter(
    ({ event }) => event === 'payment',
  );

describe('a payment the bank asks about', () => {
  it('is shown to the buyer live, by mail to nobody', async () => {
    const { id, version, orderId, userId } = await ordered();
    const fact = { id, version, orderId, until: new Date().toISOString() };
    expect(await pending().deliver(wire(fact, 'p0'))).toBe('acked');
    expect(await mails()).toEqual([]);
    expect(await live(userId)).toMatchObject([{ data: { id, orderId, status: 'pending' } }]);
    expect(await pending().deliver(wire(fact, 'p0'))).toBe('acked');
    expect(await live(userId)).toHaveLength(1);
    expect(await pending().deliver('{}')).toBe('dead-lettered');
  });
});

describe('a payment', () => {
  it('gives the payer a receipt, once', async () => {
    const payment = await ordered();
    expect(await created().deliver(wire(payment, 'p0'))).toBe('acked');
    expect(await created().deliver(wire(payment, 'p0'), { redelivered: true })).toBe('acked');
    expect(await mails()).toMatchObject([
      { userId: payment.userId, subject: 'We have received $15.00 for "Opera"' },
    ]);
  });

  it('is told as refunded for some places, with which and why, and stays paid', async () => {
    const payment = await ordered();
    await created().deliver(wire(payment, 'p0'));
    const { ticketId } = await features.readModels.orders.get(payment.orderId);
    const items = [{ ticket: { id: ticketId }, quantity: 2, places: [3, 4], seats: ['A4', 'A5'] }];
    const refund = { ...payment, version: 1, reason: 'Fewer came', refunded: 5, items };
    const listener = new PaymentUpdatedListener(features.messaging, features);
    expect(await listener.deliver(wire(refund, 'p1'))).toBe('acked');
    expect(await listener.deliver(wire(refund, 'p1'))).toBe('acked');
    expect(await mails()).toHaveLength(2);
    expect((await mails())[1]?.subject).toBe('We have refunded $5.00 for "2 × Opera (A4, A5)"');
    expect((await mails())[1]?.text).toContain('The rest of your order stays as it is.');
    expect((await mails())[1]?.text).toContain('Why: Fewer came.');
    expect((await live(payment.userId)).map(({ data }) => data)).toMatchObject([
      { status: 'paid', version: 0 },
      { status: 'paid', version: 1 },
    ]);
  });

  it('is told as refunded, with why', async () => {
    const payment = await ordered();
    await created().deliver(wire(payment, 'p0'));
    const refund = { ...payment, version: 1, reason: 'the show is off.', refunded: 5 };
    expect(await refunded().deliver(wire(refund, 'p1'))).toBe('acked');
    expect(await refunded().deliver(wire(refund, 'p1'))).toBe('acked');
    expect(await mails()).toHaveLength(2);
    const text = (await mails())[1]?.text;
    expect(text).toContain('Why: the show is off.');
    expect(text).not.toContain('..');
    expect((await mails())[1]?.subject).toContain('$5.00');
    expect((await live(payment.userId)).map(({ data }) => data)).toMatchObject([
      { status: 'paid' },
      { status: 'refunded' },
    ]);
  });

  it('waits for its order and for the version before it', async () => {
    const stranger = {
      id: facts.id(),
      version: 0,
      orderId: facts.id(),
      stripeId: 'ch',
      userId: facts.id(),
      amount: 1,
    };
    expect(await created().deliver(stranger)).toBe('parked');
    expect(await refunded().deliver({ ...(await ordered()), version: 1, reason: 'x' })).toBe('parked');
    expect(await pending().deliver({ ...stranger, id: facts.id(), until: new Date().toISOString() })).toBe(
      'parked',
    );
  });

  it('that makes no sense is dead-lettered', async () => {
    expect(await created().deliver('{}')).toBe('dead-lettered');
    expect(await refunded().deliver('{}')).toBe('dead-lettered');
  });
});

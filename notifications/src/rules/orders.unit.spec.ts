import { OrderStatus } from '@ticketing/common/contracts';
import { testLogger } from '@ticketing/common/testing';
import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderPaymentRejectedListener,
  OrderUpdatedListener,
} from './orders';
import { Reminders } from './reminders';
import { ShowCreatedListener } from './shows';
import { TicketCreatedListener } from './tickets';

const features = useFeatures();
const created = () => new OrderCreatedListener(features.messaging, features);
const updated = () => new OrderUpdatedListener(features.messaging, features);
const cancelled = () => new OrderCancelledListener(features.messaging, features);
const completed = () => new OrderCompletedListener(features.messaging, features);
const rejected = () => new OrderPaymentRejectedListener(features.messaging, features);

const placed = async () => {
  const ticket = facts.ticket();
  await new TicketCreatedListener(features.messaging, features).deliver(ticket);
  const order = facts.order(ticket);
  expect(await created().deliver(wire(order, 'o0'))).toBe('acked');
  return order;
};
const end = ({ id, userId, ticket }: ReturnType<typeof facts.order>, version: number) => ({
  id,
  version,
  userId,
  ticket: { id: ticket.id },
});
const mails = async () => (await features.notifications()).filter(({ type }) => type === 'EMAIL');
const remindAt = async (id: string) => (await features.readModels.orders.get(id)).remindAt;

describe('a placed order', () => {
  it('is told to its buyer and remembered with its reminder', async () => {
    const order = await placed();
    expect(await mails()).toMatchObject([
      { userId: order.userId, kind: 'order.placed', subject: 'You have reserved "Opera"' },
    ]);
    const minutesBefore =
      (Date.parse(order.expiresAt) - ((await remindAt(order.id))?.getTime() ?? 0)) / 60_000;
    expect(minutesBefore).toBeCloseTo(5, 1);
    const [entry] = (await features.log.read({ after: 0 })).filter(({ event }) => event === 'order');
    expect(entry).toMatchObject({ scope: `user:${order.userId}`, data: { id: order.id, status: 'created' } });
  });

  it('waits until its ticket is known', async () => {
    expect(await created().deliver(facts.order(facts.ticket()))).toBe('parked');
    expect(await features.notifications()).toEqual([]);
  });

  it('is told once', async () => {
    const order = await placed();
    expect(await created().deliver(wire(order, 'o0'), { redelivered: true })).toBe('acked');
    expect(await mails()).toHaveLength(1);
  });

  it('that makes no sense is dead-lettered', async () => {
    expect(await created().deliver('{}')).toBe('dead-lettered');
  });
});

describe('an order of several places', () => {
  const cart = async (more: object = {}) => {
    const [stalls, balcony] = [facts.ticket(), facts.ticket()];
    const known = new TicketCreatedListener(features.messaging, features);
    await known.deliver({ ...stalls, title: 'Stalls', quantity: 100 });
    await known.deliver({ ...balcony, title: 'Balcony', quantity: 100 });
    const items = [
      { ticket: { id: stalls.id, price: 15 }, quantity: 2, places: [0, 1] },
      { ticket: { id: balcony.id, price: 15 }, quantity: 1, places: [4] },
    ];
    return { ...facts.order(stalls), items, total: 45, currency: 'eur', ...more };
  };

  it('is told with all that it is of, and what that costs', async () => {
    const order = await cart();
    expect(await created().deliver(wire(order, 'o0'))).toBe('acked');
    const [mail] = await mails();
    expect(mail).toMatchObject({ subject: 'You have reserved "2 × Stalls, 1 × Balcony"' });
    expect(mail?.text).toContain('€45.00');
    await completed().deliver(wire(end(order, 1), 'o1'));
    expect((await mails()).at(-1)).toMatchObject({ subject: '"2 × Stalls, 1 × Balcony" is yours' });
  });

  it.each([
    ['one show', ['Opera', 'Opera'], 'Opera: 2 × Stalls, 1 × Balcony'],
    ['several', ['Opera', 'Match'], '2 × Stalls (Opera), 1 × Balcony (Match)'],
  ])('is named with %s', async (_what, shows, title) => {
    const order = await cart();
    for (const [nth, { ticket }] of order.items.entries()) {
      const _id = `show-${shows[nth]}`;
      await features.readModels.shows.store({
        _id,
        version: 0,
        title: shows[nth] ?? '',
        startsAt: '',
        timeZone: 'UTC',
        venue: { name: 'Hall' },
        status: 'scheduled',
        sequence: 0,
      });
      await features.readModels.tickets.collection.updateOne({ _id: ticket.id }, { $set: { showId: _id } });
    }
    await created().deliver(wire(order, 'o0'));
    expect((await mails())[0]?.subject).toBe(`You have reserved "${title}"`);
  });

  it('waits until all of its tickets are known', async () => {
    const order = await cart();
    const unknown = { ticket: { id: facts.id(), price: 1 }, quantity: 1, places: [0] };
    expect(await created().deliver(wire({ ...order, items: [...order.items, unknown] }, 'o0'))).toBe(
      'parked',
    );
  });

  it('is offered to the next in a waiting list, and told when their time is up', async () => {
    const order = await cart({ offer: true });
    await created().deliver(wire(order, 'o0'));
    await cancelled().deliver(wire({ ...end(order, 1), reason: 'expired' }, 'o1'));
    expect((await mails()).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['order.offered', 'It is your turn: "2 × Stalls, 1 × Balcony"'],
      ['order.expired', '"2 × Stalls, 1 × Balcony" goes to the next in line'],
    ]);
  });
});

describe('an order that goes on', () => {
  it('is shown live, and its reminder moves with its end', async () => {
    const order = await placed();
    const expiresAt = new Date(Date.parse(order.expiresAt) + 600_000).toISOString();
    const next = { ...order, version: 1, status: OrderStatus.AwaitingPayment, expiresAt };
    expect(await updated().deliver(wire(next, 'o1'))).toBe('acked');
    expect(await mails()).toHaveLength(1);
    expect((await remindAt(order.id))?.getTime()).toBe(Date.parse(expiresAt) - 300_000);
    const entries = await features.log.read({ scopes: [`user:${order.userId}`], after: 0 });
    expect(entries.at(-1)).toMatchObject({
      event: 'order',
      data: { status: 'awaiting:payment', version: 1 },
    });
    expect(await updated().deliver(wire({ ...next, version: 3 }, 'o3'))).toBe('parked');
    expect(await updated().deliver(wire(next, 'o1'))).toBe('acked');
    expect(await updated().deliver('{}')).toBe('dead-lettered');
  });
});

describe('the end of an order', () => {
  it.each([
    ['expired', 'order.expired', 'Your reservation of "Opera" has expired'],
    ['user', 'order.cancelled', 'Your order of "Opera" is cancelled'],
  ] as const)('is told to its buyer: %s', async (reason, kind, subject) => {
    const order = await placed();
    expect(await cancelled().deliver(wire({ ...end(order, 1), reason }, 'o1'))).toBe('acked');
    expect((await mails()).at(-1)).toMatchObject({ kind, subject, userId: order.userId });
    expect(await features.readModels.orders.get(order.id)).toMatchObject({ status: 'cancelled', reason });
    expect(await remindAt(order.id)).toBeUndefined();
  });

  it('by a refund is told with its money, and shown', async () => {
    const order = await placed();
    const before = await mails();
    expect(await cancelled().deliver(wire({ ...end(order, 1), reason: 'refunded' }, 'o1'))).toBe('acked');
    expect(await mails()).toEqual(before);
    expect(await features.readModels.orders.get(order.id)).toMatchObject({ reason: 'refunded' });
    const entries = await features.log.read({ scopes: [`user:${order.userId}`], after: 0 });
    expect(entries.at(-1)).toMatchObject({ event: 'order', data: { status: 'cancelled' } });
  });

  it('is told when it was paid, even after it was cancelled', async () => {
    const order = await placed();
    await cancelled().deliver(wire({ ...end(order, 1), reason: 'expired' }, 'o1'));
    expect(await completed().deliver(wire(end(order, 2), 'o2'))).toBe('acked');
    expect((await mails()).at(-1)).toMatchObject({ kind: 'order.completed', subject: '"Opera" is yours' });
    const stored = await features.readModels.orders.get(order.id);
    expect(stored).toMatchObject({ status: 'complete', version: 2 });
    expect(stored.reason).toBeUndefined();
  });

  it('waits for the beginning, is told once and has to make sense', async () => {
    const order = facts.order(facts.ticket());
    expect(await cancelled().deliver(wire({ ...end(order, 1), reason: 'user' }, 'x'))).toBe('parked');
    expect(await completed().deliver(wire(end(facts.order(facts.ticket()), 1), 'y'))).toBe('parked');
    expect(await cancelled().deliver('{}')).toBe('dead-lettered');
    expect(await completed().deliver('{}')).toBe('dead-lettered');
    const known = await placed();
    const message = wire(end(known, 1), 'o1');
    await completed().deliver(message);
    await completed().deliver(message, { redelivered: true });
    expect((await mails()).filter(({ kind }) => kind === 'order.completed')).toHaveLength(1);
  });
});

describe('an order that ends with its show', () => {
  it('is told with the reason that the organiser gave', async () => {
    const ticket = { ...facts.ticket(), showId: facts.id() };
    const show = {
      ...{ id: ticket.showId, version: 0, userId: ticket.userId, title: 'Summer night', status: 'cancelled' },
      ...{ startsAt: '2027-01-01T19:00:00.000Z', timeZone: 'Europe/Berlin', venue: { name: 'Hall' } },
      ...{ currency: 'eur', queue: false, resaleCapPercent: 100, sequence: 0, cancelReason: 'Flooded' },
    };
    await new ShowCreatedListener(features.messaging, features).deliver(wire(show, 's0'));
    await new TicketCreatedListener(features.messaging, features).deliver(ticket);
    const order = facts.order(ticket);
    await created().deliver(wire(order, 'o0'));
    await cancelled().deliver(wire({ ...end(order, 1), reason: 'show-cancelled' }, 'o1'));
    const [, told] = await mails();
    expect(told).toMatchObject({ subject: '"Summer night: Opera" does not take place' });
    expect(told?.text).toContain("The organiser's reason: Flooded");
  });
});

describe('money that came too late', () => {
  it('is told to the buyer once, with why', async () => {
    const order = await placed();
    const fact = { orderId: order.id, paymentId: facts.id(), reason: 'the order had expired' };
    expect(await rejected().deliver(wire(fact, 'r1'))).toBe('acked');
    expect(await rejected().deliver(wire(fact, 'r1'), { redelivered: true })).toBe('acked');
    const told = (await mails()).filter(({ kind }) => kind === 'payment.rejected');
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('the order had expired');
  });

  it('waits for the order and has to make sense', async () => {
    const fact = { orderId: facts.id(), paymentId: facts.id(), reason: 'late' };
    expect(await rejected().deliver(fact)).toBe('parked');
    expect(await rejected().deliver('{}')).toBe('dead-lettered');
  });
});

describe('a reminder', () => {
  const sweepAt = (at: number) =>
    new Reminders({ ...features, logger: testLogger, now: () => new Date(at) }).sweep();

  it('comes though that of another order can not', async () => {
    const [first, second] = [await placed(), await placed()];
    const at = Date.parse(second.expiresAt) - 290_000;
    const notify = jest.spyOn(features.notifier, 'notify');
    notify.mockRejectedValueOnce(new Error('not to be told'));
    await sweepAt(at);
    expect(await reminders()).toMatchObject([{ userId: second.userId }]);
    notify.mockRestore();
    await sweepAt(at);
    expect((await reminders()).map(({ userId }) => userId).sort()).toEqual(
      [first.userId, second.userId].sort(),
    );
  });

  it('comes though those of many orders before can not', async () => {
    const good = await placed();
    const row = await features.readModels.orders.get(good.id);
    const bad = Array.from({ length: 200 }, (_, n) => ({
      ...row,
      _id: facts.id(),
      userId: facts.id(),
      remindAt: new Date(n),
    }));
    await features.readModels.orders.collection.insertMany(bad);
    const notify = features.notifier.notify.bind(features.notifier);
    const told = jest
      .spyOn(features.notifier, 'notify')
      .mockImplementation((...args) =>
        args[0].id.includes(good.id) ? notify(...args) : Promise.reject(new Error('not to be told')),
      );
    await sweepAt(Date.parse(good.expiresAt) - 290_000);
    told.mockRestore();
    expect(await reminders()).toMatchObject([{ userId: good.userId }]);
  });
  const reminders = async () => (await mails()).filter(({ kind }) => kind === 'order.expiring');

  it('is sent when it is due, once, however many replicas look', async () => {
    const order = await placed();
    const due = (await remindAt(order.id))?.getTime() ?? NaN;
    expect(await sweepAt(due - 1)).toBe(0);
    await Promise.all([sweepAt(due), sweepAt(due + 1), sweepAt(due + 2)]);
    expect(await reminders()).toMatchObject([{ userId: order.userId }]);
    expect((await reminders())[0]?.text).toMatch(/^(5|4) minutes left to pay/);
    expect(await sweepAt(due + 1_000)).toBe(0);
  });

  it('is not sent when the order has ended before', async () => {
    const order = await placed();
    await cancelled().deliver(wire({ ...end(order, 1), reason: 'user' }, 'o1'));
    expect(await sweepAt(Date.parse(order.expiresAt) - 1)).toBe(0);
    expect(await reminders()).toEqual([]);
  });

  it('is not sent when nobody looked until it was too late', async () => {
    const order = await placed();
    expect(await sweepAt(Date.parse(order.expiresAt))).toBe(1);
    expect(await reminders()).toEqual([]);
    expect(await remindAt(order.id)).toBeUndefined();
  });
});

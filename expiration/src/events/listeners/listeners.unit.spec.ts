import { Subjects } from '@ticketing/common/contracts';
import { UnavailableError } from '@ticketing/common/errors';
import { type AnyListener, Messaging } from '@ticketing/common/messaging';
import { expectAllSubjectsHeard, testLogger } from '@ticketing/common/testing';
import { natsWrapper } from '../../nats-wrapper';
import type { OrderTimers } from '../../queues/expiration-queue';
import { MemoryMessageStore } from '../../testing/memory-message-store';
import { cancelledOrder, completedOrder, liveOrder } from '../../testing/orders';
import { queueGroupName } from '../queue-group-name';
import { listeners } from '.';

jest.mock('../../nats-wrapper');

function setUp() {
  const schedule = jest.fn<Promise<void>, Parameters<OrderTimers['schedule']>>(() => Promise.resolve());
  const end = jest.fn<Promise<void>, Parameters<OrderTimers['end']>>(() => Promise.resolve());
  const store = new MemoryMessageStore();
  const messaging = new Messaging({ nats: natsWrapper, store, logger: testLogger });
  const all = listeners(messaging, { schedule, end });
  const listener = (subject: Subjects): AnyListener => all.find((one) => one.subject === subject)!;
  return { schedule, end, store, messaging, all, listener };
}

it('listens, as one durable group, to all that moves or ends the time of an order', () => {
  const { all } = setUp();
  expect(all.map(({ subject }) => subject as Subjects).sort()).toEqual([
    Subjects.OrderCancelled,
    Subjects.OrderCompleted,
    Subjects.OrderCreated,
    Subjects.OrderUpdated,
  ]);
  expect(new Set(all.map((one) => one.queueGroupName))).toEqual(new Set([queueGroupName]));
  expectAllSubjectsHeard(all);
});

describe.each([Subjects.OrderCreated, Subjects.OrderUpdated])('%s', (subject) => {
  it('sets the timer of that version', async () => {
    const { listener, schedule } = setUp();
    const order = liveOrder({ version: 3 });
    expect(await listener(subject).deliver(order)).toBe('acked');
    expect(schedule.mock.calls).toEqual([[{ orderId: order.id, version: 3, expiresAt: order.expiresAt }]]);
  });

  it('asks for the same timer when delivered again', async () => {
    const { listener, schedule } = setUp();
    const order = liveOrder();
    expect(await listener(subject).deliver(order)).toBe('acked');
    expect(await listener(subject).deliver(order, { redelivered: true })).toBe('acked');
    expect(schedule.mock.calls[1]).toEqual(schedule.mock.calls[0]);
  });

  it.each([0, 7])('does not wait for another version than %i: the timers decide', async (version) => {
    const { listener, schedule } = setUp();
    expect(await listener(subject).deliver(liveOrder({ version }))).toBe('acked');
    expect(schedule).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['that is no JSON', '{'],
    ['without a time', JSON.stringify({ ...liveOrder(), expiresAt: undefined })],
    ['whose time is none', JSON.stringify({ ...liveOrder(), expiresAt: 'soon' })],
    ['without an id', JSON.stringify({ ...liveOrder(), id: undefined })],
  ])('puts a message %s with the dead letters at once', async (_name, wire) => {
    const { listener, schedule, store } = setUp();
    expect(await listener(subject).deliver(wire, { sequence: 9 })).toBe('dead-lettered');
    expect(schedule).not.toHaveBeenCalled();
    expect([...store.letters.values()]).toMatchObject([{ subject, sequence: 9, wire, attempts: 1 }]);
  });
});

describe.each([
  [Subjects.OrderCancelled, cancelledOrder],
  [Subjects.OrderCompleted, completedOrder],
])('%s', (subject, ended) => {
  it('ends the timer of the order', async () => {
    const { listener, end } = setUp();
    const order = liveOrder();
    expect(await listener(subject).deliver(ended(order))).toBe('acked');
    expect(end.mock.calls).toEqual([[order.id]]);
  });

  it('ends it again when delivered again, and whatever its version', async () => {
    const { listener, end } = setUp();
    const order = liveOrder({ version: 8 });
    expect(await listener(subject).deliver(ended(order))).toBe('acked');
    expect(await listener(subject).deliver(ended(order), { redelivered: true })).toBe('acked');
    expect(end.mock.calls).toEqual([[order.id], [order.id]]);
  });

  it('puts a message against its schema with the dead letters at once', async () => {
    const { listener, end, store } = setUp();
    const wire = JSON.stringify({ ...ended(liveOrder()), id: 5 });
    expect(await listener(subject).deliver(wire)).toBe('dead-lettered');
    expect(end).not.toHaveBeenCalled();
    expect(store.letters.size).toBe(1);
  });
});

describe('a message that cannot be handled', () => {
  it('is left to the broker, uncounted, while Redis is away', async () => {
    const { listener, schedule, store } = setUp();
    schedule.mockRejectedValue(new UnavailableError('Redis is away'));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect(await listener(Subjects.OrderCreated).deliver(liveOrder())).toBe('redeliver');
    }
    expect(store.failures.size).toBe(0);
    expect(store.letters.size).toBe(0);
  });

  it('is put with the dead letters at the fifth failure, and a redrive handles it', async () => {
    const { listener, schedule, store, messaging, all } = setUp();
    await messaging.listen(...all);
    schedule.mockRejectedValue(new Error('a bug'));
    const order = liveOrder();
    const outcomes = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      outcomes.push(await listener(Subjects.OrderCreated).deliver(order, { sequence: 4 }));
    }
    expect(outcomes).toEqual(['redeliver', 'redeliver', 'redeliver', 'redeliver', 'dead-lettered']);
    const [letter] = [...store.letters.values()];
    expect(letter).toMatchObject({ sequence: 4, error: 'a bug', attempts: 5 });
    schedule.mockResolvedValue();
    await messaging.deadLetters.redrive(letter!.id);
    expect(schedule).toHaveBeenLastCalledWith({ orderId: order.id, version: 0, expiresAt: order.expiresAt });
    expect(store.letters.size).toBe(0);
    await messaging.close();
  });
});

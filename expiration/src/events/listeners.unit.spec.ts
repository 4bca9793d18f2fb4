import { Subjects } from '@ticketing/common/contracts';
import { UnavailableError } from '@ticketing/common/errors';
import { Messaging } from '@ticketing/common/messaging';
import { deliver, type DeliveryOptions, testLogger } from '@ticketing/common/testing';
import { natsWrapper } from '../nats-wrapper';
import type { OrderTimers } from '../queues/expiration-queue';
import { MemoryMessageStore } from '../testing/memory-message-store';
import { cancelledOrder, completedOrder, liveOrder } from '../testing/orders';
import { listeners } from './listeners';

jest.mock('../nats-wrapper');

function setUp() {
  const schedule = jest.fn<Promise<void>, Parameters<OrderTimers['schedule']>>(() => Promise.resolve());
  const end = jest.fn<Promise<void>, Parameters<OrderTimers['end']>>(() => Promise.resolve());
  const store = new MemoryMessageStore();
  const messaging = new Messaging({ service: 'expiration', nats: natsWrapper, store, logger: testLogger });
  const all = listeners({ schedule, end });
  const send = (subject: Subjects, payload: object | string, options?: DeliveryOptions) =>
    deliver(
      messaging,
      all.find((one) => one.subject === subject)!,
      payload,
      options,
    );
  return { schedule, end, store, messaging, all, send };
}

it('listens, as one durable group, to all that moves or ends the time of an order', async () => {
  const { all, messaging } = setUp();
  expect(all.map(({ subject }) => subject as Subjects).sort()).toEqual([
    Subjects.OrderCancelled,
    Subjects.OrderCompleted,
    Subjects.OrderCreated,
    Subjects.OrderUpdated,
  ]);
  await messaging.listen(...all);
  const subscriptions = jest.mocked(natsWrapper.subscribe).mock.calls.map(([spec]) => spec.queueGroupName);
  expect(new Set(subscriptions)).toEqual(new Set(['expiration-service']));
  await messaging.close();
});

describe.each([Subjects.OrderCreated, Subjects.OrderUpdated])('%s', (subject) => {
  it('sets the timer of that version', async () => {
    const { send, schedule } = setUp();
    const order = liveOrder({ version: 3 });
    expect(await send(subject, order)).toBe('acked');
    expect(schedule.mock.calls).toEqual([[{ orderId: order.id, version: 3, expiresAt: order.expiresAt }]]);
  });

  it('asks for the same timer when delivered again', async () => {
    const { send, schedule } = setUp();
    const order = liveOrder();
    expect(await send(subject, order)).toBe('acked');
    expect(await send(subject, order, { redelivered: true })).toBe('acked');
    expect(schedule.mock.calls[1]).toEqual(schedule.mock.calls[0]);
  });

  it.each([0, 7])('does not wait for another version than %i: the timers decide', async (version) => {
    const { send, schedule } = setUp();
    expect(await send(subject, liveOrder({ version }))).toBe('acked');
    expect(schedule).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['that is no JSON', '{'],
    ['without a time', JSON.stringify({ ...liveOrder(), expiresAt: undefined })],
    ['whose time is none', JSON.stringify({ ...liveOrder(), expiresAt: 'soon' })],
    ['without an id', JSON.stringify({ ...liveOrder(), id: undefined })],
  ])('puts a message %s with the dead letters at once', async (_name, wire) => {
    const { send, schedule, store } = setUp();
    expect(await send(subject, wire, { sequence: 9 })).toBe('dead-lettered');
    expect(schedule).not.toHaveBeenCalled();
    expect([...store.letters.values()]).toMatchObject([{ subject, sequence: 9, wire, attempts: 1 }]);
  });
});

describe.each([
  [Subjects.OrderCancelled, cancelledOrder],
  [Subjects.OrderCompleted, completedOrder],
])('%s', (subject, ended) => {
  it('ends the timer of the order', async () => {
    const { send, end } = setUp();
    const order = liveOrder();
    expect(await send(subject, ended(order))).toBe('acked');
    expect(end.mock.calls).toEqual([[order.id]]);
  });

  it('ends it again when delivered again, and whatever its version', async () => {
    const { send, end } = setUp();
    const order = liveOrder({ version: 8 });
    expect(await send(subject, ended(order))).toBe('acked');
    expect(await send(subject, ended(order), { redelivered: true })).toBe('acked');
    expect(end.mock.calls).toEqual([[order.id], [order.id]]);
  });

  it('puts a message against its schema with the dead letters at once', async () => {
    const { send, end, store } = setUp();
    const wire = JSON.stringify({ ...ended(liveOrder()), id: 5 });
    expect(await send(subject, wire)).toBe('dead-lettered');
    expect(end).not.toHaveBeenCalled();
    expect(store.letters.size).toBe(1);
  });
});

describe('a message that cannot be handled', () => {
  it('is left to the broker, uncounted, while Redis is away', async () => {
    const { send, schedule, store } = setUp();
    schedule.mockRejectedValue(new UnavailableError('Redis is away'));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect(await send(Subjects.OrderCreated, liveOrder())).toBe('redeliver');
    }
    expect(store.failures.size).toBe(0);
    expect(store.letters.size).toBe(0);
  });

  it('is put with the dead letters at the fifth failure, and a redrive handles it', async () => {
    const { send, schedule, store, messaging, all } = setUp();
    await messaging.listen(...all);
    schedule.mockRejectedValue(new Error('a bug'));
    const order = liveOrder();
    const outcomes = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      outcomes.push(await send(Subjects.OrderCreated, order, { sequence: 4 }));
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

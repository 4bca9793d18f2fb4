import { randomInt } from 'node:crypto';
import { OrderStatus } from '@ticketing/common/contracts';
import { Messaging, MongoMessageStore, NatsWrapper } from '@ticketing/common/messaging';
import { bearer, testLogger, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { FakeStripe, type NatsStreamingServer, startNatsStreaming } from '@ticketing/infra';
import mongoose from 'mongoose';
import { Order } from './models/order';
import { Payment } from './models/payment';
import { StripeEvent } from './models/stripe-event';
import { moneyFaults, type Taken } from './testing/check-money';
import { type ModelOrder, OrdersModel } from './testing/orders-model';
import { type Replica, startReplica } from './testing/replica';

const ORDERS = 100;
const webhookSecret = 'whsec_for_specs';
const cards = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'tok_visa',
  'pm_card_chargeDeclined',
  'pm_card_threeDSecure2Required',
];
const choose = <T>(from: readonly T[]): T => from[randomInt(from.length)] as T;
const soon = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, randomInt(ms)));

describe('two replicas of payments', () => {
  useTestDatabase();
  let broker: NatsStreamingServer;
  let fake: FakeStripe;
  let nats: NatsWrapper;
  let orders: OrdersModel;
  let consumer: Messaging;
  let ordersDatabase: mongoose.Connection;
  let replicas: [Replica, Replica];

  beforeAll(async () => {
    broker = await startNatsStreaming();
  });
  afterAll(() => broker.stop());

  beforeEach(async () => {
    const { clusterId, url: natsUrl } = broker;
    fake = await new FakeStripe().start();
    const shared = { clusterId, natsUrl, stripeUrl: fake.url, webhookSecret };
    replicas = await Promise.all([
      startReplica({ ...shared, clientId: 'payments-1' }),
      startReplica({ ...shared, clientId: 'payments-2' }),
    ]);
    nats = new NatsWrapper();
    await nats.connect({ clusterId, url: natsUrl, clientId: 'orders-model', logger: testLogger });
    orders = new OrdersModel(nats);
    // Orders have a database of their own: a service that sweeps parked messages knows only those of its own subjects.
    ordersDatabase = mongoose.connection.useDb(`${mongoose.connection.name}-orders`);
    const store = new MongoMessageStore(ordersDatabase);
    consumer = new Messaging({ service: 'orders', nats, store, logger: testLogger });
    await consumer.listen(...orders.listeners());
    fake.webhooks.target = {
      url: `${replicas[0].url}/api/payments/webhook`,
      secret: webhookSecret,
      times: 2,
    };
  });

  afterEach(async () => {
    fake.webhooks.target = undefined;
    await consumer.close();
    await nats.close();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await fake.stop();
    await ordersDatabase.dropDatabase();
  });

  const place = (expiresInMs = 60_000): Promise<ModelOrder> => {
    const id = new mongoose.Types.ObjectId().toHexString();
    return orders.place({
      id,
      ticketId: new mongoose.Types.ObjectId().toHexString(),
      userId: `buyer of ${id}`,
      price: 19.99,
      expiresAt: new Date(Date.now() + expiresInMs),
    });
  };

  const placed = async (count: number): Promise<ModelOrder[]> => {
    const all = await Promise.all(Array.from({ length: count }, () => place()));
    await waitFor(async () => (await Order.countDocuments()) === count);
    return all;
  };

  const pay = async (orderId: string, token: string, replica = choose(replicas)): Promise<number> => {
    const response = await fetch(`${replica.url}/api/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: bearer({ id: `buyer of ${orderId}` }) },
      body: JSON.stringify({ orderId, token }),
    });
    await response.arrayBuffer();
    return response.status;
  };

  const money = (): Taken[] =>
    [...fake.ledger.intents.values()].map(({ metadata, charges, refunds }) => ({
      orderId: metadata['orderId'] ?? '',
      charges,
      refunds: refunds.length,
    }));

  /** Resolves when nothing is undecided, but for what the bank asks, and every fact has reached both sides. */
  const settled = () =>
    waitFor(
      async () => {
        await fake.webhooks.settled();
        await Promise.all(replicas.map(({ dependencies: parts }) => parts.background.settled()));
        const { connection } = mongoose;
        const known = await Order.find().lean();
        const told = await Payment.find({ version: { $gt: 0 } }).lean();
        const parked = [connection, ordersDatabase].map((db) =>
          db.collection('parked_messages').countDocuments({}),
        );
        expect({
          open: await Payment.countDocuments({
            checkAt: { $exists: true },
            status: { $ne: 'requires_action' },
          }),
          askedInVain: (await Payment.find({ status: 'requires_action' }).lean()).filter(
            ({ orderId }) => orders.orders.get(orderId)?.status === OrderStatus.Cancelled,
          ).length,
          // Orders have turned it down, which payments may not have heard yet.
          unreturned: (await Payment.find({ status: { $in: ['succeeded', 'refunding'] } }).lean()).filter(
            ({ orderId }) => orders.orders.get(orderId)?.status === OrderStatus.Cancelled,
          ).length,
          unhandled: await StripeEvent.countDocuments({ handledAt: null }),
          unsent: await connection.collection('outbox').countDocuments({ isSent: false }),
          parked: (await Promise.all(parked)).reduce((sum, count) => sum + count),
          behind: known.filter(({ _id, version }) => orders.orders.get(_id)?.version !== version).length,
          untold: told.filter(
            ({ _id, version }) => orders.paymentVersions.get(_id.toString()) !== version - 1,
          ).length,
        }).toEqual({
          open: 0,
          askedInVain: 0,
          unreturned: 0,
          unhandled: 0,
          unsent: 0,
          parked: 0,
          behind: 0,
          untold: 0,
        });
        return true;
      },
      { timeout: 40_000, interval: 100 },
    );

  it('charge an order once when it is paid on both at the same instant, and complete it', async () => {
    const [order] = await placed(1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pay(order!.id, 'pm_card_visa', replicas[index % 2])),
    );
    expect(answers.filter((status) => status === 201)).toHaveLength(1);
    await settled();
    expect(order).toMatchObject({ status: OrderStatus.Complete });
    expect(money()).toEqual([{ orderId: order!.id, charges: 1, refunds: 0 }]);
  });

  it('tell of a payment that came too late, and give it back when the ticket is gone', async () => {
    const [kept, lost] = await placed(2);
    let release = () => undefined as void;
    const until = new Promise<void>((resolve) => (release = resolve));
    fake.faults.plan('confirm', { kind: 'late', until }, 2);
    const answers = [pay(kept!.id, 'pm_card_visa'), pay(lost!.id, 'pm_card_visa')];
    await waitFor(() => fake.asked('confirm').length >= 2);
    orders.taken.add(lost!.ticketId);
    await Promise.all([orders.cancel(kept!, 'expired'), orders.cancel(lost!, 'expired')]);
    release();
    await Promise.all(answers);
    await settled();
    expect(kept).toMatchObject({ status: OrderStatus.Complete });
    expect(lost).toMatchObject({ status: OrderStatus.Cancelled });
    expect(fake.findIntents(kept!.id)).toMatchObject([{ charges: 1, refunds: [] }]);
    expect(fake.findIntents(lost!.id)).toMatchObject([{ charges: 1, refunds: [expect.any(String)] }]);
    expect(await Payment.findOne({ orderId: lost!.id }).lean()).toMatchObject({
      status: 'refunded',
      refund: { reason: 'The order had ended, and its ticket was gone', by: { role: 'orders' } },
    });
  });

  /** Pays, pays again, cancels and expires each order at random, all at the same instant, over links that break. */
  const raceAll = async (all: readonly ModelOrder[]): Promise<void> => {
    fake.faults.plan('refund', { kind: 'drop-after' }, 2);
    fake.faults.plan('refund', { kind: 'status', status: 503 }, 2);
    for (let fault = 0; fault < 12; fault += 1) {
      for (let slow = 0; slow < 4; slow += 1) fake.faults.plan('confirm', { kind: 'late', until: soon(600) });
      fake.faults.plan('confirm', { kind: choose(['drop-after', 'drop-before'] as const) });
      fake.faults.plan('retrieve', { kind: 'status', status: 500 });
    }
    const acts = all.flatMap((order) => [
      async () => void (await pay(order.id, choose(cards))),
      async () => void (await pay(order.id, choose(cards))),
      async () => {
        const when = choose(['never', 'any time', 'while it is paid'] as const);
        if (when === 'never') return;
        if (when === 'any time') await soon(1_500);
        else await waitFor(() => fake.findIntents(order.id).length > 0).catch(() => undefined);
        if (randomInt(2) === 0) orders.taken.add(order.ticketId);
        await orders.cancel(order, choose(['user', 'expired']));
      },
      async () => {
        const asking = await waitFor(
          () => fake.findIntents(order.id).find(({ status }) => status === 'requires_action'),
          { timeout: 500 },
        ).catch(() => undefined);
        if (asking) fake.ledger.authenticate(asking.id, randomInt(3) > 0);
      },
    ]);
    await Promise.all(acts.map(async (act) => soon(20).then(act)));
  };

  it(`leave each of ${ORDERS} orders, paid, cancelled and expired at random at the same instant, complete with one charge or ended without`, async () => {
    const all = await placed(ORDERS);
    await raceAll(all);
    await settled();
    for (const order of all) {
      if (order.status === OrderStatus.Complete) continue;
      orders.taken.add(order.ticketId);
      await orders.cancel(order, 'expired');
    }
    await settled();
    expect(moneyFaults(all, money())).toEqual([]);
    const complete = all.filter(({ status }) => status === OrderStatus.Complete);
    const refunded = money().filter(({ refunds }) => refunds > 0);
    expect(complete.length).toBeGreaterThan(0);
    expect(refunded.length).toBeGreaterThan(0);
    expect(complete.length).toBeLessThan(ORDERS);
    for (const replica of replicas) expect(await replica.messaging.deadLetters.count()).toBe(0);
  }, 120_000);

  it('are shown to need the unique index and the idempotency keys: without them, the check finds double charges', async () => {
    const { collection } = Payment;
    const indexes = await collection.indexes();
    const unique = indexes.filter((index) => index.unique);
    expect(unique.map(({ name }) => name)).toContain('one_blocking_attempt');
    for (const { name } of unique) await collection.dropIndex(name!);
    fake.honoursKeys = false;
    try {
      const all = await placed(20);
      await Promise.all(all.flatMap(({ id }) => replicas.map((replica) => pay(id, 'pm_card_visa', replica))));
      await settled();
      expect(moneyFaults(all, money())).not.toEqual([]);
    } finally {
      await collection.deleteMany({});
      await Payment.syncIndexes();
    }
  }, 120_000);
});

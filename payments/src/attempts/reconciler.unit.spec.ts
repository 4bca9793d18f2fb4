import { OrderStatus } from '@ticketing/common/contracts';
import { waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Order } from '../models/order';
import { Payment, type PaymentRow } from '../models/payment';
import { StripeEvent } from '../models/stripe-event';
import { givenOrder, published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const visa = 'pm_card_visa';
const asking = 'pm_card_threeDSecure2Required';

describe('the reconciliation', () => {
  const service = useTestService();
  let orderId: string;
  beforeEach(async () => {
    orderId = (await givenOrder())._id;
  });
  const pay = (token = visa) => service.payOrder.pay({ orderId, userId: 'buyer', token });
  const findPayment = async (): Promise<PaymentRow | null> =>
    Payment.findOne({ orderId }).sort({ attempt: -1 }).lean();
  /** As after a crash: what was recorded last is not. */
  const forget = (status: 'created' | 'charging') =>
    Payment.updateOne(
      { orderId },
      {
        $set: { status, blocking: true, version: 0, checkAt: service.now() },
        ...(status === 'created' ? { $unset: { stripeId: 1 } } : {}),
      },
    );
  const end = () => Order.updateOne({ _id: orderId }, { $set: { status: OrderStatus.Cancelled } });

  describe('after a crash between Stripe’s yes and our record of it', () => {
    it('finds the money, without charging again', async () => {
      await pay();
      await forget('charging');
      await mongoose.connection.collection('outbox').deleteMany({});
      jest.clearAllMocks();
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
      expect(service.fake.findIntents(orderId)).toMatchObject([{ charges: 1 }]);
      expect(await published(service.outbox, 'payment:created')).toMatchObject([{ orderId, version: 0 }]);
    });

    it('tells of the money also when the order has ended meanwhile: what becomes of it is for orders to decide', async () => {
      await pay();
      await forget('charging');
      await mongoose.connection.collection('outbox').deleteMany({});
      await end();
      jest.clearAllMocks();
      await service.reconciler.turn();
      expect(await published(service.outbox, 'payment:created')).toMatchObject([{ orderId }]);
    });
  });

  it('closes an attempt that died before Stripe was asked to charge', async () => {
    await pay(asking);
    await forget('created');
    await service.reconciler.turn();
    expect(await findPayment()).toMatchObject({
      status: 'refused',
      blocking: false,
      refusal: { code: 'abandoned' },
    });
    await expect(pay()).resolves.toMatchObject({ payment: { status: 'succeeded', attempt: 2 } });
  });

  describe('when Stripe has not charged', () => {
    beforeEach(async () => {
      service.fake.faults.plan('confirm', { kind: 'status', status: 500 });
      await pay();
      expect(await findPayment()).toMatchObject({ status: 'unknown' });
      service.advanceClock(2_000);
    });

    it('charges now, for the buyer wants it and the order waits', async () => {
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
      expect(service.fake.findIntents(orderId)).toMatchObject([{ charges: 1 }]);
    });

    it('never charges for an order that has ended: it closes the payment', async () => {
      await end();
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({
        status: 'refused',
        refusal: { code: 'order_ended' },
      });
      expect(service.fake.findIntents(orderId)).toMatchObject([{ status: 'canceled', charges: 0 }]);
    });

    it('never charges for an order whose time is over, though nobody told yet', async () => {
      service.advanceClock(15 * 60_000);
      await service.reconciler.turn();
      expect(service.fake.findIntents(orderId)).toMatchObject([{ status: 'canceled', charges: 0 }]);
    });

    it('asks less and less often while Stripe is away, and goes on', async () => {
      service.fake.faults.plan('retrieve', { kind: 'status', status: 503 }, 3);
      const waits: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        await service.reconciler.turn();
        const payment = await findPayment();
        const wait = (payment?.checkAt?.getTime() ?? 0) - service.now().getTime();
        waits.push(wait);
        service.advanceClock(wait + 1);
      }
      expect(waits[2]).toBeGreaterThan(waits[0] ?? Infinity);
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
    });
  });

  describe('while the bank asks', () => {
    it('notices the answer when the webhook never comes', async () => {
      await pay(asking);
      service.fake.ledger.authenticate(service.fake.findIntents(orderId)[0]?.id ?? '', true);
      service.advanceClock(15_001);
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
    });

    it('closes the payment when its time is over, so that an answer after it takes nothing', async () => {
      await pay(asking);
      service.advanceClock(600_001);
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({
        status: 'refused',
        refusal: { code: 'authentication_timed_out' },
      });
      const [intent] = service.fake.findIntents(orderId);
      service.fake.ledger.authenticate(intent?.id ?? '', true);
      expect(intent).toMatchObject({ status: 'canceled', charges: 0 });
    });

    it('leaves it undecided when Stripe cannot be asked to close it', async () => {
      await pay(asking);
      service.advanceClock(600_001);
      service.fake.faults.plan('cancel', { kind: 'status', status: 500 });
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'requires_action', blocking: true });
      service.advanceClock(60_000);
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'refused' });
    });

    it('takes the money that came just before it was closed', async () => {
      await pay(asking);
      const [intent] = service.fake.findIntents(orderId);
      service.advanceClock(600_001);
      let release = () => undefined as void;
      const reading = new Promise<void>((resolve) => (release = resolve));
      service.fake.faults.plan('retrieve', { kind: 'late', until: reading });
      const turn = service.reconciler.turn();
      await waitFor(() => service.fake.asked('retrieve').length === 1);
      service.fake.ledger.authenticate(intent?.id ?? '', true);
      release();
      await turn;
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
      expect(intent).toMatchObject({ charges: 1 });
    });
  });

  it('never keeps money that a refused payment took: it gives it back and says so', async () => {
    await pay();
    await Payment.updateOne({ orderId }, { $set: { status: 'refused', blocking: false, version: 0 } });
    const payment = await findPayment();
    await service.settlement.advance(payment!, { by: { id: 'evt_1', role: 'stripe' } });
    await service.background.settled();
    expect(await findPayment()).toMatchObject({ status: 'refunded', blocking: false });
    expect(service.fake.findIntents(orderId)[0]?.refunds).toHaveLength(1);
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([{ orderId }]);
  });

  describe('when one payment can not be looked at', () => {
    afterEach(() => jest.restoreAllMocks());

    it('puts that one off and goes on with what webhooks left behind', async () => {
      await pay();
      await forget('charging');
      const received = await StripeEvent.create({
        _id: 'evt_left_behind',
        type: 'payment_intent.succeeded',
        intentId: 'pi_of_another_use',
        receivedAt: new Date(service.now().getTime() - 60_000),
      });
      jest.spyOn(service.settlement, 'advance').mockRejectedValueOnce(new Error('broken'));
      await service.reconciler.turn();
      expect((await findPayment())?.checkAt?.getTime()).toBeGreaterThan(service.now().getTime());
      expect(await StripeEvent.findById(received._id).lean()).toHaveProperty('handledAt', expect.any(Date));
      service.advanceClock(60_000);
      await service.reconciler.turn();
      expect(await findPayment()).toMatchObject({ status: 'succeeded' });
    });
  });

  it('does nothing while another replica holds the lease', async () => {
    await pay(asking);
    service.advanceClock(600_001);
    await mongoose.connection.collection('leases').insertOne({
      _id: 'payments-reconciler' as never,
      holder: 'another',
      expiresAt: new Date(Date.now() + 60_000),
    });
    // By then it no longer counts on the lease that it had in the tests before.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
    await service.reconciler.turn();
    clock.mockRestore();
    expect(await findPayment()).toMatchObject({ status: 'requires_action' });
  });

  it('does not mind that two replicas look at the same moment', async () => {
    service.fake.faults.plan('confirm', { kind: 'drop-after' }, 2);
    await pay();
    const payment = await findPayment();
    const by = { id: 'reconciliation', role: 'reconciliation' } as const;
    await Promise.all(Array.from({ length: 5 }, () => service.settlement.advance(payment!, { by })));
    expect(await findPayment()).toMatchObject({ status: 'succeeded', version: 1 });
    expect(await published(service.outbox, 'payment:created')).toHaveLength(1);
  });
});

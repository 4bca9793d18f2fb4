import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { Payment } from '../models/payment';
import { givenOrder, published, send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const reason = 'The order expired before the payment arrived, and the ticket was sold to somebody else';

describe('order:payment-rejected', () => {
  const service = useTestService();
  const paid = async (token = 'pm_card_visa'): Promise<{ orderId: string; paymentId: string }> => {
    const { _id: orderId } = await givenOrder();
    await service.payOrder.pay({ orderId, userId: 'buyer', token }).catch(() => undefined);
    const payment = await Payment.findOne({ orderId }).lean();
    return { orderId, paymentId: String(payment?._id) };
  };
  const deliver = (data: { orderId: string; paymentId: string }, sequence = 1) =>
    send(service, Subjects.OrderPaymentRejected, { ...data, reason }, { sequence });

  it('gives the money back and tells the buyer why', async () => {
    const { orderId, paymentId } = await paid();
    expect(await deliver({ orderId, paymentId })).toBe('acked');
    await service.background.settled();
    expect(service.fake.findIntents(orderId)[0]?.refunds).toHaveLength(1);
    expect(service.fake.asked('refund')).toMatchObject([{ idempotencyKey: `${paymentId}-refund` }]);
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([
      { id: paymentId, version: 1, orderId, userId: 'buyer', amount: 20, reason },
    ]);
  });

  it('gives it back once, however often it is delivered', async () => {
    const data = await paid();
    await Promise.all([deliver(data), deliver(data), deliver(data)]);
    await service.background.settled();
    expect(await deliver(data)).toBe('acked');
    await service.background.settled();
    expect(service.fake.findIntents(data.orderId)[0]?.refunds).toHaveLength(1);
    expect(await published(service.outbox, 'payment:refunded')).toHaveLength(1);
  });

  it('does not wait for Stripe, and gives the money back when Stripe answers again', async () => {
    const data = await paid();
    service.fake.faults.plan('refund', { kind: 'status', status: 503 });
    expect(await deliver(data)).toBe('acked');
    await service.background.settled();
    expect(await Payment.findById(data.paymentId).lean()).toMatchObject({ status: 'refunding' });
    for (let turn = 0; turn < 6; turn += 1) {
      service.advanceClock(60_000);
      await service.reconciler.turn();
    }
    expect(await Payment.findById(data.paymentId).lean()).toMatchObject({ status: 'refunded' });
    expect(service.fake.findIntents(data.orderId)[0]?.refunds).toHaveLength(1);
  });

  it('ends with a person when there is no such payment, or it took nothing', async () => {
    const refused = await paid('pm_card_chargeDeclined');
    const unknown = { ...refused, paymentId: new mongoose.Types.ObjectId().toHexString() };
    for (const [index, data] of [refused, unknown].entries()) {
      const outcomes: string[] = [];
      for (let time = 0; time < 5; time += 1) outcomes.push(await deliver(data, index + 1));
      expect(outcomes.at(-1)).toBe('dead-lettered');
    }
    expect(service.fake.asked('refund')).toEqual([]);
  });
});

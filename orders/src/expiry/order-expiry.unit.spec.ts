import { runWithCorrelation } from '@ticketing/common/observability';
import mongoose from 'mongoose';
import { Order, type OrderDocument } from '../models/order';
import { natsWrapper } from '../nats-wrapper';
import { useTestService } from '../testing/test-app';
import { OrderExpiry } from './order-expiry';

jest.mock('../nats-wrapper');

describe('orders that are due together', () => {
  const service = useTestService();
  const place = (): Promise<OrderDocument> =>
    Order.build({
      userId: 'buyer',
      expiresAt: new Date(Date.now() - 1),
      ticket: { id: new mongoose.Types.ObjectId().toHexString(), title: 'Concert', price: 20 },
    }).save();

  it('end in one transaction, each told of under the correlation id of its own message', async () => {
    const orders = [await place(), await place()] as const;
    const expiry = new OrderExpiry(service.outbox, service.offers);
    const transactions = jest.spyOn(service.outbox, 'transaction');
    const done = await Promise.all(
      orders.map(({ id }) => runWithCorrelation(`of ${id}`, () => expiry.expire(id, new Date()))),
    );
    expect(done).toEqual([true, true]);
    expect(transactions).toHaveBeenCalledTimes(1);
    await service.outbox.flush();
    const { calls } = (natsWrapper.client.publish as unknown as jest.Mock<void, [string, string]>).mock;
    const told = calls.map(([, wire]) => JSON.parse(wire) as { id: string; meta: { correlationId: string } });
    expect(told).toHaveLength(2);
    for (const { id, meta } of told) expect(meta.correlationId).toBe(`of ${id}`);
  });
});

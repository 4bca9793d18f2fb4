import { OrderStatus } from '@ticketing/common/contracts';
import type { OrderDocument } from '../../models/order';
import { ahead, place, reload } from '../../testing/orders';
import { useTestParts } from '../../testing/test-app';
import { PaymentCreatedListener } from './payment-created-listener';
import { PaymentRefundedListener } from './payment-refunded-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();

describe('payment:refunded', () => {
  const deliver = (order: OrderDocument, id = 'p1', version = 1) =>
    new PaymentRefundedListener(parts.messaging, parts.outbox).deliver({
      id,
      version,
      orderId: order.id as string,
      stripeId: 'pi_1',
      userId: 'buyer',
      amount: 20,
      reason: 'seller',
    });
  const pay = (order: OrderDocument) =>
    new PaymentCreatedListener(parts.messaging, parts.outbox).deliver({
      id: 'p1',
      version: 0,
      orderId: order.id as string,
      stripeId: 'pi_1',
      userId: 'buyer',
      amount: 20,
    });

  it('ends the order that was paid with it', async () => {
    const order = await place();
    await pay(order);
    await expect(deliver(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'refunded', version: 2 });
  });

  it('that overtakes its payment:created waits for it', async () => {
    const order = await place();
    await expect(deliver(order)).resolves.toBe('parked');
    expect((await reload(order)).status).toBe('created');
  });

  it('of a rejected payment changes nothing', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'user' }).save();
    await place(ahead(60_000), 'other');
    await pay(order);
    await deliver(order);
    expect(await reload(order)).toMatchObject({ cancelReason: 'user', version: 1 });
  });
});

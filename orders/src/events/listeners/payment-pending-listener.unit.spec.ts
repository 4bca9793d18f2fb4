import type { OrderDocument } from '../../models/order';
import { ahead, place, reload } from '../../testing/orders';
import { published, useTestParts } from '../../testing/test-app';
import { PaymentPendingListener } from './payment-pending-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();

describe('payment:pending', () => {
  const deliver = (order: OrderDocument, until: Date, version = 0) =>
    new PaymentPendingListener(parts.messaging, parts.outbox).deliver({
      id: 'p1',
      version,
      orderId: order.id as string,
      until: until.toISOString(),
    });

  it('prolongs the hold and tells of it', async () => {
    const order = await place(ahead(60_000));
    const until = ahead(120_000);
    await expect(deliver(order, until)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'awaiting:payment', expiresAt: until, version: 1 });
    expect(await published(parts.outbox, 'order:updated')).toEqual([
      expect.objectContaining({
        id: order.id,
        version: 1,
        status: 'awaiting:payment',
        expiresAt: until.toISOString(),
      }),
    ]);
  });

  it('prolongs it once', async () => {
    const order = await place();
    await deliver(order, ahead(120_000));
    await deliver(order, ahead(300_000), 1);
    expect((await reload(order)).version).toBe(1);
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(deliver(await place(), ahead(120_000), 1)).resolves.toBe('parked');
  });

  it('is dead-lettered when it is poison', async () => {
    const listener = new PaymentPendingListener(parts.messaging, parts.outbox);
    await expect(listener.deliver('[]')).resolves.toBe('dead-lettered');
  });
});

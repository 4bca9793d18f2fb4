import { OrderStatus } from '@ticketing/common/contracts';
import { Lease } from '@ticketing/common/outbox';
import { deliver, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Order } from '../models/order';
import { ago, ahead, place, reload } from '../testing/orders';
import { published, useTestService } from '../testing/test-app';
import { OrderExpiry } from './order-expiry';
import { ExpirySweep } from './sweep';
import { ExpirationCompleteListener } from '../events/listeners';

jest.mock('../nats-wrapper');

const service = useTestService();

describe('the sweep', () => {
  const sweep = (name = 'sweep', expiry = new OrderExpiry(service.outbox, service.offers)) =>
    new ExpirySweep({
      expiry,
      lease: new Lease(mongoose.connection, name),
      logger: testLogger,
    });

  it('ends what is overdue, and only that', async () => {
    const due = await place(ago(5_000));
    const later = await Order.build({
      userId: 'buyer',
      expiresAt: ahead(60_000),
      ticket: { id: '665f0000000000000000000b', title: 'Other', price: 1 },
    }).save();
    await sweep().turn();
    expect(await reload(due)).toMatchObject({ status: 'cancelled', cancelReason: 'expired' });
    expect((await reload(later)).status).toBe('created');
  });

  it('ends each order once, whoever else does too', async () => {
    const order = await place(ago(5_000));
    await Promise.all([
      sweep('one').turn(),
      sweep('two').turn(),
      deliver(
        service.messaging,
        new ExpirationCompleteListener(new OrderExpiry(service.outbox, service.offers)),
        {
          orderId: order.id,
        },
      ),
    ]);
    expect(await published(service.outbox, 'order:cancelled')).toHaveLength(1);
    expect((await reload(order)).version).toBe(1);
  });

  it('ends many that are due together, each with its event', async () => {
    await Order.insertMany(
      Array.from({ length: 250 }, (_, i) => ({
        userId: 'buyer',
        expiresAt: ago(5_000),
        ticket: { id: i.toString(16).padStart(24, '0'), title: 'Concert', price: 20 },
      })),
    );
    await sweep().turn();
    expect(
      await Order.countDocuments({ status: OrderStatus.Cancelled, version: 1, holds: false, pending: false }),
    ).toBe(250);
    const events = await published(service.outbox, 'order:cancelled');
    expect(new Set(events.map(({ id }) => id)).size).toBe(250);
  });

  it('ends what comes after however many that can not be ended', async () => {
    await Order.insertMany(
      Array.from({ length: 1_000 }, (_, i) => ({
        userId: 'buyer',
        expiresAt: ago(9_000),
        ticket: { id: i.toString(16).padStart(24, '0'), title: 'Concert', price: 20 },
      })),
    );
    const good = await place(ago(5_000));
    const expiry = new OrderExpiry(service.outbox, service.offers);
    const expire = expiry.expire.bind(expiry);
    jest
      .spyOn(expiry, 'expire')
      .mockImplementation((id, now) =>
        id === good.id ? expire(id, now) : Promise.reject(new Error('not to be ended')),
      );
    await sweep('sweep', expiry).turn();
    expect((await reload(good)).status).toBe('cancelled');
  });

  it('does nothing while another replica sweeps', async () => {
    const order = await place(ago(5_000));
    await new Lease(mongoose.connection, 'sweep', 60_000).acquire();
    await sweep().turn();
    expect((await reload(order)).status).toBe('created');
  });
});

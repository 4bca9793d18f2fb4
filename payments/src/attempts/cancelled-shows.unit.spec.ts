import { Subjects } from '@ticketing/common/contracts';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order } from '../models/order';
import { Payment } from '../models/payment';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { givenOrder, published, send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('a cancelled show', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  const show = (id: string, version: number, status: 'scheduled' | 'cancelled' = 'scheduled') => ({
    id,
    version,
    status,
    userId: 'seller',
    title: 'Opera',
    startsAt: '2027-01-01T19:00:00.000Z',
    timeZone: 'Europe/Berlin',
    venue: { name: 'Hall' },
    currency: 'eur',
    queue: false,
    resaleCapPercent: 100,
    sequence: 0,
    ...(status === 'cancelled' && { cancelReason: 'Flooded' }),
  });
  const givenShow = async () => {
    const id = newId();
    await send(service, Subjects.ShowCreated, show(id, 0));
    return id;
  };
  const cancel = (id: string) => send(service, Subjects.ShowUpdated, show(id, 1, 'cancelled'));
  const givenTicket = async (showId?: string) => {
    const id = newId();
    const ticket = { id, version: 0, title: 'Stalls', price: 20, userId: 'seller', quantity: 100 };
    await send(service, Subjects.TicketCreated, { ...ticket, ...(showId && { showId }) });
    return id;
  };
  /** Pays an order of one place of each ticket. */
  const pay = async (...ticketIds: string[]) => {
    const id = newId();
    const items = ticketIds.map((ticketId) => ({
      ticket: { id: ticketId, price: 20 },
      quantity: 1,
      places: [0],
    }));
    await send(service, Subjects.OrderCreated, {
      id,
      version: 0,
      status: 'created',
      userId: 'buyer',
      items,
      total: 20 * items.length,
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
      ticket: items[0]?.ticket,
      currency: 'eur',
    });
    const { payment } = await service.payOrder.pay({ orderId: id, userId: 'buyer', token: 'pm_card_visa' });
    return payment;
  };
  const readStatus = async ({ _id }: { _id: unknown }) => (await Payment.findById(_id).lean())?.status;
  const countRefunds = ({ orderId }: { orderId: string }) =>
    service.fake.findIntents(orderId)[0]?.refunds.length;
  const progress = (showId: string, id = 'seller') =>
    request(service.app).get(`/api/payments/refunds?showId=${showId}`).set('Cookie', signin({ id }));

  it('gives back what its orders paid, of carts too, once, however many do it at once', async () => {
    const [showId, other] = [await givenShow(), await givenShow()];
    const [stalls, balcony, elsewhere] = [
      await givenTicket(showId),
      await givenTicket(showId),
      await givenTicket(other),
    ];
    const theirs = [await pay(stalls), await pay(elsewhere, balcony), await pay(stalls, balcony)];
    const others = await pay(elsewhere);
    const { body: before } = await progress(showId).expect(200);
    expect(before).toEqual({ payments: 3, refunded: 0, done: false });
    await cancel(showId);
    expect((await progress(showId)).body).toMatchObject({ done: false });
    await Promise.all([service.cancelledShows.requestRefunds(), service.cancelledShows.requestRefunds()]);
    await Promise.all([service.reconciler.turn(), service.reconciler.turn()]);
    for (const payment of theirs) {
      expect(await readStatus(payment)).toBe('refunded');
      expect(countRefunds(payment)).toBe(1);
    }
    expect(await readStatus(others)).toBe('succeeded');
    service.advanceClock(10_000);
    await service.reconciler.turn();
    expect((await progress(showId)).body).toEqual({ payments: 3, refunded: 3, done: true });
    const events = await published(service.outbox, 'payment:refunded');
    expect(events.map(({ orderId }) => orderId).sort()).toEqual(theirs.map(({ orderId }) => orderId).sort());
    expect(events[0]).toMatchObject({ reason: 'The show was cancelled: Flooded' });
  });

  it('gives back what is paid after it, before orders had heard', async () => {
    const showId = await givenShow();
    const ticketId = await givenTicket(showId);
    await cancel(showId);
    await service.reconciler.turn();
    const late = await pay(ticketId);
    service.advanceClock(10_000);
    await service.reconciler.turn();
    expect(await readStatus(late)).toBe('refunded');
    expect(countRefunds(late)).toBe(1);
  });

  it('keeps no other from its refunds, nor payments and webhooks from being looked at, when one fails', async () => {
    const [failing, others] = [await givenShow(), await givenShow()];
    const stalls = await givenTicket(failing);
    const [bad, good] = [await pay(stalls), await pay(stalls)];
    const elsewhere = await pay(await givenTicket(others));
    const handleLeftBehind = jest.spyOn(service.inbox, 'handleLeftBehind');
    const request = service.refunds.request.bind(service.refunds);
    jest
      .spyOn(service.refunds, 'request')
      .mockImplementation((id, wish) =>
        id === String(bad._id) ? Promise.reject(new Error('not to be read')) : request(id, wish),
      );
    await cancel(failing);
    await cancel(others);
    await service.reconciler.turn();
    for (const payment of [good, elsewhere]) expect(await readStatus(payment)).toBe('refunded');
    expect(handleLeftBehind).toHaveBeenCalledTimes(1);
    const wait = async () => {
      service.advanceClock(60_000);
      await service.reconciler.turn();
      return (await Show.findById(failing).lean())!.checkAt!.getTime() - service.now().getTime();
    };
    expect(await wait()).toBeLessThan(await wait());
    jest.restoreAllMocks();
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(await readStatus(bad)).toBe('refunded');
  });

  it('gives back what comes after however many payments that can not be given back', async () => {
    const showId = await givenShow();
    const ticketId = await givenTicket(showId);
    const bad = await Payment.findById((await pay(ticketId))._id).lean();
    const copies = Array.from({ length: 199 }, (_, n) => ({
      ...bad,
      _id: new mongoose.Types.ObjectId(),
      orderId: newId(),
      stripeId: `pi_${n}`,
      idempotencyKey: `key ${n}`,
    }));
    await Payment.collection.insertMany(copies);
    const good = await pay(ticketId);
    const request = service.refunds.request.bind(service.refunds);
    jest
      .spyOn(service.refunds, 'request')
      .mockImplementation((id, wish) =>
        id === String(good._id) ? request(id, wish) : Promise.reject(new Error('not to be read')),
      );
    await cancel(showId);
    await service.cancelledShows.requestRefunds();
    jest.restoreAllMocks();
    expect(await readStatus(good)).toBe('refunding');
  });

  it('is put off when its payments can not be looked for, and the others are looked at', async () => {
    const [failing, others] = [await givenShow(), await givenShow()];
    const [bad, good] = [await pay(await givenTicket(failing)), await pay(await givenTicket(others))];
    await cancel(failing);
    await cancel(others);
    const failure = Promise.reject(new Error('not to be read'));
    failure.catch(() => undefined);
    jest.spyOn(Ticket, 'distinct').mockReturnValueOnce(failure as never);
    await service.reconciler.turn();
    expect(await readStatus(good)).toBe('refunded');
    expect(await readStatus(bad)).toBe('succeeded');
    await service.reconciler.turn();
    expect(await readStatus(bad)).toBe('succeeded');
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(await readStatus(bad)).toBe('refunded');
  });

  it('goes on where a process ended in the middle, and asks until the provider has done it', async () => {
    const showId = await givenShow();
    const paid = await pay(await givenTicket(showId));
    await cancel(showId);
    await service.cancelledShows.requestRefunds();
    expect(await readStatus(paid)).toBe('refunding');
    expect((await progress(showId)).body).toEqual({ payments: 1, refunded: 0, done: false });
    service.fake.faults.plan('refund', { kind: 'drop-after' }, 2);
    await service.reconciler.turn();
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(await readStatus(paid)).toBe('refunded');
    expect(countRefunds(paid)).toBe(1);
  });

  it('shows how far that is to its organiser alone', async () => {
    const showId = await givenShow();
    expect((await progress(showId)).body).toEqual({ payments: 0, refunded: 0, done: false });
    await progress(showId, 'stranger').expect(401);
    await progress(newId()).expect(404);
    await progress('none').expect(400);
    await request(service.app).get(`/api/payments/refunds?showId=${showId}`).expect(401);
  });
});

describe('a show that has moved', () => {
  const service = useTestService();
  const show = (id: string, version: number, sequence: number, startsAt = '2099-01-01T19:00:00.000Z') => ({
    id,
    version,
    status: 'scheduled',
    userId: 'seller',
    title: 'Opera',
    startsAt,
    sequence,
    timeZone: 'UTC',
    venue: { name: 'Hall' },
    currency: 'usd',
    queue: false,
    resaleCapPercent: 100,
  });
  const pay = async (showId: string) => {
    const order = await givenOrder();
    await Ticket.updateOne({ _id: order.ticketId }, { showId });
    const { payment } = await service.payOrder.pay({
      orderId: order._id,
      userId: 'buyer',
      token: 'pm_card_visa',
    });
    return String(payment._id);
  };
  const refund = (id: string) =>
    request(service.app)
      .post(`/api/payments/${id}/refund`)
      .set('Cookie', signin({ id: 'buyer' }))
      .send({});

  it('gives those who had paid before their money back, if they ask before it begins', async () => {
    const showId = new mongoose.Types.ObjectId().toHexString();
    await send(service, Subjects.ShowCreated, show(showId, 0, 0));
    const before = await pay(showId);
    await refund(before).expect(401);
    service.advanceClock(1_000);
    await send(service, Subjects.ShowUpdated, show(showId, 1, 1));
    service.advanceClock(1_000);
    await send(service, Subjects.ShowUpdated, { ...show(showId, 2, 1), title: 'The opera' });
    const { body } = await refund(before).expect(200);
    expect(body).toMatchObject({ status: 'refunded', refund: { by: 'buyer', reason: 'The show has moved' } });
    // Paid between the move and an edit that moves nothing.
    expect((await Show.findById(showId).lean())?.moved).toMatchObject({ sequence: 1 });
    await refund(await pay(showId)).expect(401);
  });

  it('tells its buyer with the payments of the order what can go back, until it does', async () => {
    const showId = new mongoose.Types.ObjectId().toHexString();
    await send(service, Subjects.ShowCreated, show(showId, 0, 0));
    const { _id: orderId, ticketId } = await givenOrder({ price: 40 });
    await Ticket.updateOne({ _id: ticketId }, { showId });
    const { payment } = await service.payOrder.pay({ orderId, userId: 'buyer', token: 'pm_card_visa' });
    const items = [{ ticket: { id: ticketId, price: 20 }, quantity: 2, places: [0, 1] }];
    const completed = {
      id: orderId,
      version: 1,
      userId: 'buyer',
      ticket: { id: ticketId },
      items,
      total: 40,
    };
    await send(service, Subjects.OrderCompleted, completed);
    const refundable = async () => {
      const path = `/api/payments?orderId=${orderId}`;
      const { body } = await request(service.app)
        .get(path)
        .set('Cookie', signin({ id: 'buyer' }));
      expect(body).toHaveLength(1);
      return (body as { refundable?: unknown }[])[0]?.refundable;
    };
    expect(await refundable()).toBeUndefined();
    service.advanceClock(1_000);
    await send(service, Subjects.ShowUpdated, show(showId, 1, 1));
    expect(await refundable()).toEqual([{ ticketId, quantity: 2, title: 'Ticket', price: 20 }]);
    await refund(String(payment._id)).expect(200);
    expect(await refundable()).toBeUndefined();
  });

  it('keeps the money once it has begun', async () => {
    const showId = new mongoose.Types.ObjectId().toHexString();
    await send(service, Subjects.ShowCreated, show(showId, 0, 0));
    const id = await pay(showId);
    service.advanceClock(1_000);
    await send(service, Subjects.ShowUpdated, show(showId, 1, 1, '2020-01-01T19:00:00.000Z'));
    await refund(id).expect(401);
  });
});

describe('an order of several places', () => {
  const service = useTestService();

  it('is charged as a whole, in its currency', async () => {
    const order = await givenOrder({ price: 59.97, currency: 'eur' });
    await service.payOrder.pay({ orderId: order._id, userId: 'buyer', token: 'pm_card_visa' });
    expect(await Payment.findOne({ orderId: order._id }).lean()).toMatchObject({
      amountCents: 5_997,
      currency: 'eur',
    });
    expect(await Order.findById(order._id).lean()).not.toHaveProperty('ticketIds');
  });
});

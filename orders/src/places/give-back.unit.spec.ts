import type { PaymentUpdatedEvent } from '@ticketing/common/contracts';
import { deliver, signin } from '@ticketing/common/testing';
import request from 'supertest';
import {
  PaymentCreatedListener,
  PaymentRefundedListener,
  PaymentUpdatedListener,
} from '../events/payment-listeners';
import { Order } from '../models/order';
import { Place } from '../models/place';
import { Ticket, type TicketFields } from '../models/ticket';
import { published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const as = (id: string) => ({ Cookie: signin({ id }) });

const list = async (quantity: number, fields: Partial<TicketFields> = {}): Promise<string> => {
  const places = { size: quantity, quantity, freed: 0 };
  const ticket = new Ticket({ title: 'Stalls', price: 20, userId: 'seller', places, ...fields });
  return (await ticket.save()).id;
};
const buy = async (items: object[], user = 'buyer'): Promise<string> => {
  const { body } = await request(service.app).post('/api/orders').set(as(user)).send({ items }).expect(201);
  const { id: orderId, total: amount } = body as { id: string; total: number };
  const paid = { id: `p-${orderId}`, version: 0, orderId, stripeId: 'pi', userId: user, amount };
  await deliver(service.messaging, new PaymentCreatedListener(service.outbox, service.offers), paid);
  return orderId;
};
const giveBack = (orderId: string, version: number, items: PaymentUpdatedEvent['data']['items']) =>
  deliver(service.messaging, new PaymentUpdatedListener(service.outbox, service.offers), {
    id: `p-${orderId}`,
    version,
    orderId,
    stripeId: 'pi',
    userId: 'buyer',
    amount: 100,
    reason: 'Fewer came',
    refunded: 20,
    items,
  });
const places = async (order: string) => (await Place.find({ order }).lean()).map(({ _id }) => _id).sort();
const show = async (id: string, user = 'buyer') =>
  (await request(service.app).get(`/api/orders/${id}`).set(as(user)).expect(200)).body as Record<
    string,
    unknown
  >;

describe('payment:updated', () => {
  it('frees the places that were given back, and the order goes on with the others', async () => {
    const seated = await list(4, { seats: ['A1', 'A2', 'A3', 'A4'], seatsVersion: 0, price: 30 });
    const standing = await list(5);
    const id = await buy([
      { ticketId: seated, seats: ['A1', 'A3'] },
      { ticketId: standing, quantity: 3 },
    ]);
    const items = (await Order.findById(id).lean())?.items ?? [];
    const [first, second] = items[1]!.places as [number, number];
    const given = [
      { ticket: { id: seated }, quantity: 1, places: [2], seats: ['A3'] },
      { ticket: { id: standing }, quantity: 2, places: [first, second] },
    ];
    expect(await giveBack(id, 1, given)).toBe('acked');
    expect(await giveBack(id, 1, given)).toBe('acked');
    expect(await show(id)).toMatchObject({
      status: 'complete',
      total: 50,
      version: 2,
      items: [
        { ticket: { id: seated }, quantity: 1, seats: ['A1'] },
        { ticket: { id: standing }, quantity: 1 },
      ],
      refunded: {
        total: 70,
        items: [
          { ticket: { id: seated }, quantity: 1, seats: ['A3'] },
          { ticket: { id: standing }, quantity: 2 },
        ],
      },
    });
    expect(await places(id)).toEqual([`${seated}#0`, `${standing}#${items[1]!.places[2]}`].sort());
    expect(await published(service.outbox, 'order:updated')).toMatchObject([
      { id, version: 2, status: 'complete', total: 50, refunded: [{ places: [2] }, { quantity: 2 }] },
    ]);
    // What is free again can be bought.
    await buy([{ ticketId: seated, seats: ['A3'] }], 'other');
  });

  it('names the ticket that is left when all places of the first went back, and adds up', async () => {
    const [stalls, balcony] = [await list(2), await list(2, { title: 'Balcony', price: 50 })];
    const id = await buy([{ ticketId: stalls, quantity: 2 }, { ticketId: balcony }]);
    await giveBack(id, 1, [{ ticket: { id: stalls }, quantity: 1, places: [0] }]);
    await giveBack(id, 2, [{ ticket: { id: stalls }, quantity: 1, places: [1] }]);
    expect(await show(id)).toMatchObject({
      ticket: { id: balcony },
      items: [{ ticket: { id: balcony } }],
      total: 50,
      refunded: { items: [{ quantity: 2 }], total: 40 },
    });
    const refunded = new PaymentRefundedListener(service.outbox, service.offers);
    const last = { id: `p-${id}`, version: 3, orderId: id, stripeId: 'pi', userId: 'buyer', amount: 90 };
    await deliver(service.messaging, refunded, { ...last, reason: 'Off', refunded: 50 });
    expect(await show(id)).toMatchObject({ status: 'cancelled', cancelReason: 'refunded' });
    expect(await places(id)).toEqual([]);
  });

  it('offers a freed place to the first in line, and never to the public in between', async () => {
    const ticketId = await list(2);
    const id = await buy([{ ticketId, quantity: 2 }]);
    await request(service.app).post('/api/waiting-list').set(as('ann')).send({ ticketId }).expect(201);
    await giveBack(id, 1, [{ ticket: { id: ticketId }, quantity: 1, places: [1] }]);
    expect(await Order.findOne({ userId: 'ann' }).lean()).toMatchObject({
      offer: true,
      items: [{ places: [1] }],
    });
    await request(service.app).post('/api/orders').set(as('bob')).send({ ticketId }).expect(400);
  });

  it('lets the buyer have as many places again where there is a limit', async () => {
    const ticketId = await list(4, { terms: { maxPerBuyer: 2 } });
    const id = await buy([{ ticketId, quantity: 2 }]);
    await request(service.app).post('/api/orders').set(as('buyer')).send({ ticketId }).expect(400);
    const [place] = (await Order.findById(id).lean())!.items![0]!.places as [number];
    await giveBack(id, 1, [{ ticket: { id: ticketId }, quantity: 1, places: [place] }]);
    await request(service.app).post('/api/orders').set(as('buyer')).send({ ticketId }).expect(201);
  });

  it('leaves a place that its holder has sold again, and an order of another payment', async () => {
    const ticketId = await list(2);
    const id = await buy([{ ticketId, quantity: 2 }]);
    await Order.updateOne({ _id: id }, { 'items.0.resold': [0] });
    await giveBack(id, 1, [{ ticket: { id: ticketId }, quantity: 1, places: [0] }]);
    expect(await places(id)).toHaveLength(2);
    await Order.updateOne({ _id: id }, { paymentId: 'another' });
    await giveBack(id, 2, [{ ticket: { id: ticketId }, quantity: 1, places: [1] }]);
    expect(await places(id)).toHaveLength(2);
  });

  it('is told to the seller beside what is left', async () => {
    const ticketId = await list(3, { terms: { showId: '665f0000000000000000000b' } });
    const id = await buy([{ ticketId, quantity: 3 }]);
    await giveBack(id, 1, [{ ticket: { id: ticketId }, quantity: 1, places: [0] }]);
    const sold = (query = '') =>
      request(service.app)
        .get(`/api/orders/sold/665f0000000000000000000b${query}`)
        .set(as('seller'))
        .expect(200);
    expect((await sold()).body).toMatchObject([
      {
        id,
        status: 'paid',
        items: [{ quantity: 2 }],
        total: 40,
        refunded: { items: [{ quantity: 1 }], total: 20 },
      },
    ]);
    expect((await sold('?format=csv')).text).toContain('"40.00","usd","paid","20.00"');
    expect((await sold('/days')).body).toMatchObject([{ places: 2, total: 40 }]);
  });
});

import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { deliver, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order } from '../models/order';
import { Place, placeId } from '../models/place';
import { endResaleOrder, noteSurrender } from '../resale-orders';
import { published, useTestService } from '../testing/test-app';
import { ResaleRefusedListener, resaleProjection, ticketProjection } from './listeners';
import { PaymentCreatedListener, PaymentRefundedListener } from './payment-listeners';

jest.mock('../nats-wrapper');

describe('an order of an admission that its holder sells again', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  let first: string;
  let ticketId: string;
  let resaleId: string;

  const sell = (id: string, userId: string, more: object = {}) =>
    ticketProjection().apply(Subjects.TicketCreated, {
      id,
      version: 0,
      title: 'Stalls',
      price: 20,
      userId,
      ...more,
    });
  const order = async (userId: string, of: string, expected = 201) => {
    const body = { ticketId: of };
    const answer = await request(service.app)
      .post('/api/orders')
      .set('Cookie', signin({ id: userId }))
      .send(body);
    expect([answer.status, answer.body]).toEqual([expected, expect.anything()]);
    return (answer.body as { id: string }).id;
  };
  const paid = new Map<string, { readonly id: string }>();
  const pay = (orderId: string) => {
    const charge = { id: newId(), version: 0, orderId, stripeId: 'pi_1', userId: 'somebody', amount: 20 };
    paid.set(orderId, charge);
    return deliver(service.messaging, new PaymentCreatedListener(service.outbox, service.offers), charge);
  };
  const refund = (orderId: string) =>
    deliver(service.messaging, new PaymentRefundedListener(service.outbox, service.offers), {
      id: paid.get(orderId)!.id,
      version: 1,
      orderId,
      stripeId: 'pi_1',
      userId: 'somebody',
      amount: 20,
      reason: 'asked for',
    });
  const surrender = (orderId: string) => noteSurrender(service.outbox, service.offers, orderId);
  const stored = (id: string) => Order.findById(id).lean();

  beforeEach(async () => {
    ticketId = newId();
    resaleId = newId();
    await sell(ticketId, 'seller', { quantity: 2 });
    first = await order('giver', ticketId);
    await pay(first);
    const { items } = (await stored(first))!;
    await resaleProjection().apply(Subjects.ResaleCreated, {
      id: resaleId,
      version: 0,
      admissionId: newId(),
      orderId: first,
      ticketId,
      place: items![0]!.places[0]!,
      title: 'Stalls',
      userId: 'giver',
      organiserId: 'seller',
      price: 20,
      currency: 'usd',
      status: 'listed',
    });
    await sell(resaleId, 'giver', { resaleOf: 'a1' });
  });

  it('says that it is one, and can be paid once that is surrendered', async () => {
    const id = await order('buyer', resaleId);
    expect(await published(service.outbox, 'order:created')).toMatchObject([
      {},
      { id, resale: { admissionId: 'a1', surrendered: false } },
    ]);
    await surrender(id);
    await surrender(id);
    expect(await published(service.outbox, 'order:updated')).toMatchObject([
      { id, version: 1, status: OrderStatus.Created, resale: { surrendered: true } },
    ]);
  });

  it('is not its holder’s', async () => {
    await order('giver', resaleId, 400);
  });

  it('has the place of the one before once it is paid, which frees it no more', async () => {
    const id = await order('buyer', resaleId);
    await surrender(id);
    await pay(id);
    expect(await stored(id)).toMatchObject({ status: OrderStatus.Complete });
    const place = (await stored(first))!.items![0]!.places[0]!;
    await refund(first);
    expect(String((await Place.findById(placeId(ticketId, place)).lean())!.order)).toBe(id);
    const [told] = await published(service.outbox, 'order:cancelled');
    expect(told).toMatchObject({ id: first, items: [{ resold: [place] }] });
  });

  it.each([true, false])(
    'frees its place when it is given back, the first order given back: %s',
    async (before) => {
      await order('other', ticketId);
      const id = await order('buyer', resaleId);
      await surrender(id);
      await pay(id);
      if (before) await refund(first);
      await order('late', ticketId, 400);
      await refund(id);
      const place = (await stored(first))!.items![0]!.places[0]!;
      const events = await published(service.outbox, 'order:cancelled');
      expect(events.at(-1)).toMatchObject({ id, resale: { freed: { ticketId, place } } });
      expect((await stored(await order('late', ticketId)))!.items![0]!.places).toEqual([place]);
    },
  );

  it.each([
    ['before it is surrendered', () => Promise.resolve()],
    [
      'when the place was given back',
      async (id: string) => {
        await surrender(id);
        await refund(first);
      },
    ],
    [
      'after it has ended',
      async (id: string) => {
        await surrender(id);
        await request(service.app)
          .delete(`/api/orders/${id}`)
          .set('Cookie', signin({ id: 'buyer' }));
      },
    ],
  ])('has its money given back that comes %s', async (_when, before) => {
    const id = await order('buyer', resaleId);
    await before(id);
    await pay(id);
    expect((await stored(id))!.status).not.toBe(OrderStatus.Complete);
    expect(await published(service.outbox, 'order:payment-rejected')).toMatchObject([{ orderId: id }]);
  });

  it('ends when its holder doesn’t sell any more, and is given back if it was paid', async () => {
    const unpaid = await order('buyer', resaleId);
    const refused = new ResaleRefusedListener(service.outbox, service.offers);
    await deliver(service.messaging, refused, { id: resaleId, orderId: unpaid });
    expect(await stored(unpaid)).toMatchObject({ cancelReason: 'resale-withdrawn' });
    const id = await order('buyer', resaleId);
    await surrender(id);
    await pay(id);
    await endResaleOrder(service.outbox, service.offers, id);
    expect(await published(service.outbox, 'order:payment-rejected')).toMatchObject([{ orderId: id }]);
  });
});

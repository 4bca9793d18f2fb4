import { OrderStatus } from '@ticketing/common/contracts';
import { expectInputsDocumented, expectRoutesDocumented, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order, type OrderDocument } from '../models/order';
import { Ticket } from '../models/ticket';
import { openapi } from '../app';
import { oneTicket } from '../testing/orders';
import { published, TEST_WINDOW_SECONDS, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const buyer = signin({ id: 'buyer' });
let ticketId: string;

beforeEach(async () => {
  const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
  ticketId = ticket.id;
});

const post = (body: object, cookie = buyer) =>
  request(service.app).post('/api/orders').set('Cookie', cookie).send(body);
const get = (path: string, cookie = buyer) => request(service.app).get(path).set('Cookie', cookie);
const cancel = (id: string, cookie = buyer) =>
  request(service.app).delete(`/api/orders/${id}`).set('Cookie', cookie);
const placed = async (): Promise<OrderDocument> => {
  const { body } = await post({ ticketId }).expect(201);
  return (await Order.findById(body.id)) as OrderDocument;
};
const unknownId = (): string => new mongoose.Types.ObjectId().toHexString();

describe('POST /api/orders', () => {
  it('reserves a ticket for the window, at the price of the moment', async () => {
    const before = Date.now();
    const { body } = await post({ ticketId }).expect(201);
    expect(body).toMatchObject({
      status: 'created',
      userId: 'buyer',
      version: 0,
      ticket: { id: ticketId, title: 'Concert', price: 20 },
    });
    const expiresAt = Date.parse(body.expiresAt as string);
    expect(expiresAt).toBeGreaterThanOrEqual(before + TEST_WINDOW_SECONDS * 1_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + TEST_WINDOW_SECONDS * 1_000);
  });

  it('publishes order:created', async () => {
    const { body } = await post({ ticketId }).expect(201);
    expect(await published(service.outbox, 'order:created')).toEqual([
      {
        id: body.id,
        version: 0,
        status: 'created',
        userId: 'buyer',
        expiresAt: body.expiresAt,
        ticket: { id: ticketId, price: 20 },
        ...oneTicket(ticketId),
      },
    ]);
  });

  it('keeps the price of the order when the ticket’s changes', async () => {
    const order = await placed();
    await Ticket.updateOne({ _id: ticketId }, { price: 99 });
    const { body } = await get(`/api/orders/${order.id}`).expect(200);
    expect(body.ticket.price).toBe(20);
  });

  it('refuses a ticket that is reserved', async () => {
    await placed();
    const { body } = await post({ ticketId }, signin({ id: 'other' })).expect(400);
    expect(body.errors[0]).toMatchObject({ message: 'Ticket is already reserved', field: 'ticketId' });
  });

  it('takes an id in capitals for the same ticket', async () => {
    await placed();
    await post({ ticketId: ticketId.toUpperCase() }, signin({ id: 'other' })).expect(400);
  });

  it.each([0.49, 1_000_000])('refuses a ticket of %d, which no card is charged', async (price) => {
    await Ticket.updateOne({ _id: ticketId }, { price });
    const { body } = await post({ ticketId }).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'ticketId', code: 'not_payable' })]);
    expect(await Order.countDocuments()).toBe(0);
  });

  it('refuses a ticket that is sold', async () => {
    const order = await placed();
    await order.set({ status: OrderStatus.Complete }).save();
    await post({ ticketId }, signin({ id: 'other' })).expect(400);
  });

  it('sells a ticket again whose order was cancelled', async () => {
    const order = await placed();
    await cancel(order.id).expect(204);
    await post({ ticketId }, signin({ id: 'other' })).expect(201);
  });

  it('gives one of fifty simultaneous buyers the ticket, and the others a clear 400', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => post({ ticketId }, signin({ id: `buyer-${i}` }))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(49);
    expect(await Order.countDocuments()).toBe(1);
    expect(await published(service.outbox, 'order:created')).toHaveLength(1);
  });

  describe('with the price that the buyer was shown', () => {
    it.each([20, '20.00'])('reserves the ticket at %j', async (price) => {
      const { body } = await post({ ticketId, price }).expect(201);
      expect(body.ticket.price).toBe(20);
    });

    it('makes no order when the ticket costs something else, and says what', async () => {
      const { body } = await post({ ticketId, price: 10 }).expect(409);
      expect(body.errors).toEqual([
        { message: 'The price of the ticket is now 20.00', field: 'price', code: 'price_changed', price: 20 },
      ]);
      expect(await Order.countDocuments()).toBe(0);
      expect(await published(service.outbox, 'order:created')).toEqual([]);
    });

    it('waits for the news of that price, which the page may have heard first', async () => {
      const answer = post({ ticketId, price: 100 }).then((response) => response);
      await Ticket.updateOne({ _id: ticketId }, { price: 50 });
      await Ticket.updateOne({ _id: ticketId }, { price: 100 });
      const { status, body } = await answer;
      expect(status).toBe(201);
      expect(body.ticket.price).toBe(100);
    });

    it('does not wait for a ticket that is taken or unknown', async () => {
      await placed();
      await post({ ticketId, price: 10 }, signin({ id: 'other' })).expect(400);
      await post({ ticketId: unknownId(), price: 10 }).expect(404);
    });

    it('refuses what nobody can pay, whatever was shown', async () => {
      await Ticket.updateOne({ _id: ticketId }, { price: 0.1 });
      const { body } = await post({ ticketId, price: 0.1 }).expect(400);
      expect(body.errors[0]).toMatchObject({ code: 'not_payable' });
    });

    it('keeps no refusal under an Idempotency-Key', async () => {
      const keyed = (price: number) => post({ ticketId, price }).set('Idempotency-Key', 'k1');
      await keyed(10).expect(409);
      await Ticket.updateOne({ _id: ticketId }, { price: 10 });
      const { body, headers } = await keyed(10).expect(201);
      expect(body.ticket.price).toBe(10);
      expect(headers).not.toHaveProperty('idempotency-replayed');
      await keyed(20).expect(422);
    });

    it.each([0, -1, 9.999, 'ten', null, [20], { $gt: 0 }])('refuses %j as a price', async (price) => {
      const { body } = await post({ ticketId, price }).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ field: 'price' })]);
    });
  });

  it.each([{}, { ticketId: 'x' }, { ticketId: { $ne: null } }, { ticketId: 7 }])(
    'refuses %j',
    async (body) => {
      const response = await post(body).expect(400);
      expect(response.body.errors[0].field).toBe('ticketId');
    },
  );

  it('answers 404 to a ticket that nobody knows', async () => {
    await post({ ticketId: unknownId() }).expect(404);
  });

  it('answers 401 to a visitor', async () => {
    await request(service.app).post('/api/orders').send({ ticketId }).expect(401);
  });

  describe('with an Idempotency-Key', () => {
    const keyed = (body: object, key = 'k1', cookie = buyer) =>
      post(body, cookie).set('Idempotency-Key', key);

    it('answers the same to the same request, and places one order', async () => {
      const first = await keyed({ ticketId }).expect(201);
      const second = await keyed({ ticketId }).expect(201);
      expect(second.body).toEqual(first.body);
      expect(second.headers).toHaveProperty('idempotency-replayed', 'true');
      expect(await Order.countDocuments()).toBe(1);
    });

    it('places one order for requests that come at once', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => keyed({ ticketId })));
      expect(await Order.countDocuments()).toBe(1);
      for (const { status } of answers) expect([201, 409]).toContain(status);
    });

    it('refuses the key with another body', async () => {
      await keyed({ ticketId }).expect(201);
      await keyed({ ticketId: unknownId() }).expect(422);
    });

    it('is the user’s own', async () => {
      await keyed({ ticketId }).expect(201);
      await keyed({ ticketId }, 'k1', signin({ id: 'other' })).expect(400);
    });

    it('lets a failed request be tried again', async () => {
      const order = await placed();
      await keyed({ ticketId }).expect(400);
      await cancel(order.id).expect(204);
      await keyed({ ticketId }).expect(201);
    });
  });
});

describe('GET /api/orders', () => {
  it('lists the user’s own orders, newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const order = await placed();
      ids.unshift(order.id);
      await cancel(order.id).expect(204);
    }
    await post({ ticketId }, signin({ id: 'other' })).expect(201);
    const first = await get('/api/orders?limit=2').expect(200);
    const next =
      /<([^>]+)>; rel="next"/.exec((first.headers as Record<string, string>)['link'] ?? '')?.[1] ?? '';
    const second = await get(next).expect(200);
    expect([...first.body, ...second.body].map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(second.headers).not.toHaveProperty('link');
  });

  it('lists those of one ticket, whatever way its id is written', async () => {
    const { id } = await placed();
    const own = await get(`/api/orders?ticketId=${ticketId.toUpperCase()}`).expect(200);
    expect((own.body as { id: string }[]).map((order) => order.id)).toEqual([id]);
    const others = await get(`/api/orders?ticketId=${'0'.repeat(24)}`).expect(200);
    expect(others.body).toEqual([]);
  });

  it.each(['limit=0', 'after=x', 'limit=1000', 'ticketId=x', 'ticketId=1&ticketId=2'])(
    'refuses %s',
    async (query) => {
      await get(`/api/orders?${query}`).expect(400);
    },
  );

  it('answers 401 to a visitor', async () => {
    await request(service.app).get('/api/orders').expect(401);
  });
});

describe('GET /api/orders/:id', () => {
  it('shows an order to its buyer, without what is internal', async () => {
    const order = await placed();
    const { body } = await get(`/api/orders/${order.id}`).expect(200);
    expect(Object.keys(body as object).sort()).toEqual(
      [
        'createdAt',
        'currency',
        'expiresAt',
        'id',
        'items',
        'status',
        'ticket',
        'total',
        'updatedAt',
        'userId',
        'version',
      ].sort(),
    );
  });

  it('names the show of its ticket, where it has one, as the list does', async () => {
    const order = await placed();
    const showId = unknownId();
    await Ticket.updateOne({ _id: ticketId }, { terms: { showId } });
    const { body } = await get(`/api/orders/${order.id}`).expect(200);
    expect(body).toMatchObject({ ticket: { showId }, items: [{ ticket: { id: ticketId, showId } }] });
    const list = await get('/api/orders').expect(200);
    expect(list.body).toMatchObject([{ ticket: { showId } }]);
  });

  it('answers 401 to another user and to a visitor', async () => {
    const order = await placed();
    await get(`/api/orders/${order.id}`, signin({ id: 'other' })).expect(401);
    await request(service.app).get(`/api/orders/${order.id}`).expect(401);
  });

  it.each(['engineer', 'admin'] as const)('is shown to an %s in force', async (role) => {
    const order = await placed();
    const { body } = await get(`/api/orders/${order.id}`, signin({ id: 'staff', role })).expect(200);
    expect(body).toMatchObject({ id: order.id, userId: 'buyer' });
    const pending = signin({ id: 'staff', role, status: 'pending' });
    await get(`/api/orders/${order.id}`, pending).expect(401);
    const halfway = await get(`/api/orders/${order.id}`, signin({ id: 'staff', role, secondFactor: false }));
    expect(halfway.status).toBe(403);
    expect(halfway.body.errors[0]).toMatchObject({ code: 'second_factor_required' });
  });

  it.each([unknownId(), 'no-id'])('answers 404 to %s', async (id) => {
    await get(`/api/orders/${id}`).expect(404);
  });
});

describe('DELETE /api/orders/:id', () => {
  it('cancels, says why, and publishes order:cancelled', async () => {
    const order = await placed();
    await cancel(order.id).expect(204);
    const { body } = await get(`/api/orders/${order.id}`).expect(200);
    expect(body).toMatchObject({ status: 'cancelled', cancelReason: 'user', version: 1 });
    expect(await published(service.outbox, 'order:cancelled')).toEqual([
      {
        id: order.id,
        version: 1,
        reason: 'user',
        userId: 'buyer',
        ticket: { id: ticketId },
        ...oneTicket(ticketId),
      },
    ]);
  });

  it('changes nothing when repeated', async () => {
    const order = await placed();
    await cancel(order.id).expect(204);
    await cancel(order.id).expect(204);
    expect(await published(service.outbox, 'order:cancelled')).toHaveLength(1);
  });

  it('refuses a completed order', async () => {
    const order = await placed();
    await order.set({ status: OrderStatus.Complete }).save();
    await cancel(order.id).expect(400);
  });

  it('answers 401 to another user, to staff and to a visitor', async () => {
    const order = await placed();
    await cancel(order.id, signin({ id: 'other' })).expect(401);
    for (const role of ['engineer', 'admin'] as const)
      await cancel(order.id, signin({ id: 'staff', role })).expect(401);
    await request(service.app).delete(`/api/orders/${order.id}`).expect(401);
    expect((await Order.findById(order.id))?.status).toBe('created');
  });

  it.each([unknownId(), 'no-id'])('answers 404 to %s', async (id) => {
    await cancel(id).expect(404);
  });
});

it('documents every route', () => {
  expectRoutesDocumented(service.app, openapi);
  expectInputsDocumented(openapi);
});

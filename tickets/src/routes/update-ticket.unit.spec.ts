import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Ticket, type TicketDocument } from '../models/ticket';
import { published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('PUT /api/tickets/:id', () => {
  const service = useTestService();
  let ticket: TicketDocument;

  beforeEach(async () => {
    ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
  });

  const put = (body: object, user = 'seller', id = ticket.id) =>
    request(service.app)
      .put(`/api/tickets/${id}`)
      .set('Cookie', signin({ id: user }))
      .send(body);

  it('changes title and price, and raises the version by one', async () => {
    const { body } = await put({ title: 'Opera', price: 25 }).expect(200);
    expect(body).toMatchObject({ id: ticket.id, title: 'Opera', price: 25, version: 1 });
  });

  it('changes only what is given', async () => {
    const { body } = await put({ price: 25 }).expect(200);
    expect(body).toMatchObject({ title: 'Concert', price: 25 });
  });

  it('publishes ticket:updated', async () => {
    await put({ price: 25 }).expect(200);
    expect(await published(service.outbox, 'ticket:updated')).toEqual([
      {
        id: ticket.id,
        version: 1,
        title: 'Concert',
        price: 25,
        userId: 'seller',
        orderId: null,
        status: 'open',
        quantity: 1,
        held: 0,
        sold: 0,
      },
    ]);
  });

  it('neither raises the version nor publishes when nothing changes', async () => {
    const { body } = await put({ title: 'Concert', price: 20 }).expect(200);
    expect(body.version).toBe(0);
    expect(await published(service.outbox, 'ticket:updated')).toEqual([]);
  });

  it('loses no edit when two arrive at once', async () => {
    await Promise.all([put({ title: 'Opera' }).expect(200), put({ price: 25 }).expect(200)]);
    expect(await Ticket.findById(ticket.id)).toMatchObject({ title: 'Opera', price: 25, version: 2 });
  });

  it('finds by its new title', async () => {
    await put({ title: 'Opera' }).expect(200);
    const { body } = await request(service.app).get('/api/tickets?q=opera').expect(200);
    expect(body).toHaveLength(1);
  });

  it('asks for a price that can be paid when the ticket has none', async () => {
    await Ticket.updateOne({ _id: ticket.id }, { price: 0.1 });
    const { body } = await put({ title: 'Opera' }).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'price', code: 'not_payable' })]);
    await put({ title: 'Opera', price: 0.5 }).expect(200);
  });

  it.each(['reserved', 'sold'] as const)('refuses while %s', async (status) => {
    await Ticket.updateOne({ _id: ticket.id }, { status, orderId: 'o1' });
    const { body } = await put({ price: 25 }).expect(400);
    expect(body.errors[0].message).toContain(status);
  });

  it('answers 409 to an edit of an older version', async () => {
    await put({ price: 25 }).expect(200);
    await put({ price: 30, version: 0 }).expect(409);
    await put({ price: 30, version: 1 }).expect(200);
  });

  it.each([
    ['title', { title: '' }],
    ['title', { title: ['x'] }],
    ['price', { price: -1 }],
    ['price', { price: null }],
    ['price', { price: 0.49 }],
    ['price', { price: 1_000_000 }],
    ['version', { version: 'x' }],
    ['version', { version: [0] }],
    ['quantity', { quantity: 0 }],
    ['quantity', { quantity: 100_001 }],
    ['maxPerOrder', { maxPerOrder: 11 }],
    ['saleStartsAt', { saleStartsAt: '2030-01-01' }],
    ['seats', { seats: ['A1', 'A1'] }],
  ])('refuses, naming %s: %j', async (field, body) => {
    const response = await put(body).expect(400);
    expect(response.body.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('answers 401 to another user', async () => {
    await put({ price: 25 }, 'somebody').expect(401);
    expect(await Ticket.findById(ticket.id)).toMatchObject({ price: 20 });
  });

  it('answers 401 to a visitor', async () => {
    await request(service.app).put(`/api/tickets/${ticket.id}`).send({ price: 25 }).expect(401);
  });

  it.each([new mongoose.Types.ObjectId().toHexString(), 'no-id'])('answers 404 to %s', async (id) => {
    await put({ price: 25 }, 'seller', id).expect(404);
  });

  describe('of many places', () => {
    beforeEach(() => Ticket.updateOne({ _id: ticket.id }, { quantity: 10, held: 2, sold: 3 }));

    it('asks for the places that are wanted, and shows those there are', async () => {
      const { body } = await put({ quantity: 6, maxPerOrder: 4 }).expect(200);
      expect(body).toMatchObject({
        quantity: 10,
        pendingQuantity: 6,
        available: 5,
        maxPerOrder: 4,
        version: 1,
      });
      expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
        { quantity: 10, pendingQuantity: 6, held: 2, sold: 3, maxPerOrder: 4, version: 1 },
      ]);
      expect(await Ticket.findById(ticket.id)).toMatchObject({ pendingQuantity: 6, pendingVersion: 1 });
      const { body: open } = await put({ maxPerOrder: null }).expect(200);
      expect(open).not.toHaveProperty('maxPerOrder');
      expect(await Ticket.findById(ticket.id).lean()).not.toHaveProperty('maxPerOrder');
    });

    it('refuses fewer than are taken', async () => {
      const { body } = await put({ quantity: 4 }).expect(400);
      expect(body.errors[0]).toMatchObject({ field: 'quantity' });
    });

    it('takes the free ones off sale, once', async () => {
      const remove = (user: string) =>
        request(service.app)
          .delete(`/api/tickets/${ticket.id}`)
          .set('Cookie', signin({ id: user }));
      await remove('somebody').expect(401);
      await remove('seller').expect(204);
      await remove('seller').expect(204);
      const { body } = await request(service.app).get(`/api/tickets/${ticket.id}`).expect(200);
      expect(body).toMatchObject({ withdrawn: true, available: 0, held: 2, sold: 3, status: 'reserved' });
      expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
        { withdrawn: true, version: 1 },
      ]);
      await put({ quantity: 20 }).expect(400);
    });
  });
});

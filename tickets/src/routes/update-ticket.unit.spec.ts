import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Ticket, type TicketDocument } from '../models/ticket';
import { published, useTestParts } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('PUT /api/tickets/:id', () => {
  const parts = useTestParts();
  let ticket: TicketDocument;

  beforeEach(async () => {
    ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
  });

  const put = (body: object, user = 'seller', id = ticket.id as string) =>
    request(parts.app)
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
    expect(await published(parts.outbox, 'ticket:updated')).toEqual([
      {
        id: ticket.id,
        version: 1,
        title: 'Concert',
        price: 25,
        userId: 'seller',
        orderId: null,
        status: 'open',
      },
    ]);
  });

  it('neither raises the version nor publishes when nothing changes', async () => {
    const { body } = await put({ title: 'Concert', price: 20 }).expect(200);
    expect(body.version).toBe(0);
    expect(await published(parts.outbox, 'ticket:updated')).toEqual([]);
  });

  it('loses no edit when two arrive at once', async () => {
    await Promise.all([put({ title: 'Opera' }).expect(200), put({ price: 25 }).expect(200)]);
    expect(await Ticket.findById(ticket.id)).toMatchObject({ title: 'Opera', price: 25, version: 2 });
  });

  it('finds by its new title', async () => {
    await put({ title: 'Opera' }).expect(200);
    const { body } = await request(parts.app).get('/api/tickets?q=opera').expect(200);
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
  ])('refuses, naming %s: %j', async (field, body) => {
    const response = await put(body).expect(400);
    expect(response.body.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('answers 401 to another user', async () => {
    await put({ price: 25 }, 'somebody').expect(401);
    expect(await Ticket.findById(ticket.id)).toMatchObject({ price: 20 });
  });

  it('answers 401 to a visitor', async () => {
    await request(parts.app).put(`/api/tickets/${ticket.id}`).send({ price: 25 }).expect(401);
  });

  it.each([new mongoose.Types.ObjectId().toHexString(), 'no-id'])('answers 404 to %s', async (id) => {
    await put({ price: 25 }, 'seller', id).expect(404);
  });
});

import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import { natsWrapper } from '../nats-wrapper';
import { Ticket } from '../models/ticket';
import { published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('POST /api/tickets', () => {
  const service = useTestService();
  const post = (body: object, cookie = signin({ id: 'seller' })) =>
    request(service.app).post('/api/tickets').set('Cookie', cookie).send(body);

  it('creates a ticket, open and at version 0', async () => {
    const { body } = await post({ title: '  Concert ', price: 20 }).expect(201);
    expect(body).toMatchObject({
      title: 'Concert',
      price: 20,
      userId: 'seller',
      orderId: null,
      status: 'open',
      version: 0,
    });
    expect(body).not.toHaveProperty('_id');
    expect(await Ticket.countDocuments()).toBe(1);
  });

  it('publishes ticket:created', async () => {
    const { body } = await post({ title: 'Concert', price: 20 }).expect(201);
    expect(await published(service.outbox, 'ticket:created')).toEqual([
      { id: body.id, version: 0, title: 'Concert', price: 20, userId: 'seller', quantity: 1 },
    ]);
  });

  it('answers even when the broker does not take the event', async () => {
    (natsWrapper.client.publish as unknown as jest.Mock).mockImplementationOnce(
      (_subject: string, _wire: string, callback: (error?: Error) => void) => callback(new Error('away')),
    );
    await post({ title: 'Concert', price: 20 }).expect(201);
  });

  it('takes a price given as text', async () => {
    const { body } = await post({ title: 'Concert', price: '19.99' }).expect(201);
    expect(body.price).toBe(19.99);
  });

  it.each([
    ['title', 'no title', { price: 20 }],
    ['title', 'an empty title', { title: '   ', price: 20 }],
    ['title', 'a title that is no text', { title: { $gt: '' }, price: 20 }],
    ['title', 'a title of 201 characters', { title: 'x'.repeat(201), price: 20 }],
    ['title', 'a title of two lines', { title: 'Concert\r\nBcc: eve@example.com', price: 20 }],
    ['title', 'a title with a NUL', { title: 'Con\u0000cert', price: 20 }],
    ['price', 'no price', { title: 'Concert' }],
    ['price', 'a price of 0', { title: 'Concert', price: 0 }],
    ['price', 'a negative price', { title: 'Concert', price: -10 }],
    ['price', 'a price below what cards are charged', { title: 'Concert', price: 0.49 }],
    ['price', 'the same as text', { title: 'Concert', price: '0.49' }],
    ['price', 'a price above what cards are charged', { title: 'Concert', price: 1_000_000 }],
    ['price', 'parts of cents', { title: 'Concert', price: 9.999 }],
    ['price', 'next to nothing', { title: 'Concert', price: 5e-324 }],
    ['price', 'a price that is no number', { title: 'Concert', price: { $gt: 0 } }],
    ['price', 'a list of prices', { title: 'Concert', price: [20] }],
  ])('refuses, naming %s: %s', async (field, _what, body) => {
    const response = await post(body).expect(400);
    expect(response.body.errors).toEqual([expect.objectContaining({ field })]);
    expect(await Ticket.countDocuments()).toBe(0);
  });

  describe('under an Idempotency-Key', () => {
    const keyed = (body: object) => post(body).set('Idempotency-Key', 'one-sale');

    it('puts a ticket up once, and repeats the first answer', async () => {
      const first = await keyed({ title: 'Concert', price: 20 }).expect(201);
      const again = await keyed({ price: 20, title: 'Concert' }).expect(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(await Ticket.countDocuments()).toBe(1);
      expect(await published(service.outbox, 'ticket:created')).toHaveLength(1);
    });

    it('answers 422 to another ticket', async () => {
      await keyed({ title: 'Concert', price: 20 }).expect(201);
      await keyed({ title: 'Concert', price: 21 }).expect(422);
      expect(await Ticket.countDocuments()).toBe(1);
    });
  });

  it('answers 401 to a visitor', async () => {
    await request(service.app).post('/api/tickets').send({ title: 'Concert', price: 20 }).expect(401);
  });
});

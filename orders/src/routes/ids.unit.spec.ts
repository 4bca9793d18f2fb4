import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import request from 'supertest';
import { Show } from '../models/show';
import { Place, placeId } from '../models/place';
import { Ticket } from '../models/ticket';
import { place } from '../testing/orders';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

/** A ticket in capitals that somebody has an order of. */
const takenTicket = async (): Promise<string> => {
  const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
  await Place.create({ _id: placeId(ticket.id, 0), order: ticket._id });
  return ticket.id.toUpperCase();
};

describe('ids', () => {
  const service = useTestService();
  const headers = { authorization: bearer({ id: 'buyer' }) };

  it('in capitals name the same order in every path', async () => {
    const order = await place();
    const showId = '665f1f77bcf86cd799439abc';
    await Show.create({ _id: showId, status: 'scheduled', queue: true, version: 0 });
    await request(service.app).post('/api/queue').set(headers).send({ showId }).expect(201);
    const { body: entry } = await request(service.app)
      .post('/api/waiting-list')
      .set(headers)
      .send({ ticketId: await takenTicket() })
      .expect(201);
    const seller = { authorization: bearer({ id: 'seller' }) };
    await new Ticket({ title: 'Concert', price: 20, userId: 'seller', terms: { showId } }).save();
    await expectOneFormOfIds(service.app, {
      'get /api/orders/{id}': { id: String(order._id), headers },
      'delete /api/orders/{id}': { id: String(order._id), headers },
      'delete /api/waiting-list/{id}': { id: entry.id, headers },
      'get /api/queue/{showId}': { id: showId, headers },
      'get /api/orders/sold/{showId}': { id: showId, headers: seller },
      'get /api/orders/sold/{showId}/days': { id: showId, headers: seller },
    });
  });

  it('in capitals reserve the same ticket', async () => {
    const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const post = (ticketId: string) =>
      request(service.app).post('/api/orders').set(headers).send({ ticketId });
    const { body } = await post(String(ticket._id).toUpperCase()).expect(201);
    expect(body.ticket.id).toBe(String(ticket._id));
    await post(String(ticket._id)).expect(400);
  });

  it('in capitals are the same body under an Idempotency-Key', async () => {
    const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const post = (ticketId: string) =>
      request(service.app)
        .post('/api/orders')
        .set({ ...headers, 'idempotency-key': 'k' })
        .send({ ticketId });
    const { body } = await post(String(ticket._id)).expect(201);
    await post(String(ticket._id).toUpperCase()).expect(201, body);
  });
});

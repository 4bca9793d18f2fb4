import { deliver, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { newShow, Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { published, useTestService } from '../testing/test-app';
import { ResaleCompletedListener, ResaleCreatedListener, ResaleUpdatedListener } from './resale-listeners';

jest.mock('../nats-wrapper');

describe('a ticket that its holder sells again', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  let showId: string;
  let resale: ReturnType<typeof resaleOf>;

  const resaleOf = (id: string) => ({
    id,
    version: 0,
    admissionId: newId(),
    orderId: newId(),
    ticketId: newId(),
    place: 3,
    seat: 'A4',
    title: 'Stalls',
    showId,
    userId: 'giver',
    organiserId: 'seller',
    price: 18,
    currency: 'eur',
    status: 'listed' as const,
  });
  const list = () => deliver(service.messaging, new ResaleCreatedListener(service.outbox), resale);
  const update = (status: 'surrendered' | 'listed' | 'withdrawn') =>
    deliver(service.messaging, new ResaleUpdatedListener(service.outbox), { ...resale, version: 1, status });
  const shown = async () =>
    ((await request(service.app).get(`/api/shows/${showId}`).expect(200)).body as { tickets: object[] })
      .tickets;

  beforeEach(async () => {
    const show = newShow(
      {
        userId: 'seller',
        title: 'Requiem',
        startsAt: new Date('2031-05-04'),
        timeZone: 'UTC',
        venue: { name: 'Hall' },
        currency: 'eur',
        queue: false,
        resaleCapPercent: 100,
      },
      new Date(),
    );
    await Show.create(show);
    showId = String(show._id);
    resale = resaleOf(newId());
  });

  it('is shown with its show, for sale by the holder, once', async () => {
    await list();
    await list();
    const expected = { id: resale.id, price: 18, userId: 'giver', resaleOf: resale.admissionId, showId };
    expect(await shown()).toMatchObject([{ ...expected, status: 'open', available: 1 }]);
    expect(await published(service.outbox, 'ticket:created')).toMatchObject([
      { ...expected, version: 0, seats: ['A4'], quantity: 1 },
    ]);
  });

  it('is changed by nobody, its holder included', async () => {
    await list();
    const path = `/api/tickets/${resale.id}`;
    const cookie = signin({ id: 'giver' });
    const { body } = await request(service.app)
      .put(path)
      .set('Cookie', cookie)
      .send({ price: 100 })
      .expect(400);
    expect(body.errors).toMatchObject([{ code: 'resale' }]);
    await request(service.app).delete(path).set('Cookie', cookie).expect(400);
  });

  it('is off sale once it is withdrawn or sold, and stays as it is while somebody buys it', async () => {
    expect(await update('withdrawn')).toBe('parked');
    await list();
    await update('surrendered');
    expect(await shown()).toMatchObject([{ id: resale.id, status: 'open' }]);
    await update('withdrawn');
    expect(await shown()).toEqual([]);
    const completed = new ResaleCompletedListener(service.outbox);
    await deliver(service.messaging, completed, {
      ...resale,
      version: 2,
      status: 'sold' as const,
      resaleOrderId: newId(),
      newAdmissionId: newId(),
      owed: { userId: 'giver', amount: 18, currency: 'eur' },
    });
    expect(await Ticket.findById(resale.id).lean()).toMatchObject({ withdrawn: true, version: 1 });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([{ withdrawn: true }]);
  });
});

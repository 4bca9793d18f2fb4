import { Lease } from '@ticketing/common/outbox';
import { signin, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { QueueKeeper } from '../queue/queue-keeper';
import { ShowQueue } from '../queue/show-queue';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const showId = '665f1f77bcf86cd799439011';
const session = (id: string) => ({ Cookie: signin({ id }) });
const join = (user: string) => request(service.app).post('/api/queue').set(session(user)).send({ showId });
const order = (user: string, ticketId: string) =>
  request(service.app).post('/api/orders').set(session(user)).send({ ticketId });

it('lets only those order who were let through', async () => {
  await Show.create({ _id: showId, status: 'scheduled', queue: true, version: 0 });
  const ticket = await new Ticket({
    title: 'Stalls',
    price: 20,
    userId: 'seller',
    places: { size: 10, quantity: 10, freed: 0 },
    terms: { showId },
  }).save();
  const refused = await order('first', ticket.id).expect(429);
  expect(refused.body.errors[0]).toMatchObject({ code: 'queue' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);

  const { body } = await join('first').expect(201);
  expect(body).toMatchObject({ showId, status: 'waiting', position: 1 });
  await order('first', ticket.id).expect(429);
  await ShowQueue.updateOne({ _id: showId }, { drawAt: new Date() });
  const lease = new Lease(mongoose.connection, 'show-queues');
  await new QueueKeeper({ lease, logger: testLogger, admittedAtOnce: 1, admittedSeconds: 300 }).turn();
  await join('second').expect(201);

  const position = (user: string) => request(service.app).get(`/api/queue/${showId}`).set(session(user));
  expect((await position('first').expect(200)).body).toMatchObject({ status: 'admitted', position: 0 });
  expect((await position('second').expect(200)).body).toMatchObject({ status: 'waiting' });
  await position('stranger').expect(404);
  await order('first', ticket.id).expect(201);
  await order('second', ticket.id).expect(429);
});

it('knows no queue of a show that has none', async () => {
  await Show.create({ _id: showId, status: 'scheduled', queue: false, version: 0 });
  await join('first').expect(404);
});

import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import { ShowWord } from '../models/show-word';
import { WORDS_LIMIT } from '../show-edits';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService({ ticketsPerAccount: 3, movesPerDay: 2 });
const post = (user: object) =>
  request(service.app).post('/api/tickets').set('Cookie', signin(user)).send({ title: 'Concert', price: 20 });

it('puts so many tickets of an account up for sale within an hour, and all of an admin’s', async () => {
  for (let n = 0; n < 3; n += 1) {
    const { headers } = await post({ id: 'seller' }).expect(201);
    expect(headers['ratelimit']).toMatch(new RegExp(`^limit=3, remaining=${2 - n}, reset=3[56]\\d\\d$`));
  }
  const { headers } = await post({ id: 'seller' }).expect(429);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
  await post({ id: 'other' }).expect(201);
  for (let n = 0; n < 4; n += 1) await post({ id: 'admin', role: 'admin' }).expect(201);
});

it('moves a show so often within a day, and changes all else of it after that too', async () => {
  const send = (method: 'post' | 'put', path: string, body: object) =>
    request(service.app)
      [method](path)
      .set('Cookie', signin({ id: 'organiser' }))
      .send(body);
  const venue = { name: 'Hall' };
  const announced = { title: 'Opera', startsAt: '2030-07-01T19:30:00Z', timeZone: 'Europe/Berlin', venue };
  const { body } = await send('post', '/api/shows', announced).expect(201);
  const path = `/api/shows/${body.id}`;
  await send('put', path, { startsAt: '2030-07-02T19:30:00Z' }).expect(200);
  await send('put', path, { venue: { name: 'Arena' } }).expect(200);
  const { headers, body: refusal } = await send('put', path, { venue }).expect(429);
  expect(refusal.errors).toMatchObject([{ code: 'too_many_requests' }]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(80_000);
  const { body: after } = await send('put', path, { title: 'The opera', venue: { name: 'Arena' } }).expect(
    200,
  );
  expect(after).toMatchObject({ title: 'The opera', sequence: 2 });
});

it('learns words from so many edits of an account within a day, and edits after that too', async () => {
  const as = (id: string) => signin({ id });
  const venue = { name: 'Hall' };
  const show = { title: 'Opera', startsAt: '2030-07-01T19:30:00Z', timeZone: 'Europe/Berlin', venue };
  const edit = async (id: string, first: number, times: number) => {
    const { body } = await request(service.app)
      .post('/api/shows')
      .set('Cookie', as(id))
      .send(show)
      .expect(201);
    for (let n = first; n < first + times; n += 1) {
      const put = request(service.app).put(`/api/shows/${body.id}`).set('Cookie', as(id));
      await put.send({ title: `word${n}` }).expect(200);
    }
  };
  const learned = () => ShowWord.countDocuments({ _id: /^word/ });
  await edit('teacher', 0, WORDS_LIMIT.limit);
  expect(await learned()).toBe(WORDS_LIMIT.limit);
  await edit('teacher', 1_000, 5);
  expect(await learned()).toBe(WORDS_LIMIT.limit);
  await edit('another', 2_000, 1);
  expect(await learned()).toBe(WORDS_LIMIT.limit + 1);
});

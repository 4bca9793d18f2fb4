import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService({ ticketsPerAccount: 3 });
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

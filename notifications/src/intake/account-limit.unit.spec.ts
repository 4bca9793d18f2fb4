import { bearer, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { testToken, usePipeline } from '../testing/setup';

jest.mock('../nats-wrapper');

const service = usePipeline({ perAccount: 5 });
const mail = (n: number) => ({ type: 'EMAIL', message: `Hello ${n}` });

it('takes so many notifications of an account within an hour, singly and in batches together', async () => {
  const user = testUser();
  await service.enrol(user);
  const post = (path: string, body: object) =>
    request(service.app).post(path).set('Authorization', bearer(user)).send(body);
  const own = (n: number) => ({ ...mail(n), userId: user.id });
  for (let n = 0; n < 2; n += 1) await post('/notification', own(n)).expect(202);
  const { body } = await post('/notification/batch', [2, 3, 4, 5, 6].map(own)).expect(202);
  const codes = (body as { errors?: { code: string }[] }[]).map(({ errors }) => errors?.[0]?.code);
  expect(codes).toEqual([undefined, undefined, undefined, 'too_many_requests', 'too_many_requests']);
  const { headers } = await post('/notification', own(7)).expect(429);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
});

it('limits no service', async () => {
  const items = Array.from({ length: 12 }, (_, n) => ({ ...mail(n), receiver: `user${n}@example.com` }));
  await request(service.internal)
    .post('/notification/batch')
    .set('Authorization', `Bearer ${testToken}`)
    .send(items)
    .expect(202);
  expect(await service.notifications()).toHaveLength(12);
});

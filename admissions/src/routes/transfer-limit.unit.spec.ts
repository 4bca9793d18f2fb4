import { bearer } from '@ticketing/common/testing';
import request from 'supertest';
import { buy, newId, sale, someone, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService({ transfersPerAccount: 3 });

it('offers so many transfers of an account within an hour, on all replicas together', async () => {
  const [giver, other] = await Promise.all([someone(service), someone(service)]);
  const what = await sale(newId());
  const admissions = await buy(service, giver.id, what, 4);
  const [others] = await buy(service, other.id, what);
  const offer = (id: string | undefined, as = giver, app = service.app) =>
    request(app)
      .post(`/api/admissions/${id}/transfer`)
      .set('Authorization', bearer(as))
      .send({ email: 'somebody@example.com' });
  const apps = [service.app, service.otherApp, service.app] as const;
  for (const [nth, app] of apps.entries()) await offer(admissions[nth]?._id, giver, app).expect(202);
  const { headers, body } = await offer(admissions[3]?._id, giver, service.otherApp).expect(429);
  expect(body.errors).toMatchObject([{ code: 'too_many_requests' }]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
  await offer(others?._id, other).expect(202);
});

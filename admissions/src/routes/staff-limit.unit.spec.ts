import { bearer } from '@ticketing/common/testing';
import request from 'supertest';
import { sale, someone, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService({ staffPerAccount: 2 });

it('names so many addresses as staff of an account’s doors within an hour, known or not', async () => {
  const [staff, seller, other] = await Promise.all([someone(service), someone(service), someone(service)]);
  const add = async (email: string, as = seller, app = service.app) => {
    const { showId } = await sale(as.id);
    return request(app).post(`/api/door/${showId}/staff`).set('Authorization', bearer(as)).send({ email });
  };
  expect((await add('nobody@example.com')).status).toBe(400);
  expect((await add(staff.email, seller, service.otherApp)).status).toBe(201);
  const { status, body, headers } = await add(staff.email);
  expect(status).toBe(429);
  expect(body.errors).toMatchObject([{ code: 'too_many_requests' }]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
  expect((await add(staff.email, other)).status).toBe(201);
});

import { useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { createUser, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

const email = 'ada@example.com';

describe('POST /api/users/token', () => {
  it.each([
    ['Authorization', 'Bearer '],
    ['x-access-token', ''],
  ])('gives a token that works as %s, for a quarter of an hour', async (header, scheme) => {
    const user = await createUser({ email });
    const { app } = testApp();
    const { body } = await request(app)
      .post('/api/users/token')
      .send({ email, password: testPassword })
      .expect(200);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresAt']);
    const minutes = (Date.parse(body.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    const { body: current } = await request(app)
      .get('/api/users/currentuser')
      .set(header, `${scheme}${body.accessToken}`);
    expect(current.currentUser.id).toBe(user.id);
  });

  it('sets no cookie', async () => {
    await createUser({ email });
    const { headers } = await request(testApp().app)
      .post('/api/users/token')
      .send({ email, password: testPassword });
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('refuses a wrong password as signin does', async () => {
    await createUser({ email });
    const { app } = testApp();
    const { body } = await request(app)
      .post('/api/users/token')
      .send({ email, password: 'wrong password' })
      .expect(400);
    expect(body.errors[0].code).toBe('wrong_credentials');
  });

  it('shares the limit with signin', async () => {
    const { app } = testApp();
    const wrong = { email, password: 'wrong password' };
    for (let n = 0; n < 10; n += 1) {
      await request(app)
        .post(n % 2 ? '/api/users/token' : '/api/users/signin')
        .send(wrong)
        .expect(400);
    }
    await request(app).post('/api/users/token').send(wrong).expect(429);
  });

  it.each(['email', 'password'])('refuses a missing %s and names it', async (field) => {
    const { body } = await request(testApp().app)
      .post('/api/users/token')
      .send({ email, password: testPassword, [field]: undefined })
      .expect(400);
    expect(body.errors[0].field).toBe(field);
  });
});

import { signin, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

describe('POST /api/users/signout', () => {
  it('drops the cookie', async () => {
    const { body, headers } = await request(testApp().app)
      .post('/api/users/signout')
      .set('Cookie', signin())
      .expect(200);
    expect(body).toEqual({});
    expect(String(headers['set-cookie'])).toMatch(/session=;.*expires=Thu, 01 Jan 1970/i);
  });

  it('is fine with nobody signed in', async () => {
    const { body } = await request(testApp().app).post('/api/users/signout').expect(200);
    expect(body).toEqual({});
  });
});

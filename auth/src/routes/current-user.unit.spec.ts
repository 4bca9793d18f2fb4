import { bearer, signin, testToken, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { presentUser } from '../models/user-view';
import { createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

const current = (headers: Record<string, string | string[]> = {}) =>
  request(testApp().app)
    .get('/api/users/currentuser')
    .set(headers as Record<string, string>);

describe('GET /api/users/currentuser', () => {
  it('shows who is signed in', async () => {
    const user = await createUser({ email: 'ada@example.com' });
    const { body } = await current({ Cookie: signin(presentUser(user)) }).expect(200);
    expect(body).toEqual({ currentUser: presentUser(user) });
  });

  it('shows the role and status as they are now, not as the session has them', async () => {
    const user = await createUser({ role: 'engineer', status: 'approved' });
    const old = { ...presentUser(user), role: 'customer', status: 'pending' } as const;
    const { body } = await current({ Authorization: bearer(old) });
    expect(body.currentUser).toMatchObject({ role: 'engineer', status: 'approved' });
  });

  it.each([
    ['nobody is signed in', {}],
    ['the session is of a deleted account', { Authorization: bearer() }],
    ['the session is of an id that is none', { Authorization: bearer({ id: 'x' }) }],
    [
      'the token is forged',
      { Authorization: `Bearer ${testToken({}, 'another key of thirty-two characters')}` },
    ],
    ['the token is garbage', { 'x-access-token': 'a.b.c' }],
  ])('is null when %s', async (_name, headers) => {
    const { body } = await current(headers as Record<string, string>).expect(200);
    expect(body).toEqual({ currentUser: null });
  });
});

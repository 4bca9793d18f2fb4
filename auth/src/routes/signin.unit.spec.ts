import { hash } from '@node-rs/argon2';
import { setClock, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import request from 'supertest';
import { User, type UserDocument } from '../models/user';
import { argon2Options, hashPassword } from '../services/passwords';
import { createUser, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
afterEach(() => jest.useRealTimers());

const email = 'ada@example.com';
const right = { email, password: testPassword };
const wrong = { email, password: 'wrong password' };
let app: Express;
beforeEach(() => {
  ({ app } = testApp());
});
const login = (body: object, address = '10.0.0.1', on = app) =>
  request(on).post('/api/users/signin').set('X-Forwarded-For', address).send(body);

describe('POST /api/users/signin', () => {
  let user: UserDocument;
  beforeEach(async () => {
    user = await createUser({ email });
  });

  it('begins a session that later requests are recognised by', async () => {
    const { body, headers } = await login({ email: ' ADA@example.com', password: testPassword }).expect(200);
    const account = { id: user.id, email, name: 'Ada', role: 'customer', status: 'approved' };
    expect(body).toEqual({ ...account, emailVerified: false });
    const cookie = headers['set-cookie'] as unknown as string[];
    const { body: current } = await request(app).get('/api/users/currentuser').set('Cookie', cookie);
    expect(current.currentUser).toEqual(body);
  });

  it('answers alike to a wrong address and a wrong password', async () => {
    const wrongPassword = await login(wrong);
    const wrongEmail = await login({ email: 'eve@example.com', password: testPassword });
    expect(wrongPassword.status).toBe(400);
    expect(wrongEmail.status).toBe(400);
    expect(wrongPassword.body).toEqual({
      errors: [{ message: 'Wrong email or password', code: 'wrong_credentials' }],
    });
    expect(wrongEmail.body).toEqual(wrongPassword.body);
    expect(wrongPassword.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['no email', { password: testPassword }, 'email'],
    ['an email that is none', { email: 'ada', password: testPassword }, 'email'],
    ['an email that is an object', { email: { $gt: '' }, password: testPassword }, 'email'],
    ['no password', { email }, 'password'],
    ['an empty password', { email, password: '' }, 'password'],
    ['a password that is an object', { email, password: { $gt: '' } }, 'password'],
    ['a password of 129 characters', { email, password: 'a'.repeat(129) }, 'password'],
  ])('refuses %s and names the field', async (_name, body, field) => {
    const answer = await login(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ message: expect.any(String), field, code: 'invalid_input' }]);
  });

  describe('after ten failures of a client at an account', () => {
    const exhaust = async (on = app): Promise<void> => {
      for (let n = 0; n < 10; n += 1) await login(wrong, '10.0.0.1', on).expect(400);
    };

    it('refuses even the right password from there, and says when to come back', async () => {
      await exhaust();
      const { status, headers, body } = await login(right);
      expect(status).toBe(429);
      expect(body.errors[0].code).toBe('too_many_logins');
      expect(Number(headers['retry-after'])).toBeGreaterThan(800);
      expect(headers['ratelimit']).toMatch(/^limit=10, remaining=0, reset=\d+$/);
      expect(headers['ratelimit-policy']).toBe('10;w=900');
    });

    it('lets others in, and the owner from elsewhere', async () => {
      await createUser({ email: 'bob@example.com' });
      await exhaust();
      await login({ email: 'bob@example.com', password: testPassword }).expect(200);
      await login(right, '10.9.9.9').expect(200);
    });

    it('refuses an address without an account in the same way', async () => {
      await user.deleteOne();
      await exhaust();
      await login(wrong).expect(429);
    });

    it('refuses in another replica, too', async () => {
      await exhaust(testApp().app);
      await login(right).expect(429);
    });

    it('lets the owner in when fifteen minutes have passed since the first', async () => {
      await exhaust();
      setClock(Date.now() + 15 * 60_000 - 60_000);
      await login(right).expect(429);
      setClock(Date.now() + 60_001);
      await login(right).expect(200);
    });
  });

  describe('of a device that has logged in before', () => {
    const knownDevice = async () => {
      const agent = request.agent(app);
      await agent.post('/api/users/signin').send(right).expect(200);
      return agent;
    };

    it('the owner gets in, whatever strangers have done at the account and at the address', async () => {
      ({ app } = testApp({ addressLimit: 10 }));
      const agent = await knownDevice();
      for (let n = 0; n < 10; n += 1) await request(app).post('/api/users/signin').send(wrong).expect(400);
      await request(app).post('/api/users/signin').send(right).expect(429);
      await agent.post('/api/users/signin').send(right).expect(200);
    });

    it('the guesses are limited by themselves', async () => {
      const agent = await knownDevice();
      for (let n = 0; n < 10; n += 1) await agent.post('/api/users/signin').send(wrong).expect(400);
      await agent.post('/api/users/signin').send(right).expect(429);
      await request(app).post('/api/users/signin').send(right).expect(200);
    });

    it('no other account knows it, nor does any know a device made up', async () => {
      await createUser({ email: 'bob@example.com' });
      const agent = await knownDevice();
      const guess = { email: 'bob@example.com', password: 'wrong password' };
      for (let n = 0; n < 10; n += 1) await agent.post('/api/users/signin').send(guess).expect(400);
      await request(app).post('/api/users/signin').send(guess).expect(429);
      const madeUp = `device=${'a'.repeat(43)}`;
      await request(app).post('/api/users/signin').set('Cookie', madeUp).send(guess).expect(429);
    });

    it('no script reads its cookie, and it goes over https alone where sessions do', async () => {
      const { headers } = await login(right);
      const [cookie] = (headers['set-cookie'] as unknown as string[]).filter((one) =>
        one.startsWith('device='),
      );
      expect(cookie).toMatch(/^device=[\w-]{43}; Max-Age=31536000; Path=\/; .*HttpOnly; SameSite=Lax$/);
      const secure = await login(right, '10.0.0.1', testApp({ secureCookies: true }).app);
      expect(String(secure.headers['set-cookie'])).toMatch(
        /__Host-device=[^,]+Path=\/;[^,]+,[^,]+HttpOnly; Secure/,
      );
    });
  });

  it('limits the failures of all that an account doesn’t know together, wherever they are', async () => {
    for (let n = 0; n < 50; n += 1) await login(wrong, `10.0.1.${n}`).expect(400);
    const { headers } = await login(right, '10.9.9.9').expect(429);
    expect(headers['ratelimit-policy']).toBe('50;w=900');
  });

  describe('of the failures from an address', () => {
    const addressLimit = 12;
    const fail = async (times: number, address?: (n: number) => string) => {
      for (let n = 0; n < times; n += 1) {
        const body = { email: `user${n}@example.com`, password: 'wrong password' };
        await login(body, address?.(n)).expect(400);
      }
    };

    it('ten lock nobody out, and a hundred all accounts there, unless told otherwise', async () => {
      await fail(11);
      await login(right).expect(200);
      await fail(89, () => '10.0.0.1');
      const { headers } = await login(right).expect(429);
      expect(headers['ratelimit-policy']).toBe('100;w=900');
    });

    it('as many as allowed lock every account out there, right password or not, and none elsewhere', async () => {
      ({ app } = testApp({ addressLimit }));
      await fail(addressLimit);
      await login(right).expect(429);
      await login(right, '10.0.0.2').expect(200);
    });

    it('those of an IPv6 network are of one address', async () => {
      ({ app } = testApp({ addressLimit }));
      await fail(addressLimit, (n) => `2001:db8:1:2::${n}`);
      const body = { email: 'eve@example.com', password: 'wrong password' };
      await login(body, '2001:db8:1:2:ffff::1').expect(429);
      await login(body, '2001:db8:2::1').expect(400);
    });

    it('none is paid for by a success', async () => {
      ({ app } = testApp({ addressLimit }));
      await fail(addressLimit - 1);
      await login(right).expect(200);
      await login({ email: 'mal@example.com', password: 'wrong password' }).expect(400);
      await login({ email: 'eve@example.com', password: 'wrong password' }).expect(429);
    });
  });

  it('counts only failures', async () => {
    for (let n = 0; n < 12; n += 1) await login(right).expect(200);
  });

  it('answers at most ten of a hundred guesses at once, and hinders no right password', async () => {
    const rights = await Promise.all(Array.from({ length: 12 }, () => login(right, '10.0.0.7')));
    expect(new Set(rights.map(({ status }) => status))).toEqual(new Set([200]));
    // A hash that is compared at once: what is limited is the number of guesses, not their cost.
    const passwordHash = await hash(testPassword, { ...argon2Options, memoryCost: 8, timeCost: 1 });
    await User.updateOne({ email }, { passwordHash });
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, n) => login({ email, password: `wrong password ${n}` }, '10.0.1.1')),
    );
    expect(guesses.filter(({ status }) => status === 400)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(90);
  });
});

describe('the spellings of an international address', () => {
  const [letters, labels] = ['ann@münchen.example', 'ann@xn--mnchen-3ya.example'];
  const signup = (address: string) =>
    request(app).post('/api/users/signup').send({ email: address, password: testPassword });

  it.each([
    [letters, labels],
    [labels, letters],
  ])('%s and %s are one account', async (first, second) => {
    const { body } = await signup(first).expect(201);
    expect(body.email).toBe(labels);
    await signup(second).expect(400);
    await login({ email: second, password: testPassword }).expect(200, body);
    await request(app).post('/api/users/token').send({ email: second, password: testPassword }).expect(200);
  });

  it.each([letters, labels, 'Ann@MÜNCHEN.example'])(
    'sign in by %s to an account that was stored with letters, which is not opened again',
    async (spelling) => {
      const user = await createUser({ email: letters });
      const { body } = await login({ email: spelling, password: testPassword }).expect(200);
      expect(body.id).toBe(user.id);
      await signup(spelling).expect(400);
    },
  );

  it('sign in to each of two accounts that had been opened, by its own password', async () => {
    const older = await createUser({ email: letters });
    const passwordHash = await hashPassword('another password');
    const newer = await User.create({ ...older.toObject(), _id: undefined, email: labels, passwordHash });
    const ids = [];
    for (const password of [testPassword, 'another password']) {
      ids.push((await login({ email: letters, password }).expect(200)).body.id);
    }
    expect(ids).toEqual([older.id, newer.id]);
    await login({ email: letters, password: 'neither of them' }).expect(400);
  });

  it('share one count of failed logins', async () => {
    await createUser({ email: letters });
    for (let nth = 0; nth < 10; nth += 1) {
      await login({ email: nth % 2 ? letters : labels, password: 'wrong password' }).expect(400);
    }
    await login({ email: letters, password: testPassword }).expect(429);
  });
});

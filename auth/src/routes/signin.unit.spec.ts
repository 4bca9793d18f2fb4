import { setClock, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { User } from '../models/user';
import { hashPassword } from '../services/passwords';
import { createUser, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
afterEach(() => jest.useRealTimers());

const email = 'ada@example.com';
const login = (app: ReturnType<typeof testApp>['app'], body: object, address = '10.0.0.1') =>
  request(app).post('/api/users/signin').set('X-Forwarded-For', address).send(body);

describe('POST /api/users/signin', () => {
  it('begins a session that later requests are recognised by', async () => {
    const user = await createUser({ email });
    const { app } = testApp();
    const { body, headers } = await login(app, { email: ' ADA@example.com', password: testPassword }).expect(
      200,
    );
    const account = { id: user.id, email, name: 'Ada', role: 'customer', status: 'approved' };
    expect(body).toEqual({ ...account, emailVerified: false });
    const cookie = headers['set-cookie'] as unknown as string[];
    const { body: current } = await request(app).get('/api/users/currentuser').set('Cookie', cookie);
    expect(current.currentUser).toEqual(body);
  });

  it('answers alike to a wrong address and a wrong password', async () => {
    await createUser({ email });
    const { app } = testApp();
    const wrongPassword = await login(app, { email, password: 'wrong password' });
    const wrongEmail = await login(app, { email: 'eve@example.com', password: testPassword });
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
    const { app } = testApp();
    const answer = await login(app, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ message: expect.any(String), field, code: 'invalid_input' }]);
  });

  describe('after ten failures of a client at an account', () => {
    const exhaust = async (app: ReturnType<typeof testApp>['app']): Promise<void> => {
      for (let n = 0; n < 10; n += 1) await login(app, { email, password: 'wrong password' }).expect(400);
    };

    it('refuses even the right password from there, and says when to come back', async () => {
      await createUser({ email });
      const { app } = testApp();
      await exhaust(app);
      const { status, headers, body } = await login(app, { email, password: testPassword });
      expect(status).toBe(429);
      expect(body.errors[0].code).toBe('too_many_logins');
      expect(Number(headers['retry-after'])).toBeGreaterThan(800);
      expect(headers['ratelimit']).toMatch(/^limit=10, remaining=0, reset=\d+$/);
      expect(headers['ratelimit-policy']).toBe('10;w=900');
    });

    it('lets others in, and the owner from elsewhere', async () => {
      await createUser({ email });
      await createUser({ email: 'bob@example.com' });
      const { app } = testApp();
      await exhaust(app);
      await login(app, { email: 'bob@example.com', password: testPassword }).expect(200);
      await login(app, { email, password: testPassword }, '10.9.9.9').expect(200);
    });

    it('refuses an address without an account in the same way', async () => {
      const { app } = testApp();
      await exhaust(app);
      await login(app, { email, password: 'wrong password' }).expect(429);
    });

    it('refuses in another replica, too', async () => {
      await createUser({ email });
      await exhaust(testApp().app);
      await login(testApp().app, { email, password: testPassword }).expect(429);
    });

    it('lets the owner in when fifteen minutes have passed since the first', async () => {
      await createUser({ email });
      const { app } = testApp();
      await exhaust(app);
      setClock(Date.now() + 15 * 60_000 - 60_000);
      await login(app, { email, password: testPassword }).expect(429);
      setClock(Date.now() + 60_001);
      await login(app, { email, password: testPassword }).expect(200);
    });
  });

  describe('of a device that has logged in before', () => {
    const agentOn = (app: ReturnType<typeof testApp>['app']) => request.agent(app);
    const knownDevice = async (app: ReturnType<typeof testApp>['app']) => {
      const agent = agentOn(app);
      await agent.post('/api/users/signin').send({ email, password: testPassword }).expect(200);
      return agent;
    };

    it('the owner gets in, whatever strangers have done at the account and at the address', async () => {
      await createUser({ email });
      const { app } = testApp({ addressLimit: 10 });
      const agent = await knownDevice(app);
      for (let n = 0; n < 10; n += 1)
        await request(app).post('/api/users/signin').send({ email, password: 'wrong password' }).expect(400);
      await request(app).post('/api/users/signin').send({ email, password: testPassword }).expect(429);
      await agent.post('/api/users/signin').send({ email, password: testPassword }).expect(200);
    });

    it('the guesses are limited by themselves', async () => {
      await createUser({ email });
      const { app } = testApp();
      const agent = await knownDevice(app);
      for (let n = 0; n < 10; n += 1)
        await agent.post('/api/users/signin').send({ email, password: 'wrong password' }).expect(400);
      await agent.post('/api/users/signin').send({ email, password: testPassword }).expect(429);
      await request(app).post('/api/users/signin').send({ email, password: testPassword }).expect(200);
    });

    it('no other account knows it, nor does any know a device made up', async () => {
      await createUser({ email });
      await createUser({ email: 'bob@example.com' });
      const { app } = testApp();
      const agent = await knownDevice(app);
      const guess = { email: 'bob@example.com', password: 'wrong password' };
      for (let n = 0; n < 10; n += 1) await agent.post('/api/users/signin').send(guess).expect(400);
      await request(app).post('/api/users/signin').send(guess).expect(429);
      const madeUp = `device=${'a'.repeat(43)}`;
      await request(app).post('/api/users/signin').set('Cookie', madeUp).send(guess).expect(429);
    });

    it('no script reads its cookie, and it goes over https alone where sessions do', async () => {
      await createUser({ email });
      const { headers } = await login(testApp().app, { email, password: testPassword });
      const [cookie] = (headers['set-cookie'] as unknown as string[]).filter((one) =>
        one.startsWith('device='),
      );
      expect(cookie).toMatch(/^device=[\w-]{43}; Max-Age=31536000; Path=\/; .*HttpOnly; SameSite=Lax$/);
      const secure = await login(testApp({ secureCookies: true }).app, { email, password: testPassword });
      expect(String(secure.headers['set-cookie'])).toMatch(
        /__Host-device=[^,]+Path=\/;[^,]+,[^,]+HttpOnly; Secure/,
      );
    });
  });

  it('limits the failures of all that an account doesn’t know together, wherever they are', async () => {
    await createUser({ email });
    const { app } = testApp();
    for (let n = 0; n < 50; n += 1)
      await login(app, { email, password: 'wrong password' }, `10.0.1.${n}`).expect(400);
    const { headers } = await login(app, { email, password: testPassword }, '10.9.9.9').expect(429);
    expect(headers['ratelimit-policy']).toBe('50;w=900');
  });

  describe('of the failures from an address', () => {
    const addressLimit = 12;
    const fail = async (
      app: ReturnType<typeof testApp>['app'],
      times: number,
      address?: (n: number) => string,
    ) => {
      for (let n = 0; n < times; n += 1) {
        const body = { email: `user${n}@example.com`, password: 'wrong password' };
        await login(app, body, address?.(n)).expect(400);
      }
    };

    it('ten lock nobody out, and a hundred all accounts there, unless told otherwise', async () => {
      await createUser({ email });
      const { app } = testApp();
      await fail(app, 11);
      await login(app, { email, password: testPassword }).expect(200);
      await fail(app, 89, () => '10.0.0.1');
      const { headers } = await login(app, { email, password: testPassword }).expect(429);
      expect(headers['ratelimit-policy']).toBe('100;w=900');
    });

    it('as many as allowed lock every account out there, right password or not, and none elsewhere', async () => {
      await createUser({ email });
      const { app } = testApp({ addressLimit });
      await fail(app, addressLimit);
      await login(app, { email, password: testPassword }).expect(429);
      await login(app, { email, password: testPassword }, '10.0.0.2').expect(200);
    });

    it('those of an IPv6 network are of one address', async () => {
      const { app } = testApp({ addressLimit });
      await fail(app, addressLimit, (n) => `2001:db8:1:2::${n}`);
      const body = { email: 'eve@example.com', password: 'wrong password' };
      await login(app, body, '2001:db8:1:2:ffff::1').expect(429);
      await login(app, body, '2001:db8:2::1').expect(400);
    });

    it('none is paid for by a success', async () => {
      await createUser({ email });
      const { app } = testApp({ addressLimit });
      await fail(app, addressLimit - 1);
      await login(app, { email, password: testPassword }).expect(200);
      await login(app, { email: 'mal@example.com', password: 'wrong password' }).expect(400);
      await login(app, { email: 'eve@example.com', password: 'wrong password' }).expect(429);
    });
  });

  it('counts only failures', async () => {
    await createUser({ email });
    const { app } = testApp();
    for (let n = 0; n < 12; n += 1) await login(app, { email, password: testPassword }).expect(200);
  });

  it('answers at most ten of a hundred guesses at once, and hinders no right password', async () => {
    await createUser({ email });
    const { app } = testApp();
    const rights = await Promise.all(
      Array.from({ length: 30 }, () => login(app, { email, password: testPassword }, '10.0.0.7')),
    );
    expect(new Set(rights.map(({ status }) => status))).toEqual(new Set([200]));
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        login(app, { email, password: `wrong password ${n}` }, '10.0.1.1'),
      ),
    );
    expect(guesses.filter(({ status }) => status === 400)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(90);
  });
});

describe('the spellings of an international address', () => {
  const [letters, labels] = ['ann@münchen.example', 'ann@xn--mnchen-3ya.example'];
  const signup = (app: ReturnType<typeof testApp>['app'], address: string) =>
    request(app).post('/api/users/signup').send({ email: address, password: testPassword });

  it.each([
    [letters, labels],
    [labels, letters],
  ])('%s and %s are one account', async (first, second) => {
    const { app } = testApp();
    const { body } = await signup(app, first).expect(201);
    expect(body.email).toBe(labels);
    await signup(app, second).expect(400);
    await login(app, { email: second, password: testPassword }).expect(200, body);
    await request(app).post('/api/users/token').send({ email: second, password: testPassword }).expect(200);
  });

  it.each([letters, labels, 'Ann@MÜNCHEN.example'])(
    'sign in by %s to an account that was stored with letters, which is not opened again',
    async (spelling) => {
      const user = await createUser({ email: letters });
      const { app } = testApp();
      const { body } = await login(app, { email: spelling, password: testPassword }).expect(200);
      expect(body.id).toBe(user.id);
      await signup(app, spelling).expect(400);
    },
  );

  it('sign in to each of two accounts that had been opened, by its own password', async () => {
    const older = await createUser({ email: letters });
    const { app } = testApp();
    const passwordHash = await hashPassword('another password');
    const newer = await User.create({ ...older.toObject(), _id: undefined, email: labels, passwordHash });
    const ids = [];
    for (const password of [testPassword, 'another password']) {
      ids.push((await login(app, { email: letters, password }).expect(200)).body.id);
    }
    expect(ids).toEqual([older.id, newer.id]);
    await login(app, { email: letters, password: 'neither of them' }).expect(400);
  });

  it('share one count of failed logins', async () => {
    await createUser({ email: letters });
    const { app } = testApp();
    for (let nth = 0; nth < 10; nth += 1) {
      await login(app, { email: nth % 2 ? letters : labels, password: 'wrong password' }).expect(400);
    }
    await login(app, { email: letters, password: testPassword }).expect(429);
  });
});

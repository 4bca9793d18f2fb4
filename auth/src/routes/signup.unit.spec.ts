import { Subjects } from '@ticketing/common/contracts';
import { useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { User } from '../models/user';
import { createUser, publishedEvents, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
beforeEach(() => jest.clearAllMocks());

const valid = { email: 'ada@example.com', password: 'correct horse' };

describe('POST /api/users/signup', () => {
  it('opens an account and shows no more of it than is public', async () => {
    const { app } = testApp();
    const { body, status } = await request(app)
      .post('/api/users/signup')
      .send({ ...valid, name: ' Ada Lovelace ' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      role: 'customer',
      status: 'approved',
      emailVerified: false,
    });
  });

  it('refuses a name that poses as staff', async () => {
    const { body } = await request(testApp().app)
      .post('/api/users/signup')
      .send({ ...valid, name: 'Ticketing Ѕupport' })
      .expect(400);
    expect(body.errors).toMatchObject([{ field: 'name', code: 'name_reserved' }]);
  });

  it('signs the owner in by a cookie that scripts cannot read', async () => {
    const { app } = testApp();
    const { headers, body } = await request(app).post('/api/users/signup').send(valid);
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/httponly/i);
    expect(cookie).toMatch(/samesite=lax/i);
    const session = JSON.parse(Buffer.from(/session=([^;]+)/.exec(cookie)![1]!, 'base64').toString());
    const [, payload = ''] = String(session.jwt).split('.');
    const { iat, exp, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { id, email, role, status } = body;
    expect(claims).toMatchObject({ id, email, role, status, sid: expect.stringMatching(/^[0-9a-f]{24}$/) });
    expect(exp - iat).toBe(15 * 60);
  });

  it('keeps the password only as an Argon2id hash of its own salt', async () => {
    const { app } = testApp();
    await request(app).post('/api/users/signup').send(valid).expect(201);
    await request(app)
      .post('/api/users/signup')
      .send({ ...valid, email: 'b@example.com' })
      .expect(201);
    const [first, second] = await User.find().select('+passwordHash').lean();
    expect(first!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first!.passwordHash).not.toBe(second!.passwordHash);
    expect(JSON.stringify(await User.find())).not.toContain('argon2id');
  });

  it('tells of the account in an event of version 0, without the password', async () => {
    const { app, outbox } = testApp();
    const { body } = await request(app).post('/api/users/signup').send(valid).expect(201);
    expect(await publishedEvents(outbox)).toEqual([
      { subject: Subjects.UserCreated, data: { ...body, version: 0 } },
    ]);
  });

  it('gives the account a name without anything of the address when no name is given', async () => {
    const { app } = testApp();
    const { body } = await request(app).post('/api/users/signup').send(valid);
    expect(body.name).toMatch(/^Guest [0-9A-F]{4}$/);
  });

  it('lets an engineer in as pending', async () => {
    const { app } = testApp();
    const { body } = await request(app)
      .post('/api/users/signup')
      .send({ ...valid, role: 'engineer' });
    expect(body).toMatchObject({ role: 'engineer', status: 'pending' });
  });

  it('accepts any characters in a password, and 128 of them', async () => {
    const { app } = testApp();
    const password = '🎫 \u0000"{$ne'.padEnd(130, 'ß').slice(0, 129);
    expect([...password]).toHaveLength(128);
    await request(app)
      .post('/api/users/signup')
      .send({ ...valid, password })
      .expect(201);
    await request(app)
      .post('/api/users/signin')
      .send({ ...valid, password })
      .expect(200);
  });

  it.each([
    ['no email', { email: undefined }, 'email'],
    ['an email that is none', { email: 'ada' }, 'email'],
    ['an email that is an object', { email: { $ne: null } }, 'email'],
    ['an email that is a list', { email: ['ada@example.com'] }, 'email'],
    ['an email with a line break', { email: '"a\r\nBcc: b@example.com"@example.com' }, 'email'],
    ['an email with a quoted space', { email: '"ada x"@example.com' }, 'email'],
    ['an email with a line separator', { email: 'ada\u2028x@example.com' }, 'email'],
    ['an email that is too long', { email: `ada@${'a'.repeat(60)}.${'b'.repeat(250)}.com` }, 'email'],
    ['no password', { password: undefined }, 'password'],
    ['a password of 7 characters', { password: '1234567' }, 'password'],
    ['a password of 129 characters', { password: 'a'.repeat(129) }, 'password'],
    ['a password that is an object', { password: { length: 10 } }, 'password'],
    ['a password that is a number', { password: 1234567890 }, 'password'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name of 101 characters', { name: 'a'.repeat(101) }, 'name'],
    ['a name with a line break', { name: 'Ada\r\nBcc: b@example.com' }, 'name'],
    ['a name with a line separator', { name: 'Ada\u2028Bcc: b@example.com' }, 'name'],
    ['a name with half a character', { name: 'Ada \ud83c' }, 'name'],
    ['a name that is an object', { name: { first: 'Ada' } }, 'name'],
    ['the role of an admin', { role: 'admin' }, 'role'],
    ['an unknown role', { role: 'king' }, 'role'],
    ['a role that is a list', { role: ['customer'] }, 'role'],
  ])('refuses %s and names the field', async (_name, change, field) => {
    const { app, outbox } = testApp();
    const { status, body } = await request(app)
      .post('/api/users/signup')
      .send({ ...valid, ...change });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ message: expect.any(String), field, code: 'invalid_input' }]);
    expect(await User.countDocuments()).toBe(0);
    expect(await publishedEvents(outbox)).toEqual([]);
  });

  it('names every field at fault at once', async () => {
    const { app } = testApp();
    const { body } = await request(app).post('/api/users/signup').send({}).expect(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual(['email', 'password']);
  });

  it.each(['ada@example.com', ' ADA@Example.Com '])(
    'refuses the address %s of another account',
    async (email) => {
      await createUser({ email: 'ada@example.com' });
      const { app } = testApp();
      const { status, body } = await request(app)
        .post('/api/users/signup')
        .send({ ...valid, email });
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ message: 'Email in use', field: 'email', code: 'email_in_use' }]);
    },
  );

  it('lets one of twenty at the same time have an address', async () => {
    const { app, outbox } = testApp();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        request(app)
          .post('/api/users/signup')
          .send({ ...valid, email: index % 2 ? 'Ada@example.com' : 'ada@example.com' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(400)]);
    expect(await publishedEvents(outbox)).toHaveLength(1);
  });

  it('refuses a request from a foreign origin', async () => {
    const { app } = testApp();
    await request(app)
      .post('/api/users/signup')
      .set('Origin', 'https://evil.example')
      .send(valid)
      .expect(403);
  });

  it('opens so many accounts for an address within an hour, on all replicas together', async () => {
    const replicas = [testApp({ signupsPerAddress: 5 }).app, testApp({ signupsPerAddress: 5 }).app] as const;
    const open = (n: number, address: string) =>
      request(replicas[n % 2 === 0 ? 0 : 1])
        .post('/api/users/signup')
        .set('X-Forwarded-For', address)
        .send({ email: `many${n}@example.com`, password: 'correct horse battery' });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => open(n, '10.0.0.1')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(7);
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(refused[0]!.headers['ratelimit-policy']).toBe('5;w=3600');
    await open(99, '10.0.0.2').expect(201);
  });
});

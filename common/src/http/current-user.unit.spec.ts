import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Router } from 'express';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import type { DirectoryUser } from '../roles';
import { Health } from '../observability/health';
import { bearer, signin, testJwtKey, testToken, testUser } from '../testing/signin';
import { testLogger } from '../testing/test-logger';
import { createApp } from './create-app';
import type { RoleLookup } from './current-user';
import { openApi } from './openapi';
import { requireAuth, requireRole } from './require-auth';
import { sessionCookie } from './session';
import { effectiveRole, isStaff, signToken, TokenVerifier } from './token';

const routes = () =>
  Router()
    .get('/api/me', (req, res) => {
      res.json({ user: req.currentUser ?? null });
    })
    .get('/api/mine', requireAuth, (_req, res) => {
      res.json({});
    })
    .get('/api/desk', requireRole('engineer', 'admin'), (req, res) => {
      res.json({ user: req.currentUser });
    })
    .post('/api/in', (req, res) => {
      req.session = { jwt: testToken({ id: 'abc' }) };
      res.json({});
    })
    .post('/api/out', (req, res) => {
      req.session = null;
      res.json({});
    })
    .get('/api/session', (req, res) => {
      res.json({ hasJwt: req.session?.['jwt'] !== undefined });
    });

function build(directory?: RoleLookup, secureCookies?: boolean) {
  return createApp({
    name: 'me',
    logger: testLogger,
    jwtKey: testJwtKey,
    routers: [routes()],
    health: new Health(),
    openapi: openApi({ name: 'me', title: 'Me', paths: {} }),
    ...(directory ? { directory } : {}),
    ...(secureCookies === undefined ? {} : { secureCookies }),
  });
}
const app = build();
const user = testUser({ name: 'x' } as object);
const { id, email, role, status } = user;
const me = { id, email, role, status };

const knowing = (...known: Partial<DirectoryUser>[]) => {
  const find = jest.fn((wanted: string) =>
    Promise.resolve((known.find((one) => one.id === wanted) as DirectoryUser | undefined) ?? null),
  );
  return { find };
};

describe('the current user', () => {
  it.each([
    ['the cookie', () => ({ Cookie: signin(user)[0] ?? '' })],
    ['the cookie among others', () => ({ Cookie: `oldsession=1; a=b; ${signin(user)[0]}; z=1` })],
    ['a Bearer token', () => ({ Authorization: bearer(user) })],
    ['a bearer token in another spelling', () => ({ Authorization: `bearer  ${testToken(user)}` })],
    ['x-access-token', () => ({ 'x-access-token': testToken(user) })],
    [
      'the cookie beside another Authorization',
      () => ({ Authorization: 'Basic eDp5', Cookie: signin(user)[0] ?? '' }),
    ],
  ])('is known by %s', async (_name, headers) => {
    expect((await request(app).get('/api/me').set(headers())).body).toEqual({ user: me });
  });

  const sign = (claims: object, options: jwt.SignOptions = {}) => jwt.sign(claims, testJwtKey, options);
  it.each([
    ['nothing', {}],
    ['a broken token', { Authorization: 'Bearer x.y.z' }],
    ['a token of another key', { Authorization: bearer(user, 'another key of 32 characters or more') }],
    ['a token that has expired', { Authorization: `Bearer ${sign(me, { expiresIn: -1 })}` }],
    ['another algorithm', { Authorization: `Bearer ${sign(me, { algorithm: 'HS512' })}` }],
    ['no algorithm', { Authorization: `Bearer ${jwt.sign(me, '', { algorithm: 'none' })}` }],
    ['a role that does not exist', { Authorization: `Bearer ${sign({ ...me, role: 'root' })}` }],
    ['an id that is an operator', { Authorization: `Bearer ${sign({ ...me, id: { $ne: null } })}` }],
    ['a token that is text', { Authorization: `Bearer ${jwt.sign('text', testJwtKey)}` }],
    ['a cookie that is not JSON', { Cookie: 'session=%%%' }],
    ['a cookie without a token', { Cookie: `session=${Buffer.from('{"jwt":1}').toString('base64')}` }],
    ['a cookie of null', { Cookie: `session=${Buffer.from('null').toString('base64')}` }],
    ['another cookie', { Cookie: 'mysession=1' }],
  ])('is nobody with %s', async (_name, headers) => {
    expect((await request(app).get('/api/me').set(headers)).body).toEqual({ user: null });
  });

  it('is a customer when the token claims no role', async () => {
    const token = sign({ id, email });
    const { body } = await request(app).get('/api/me').set('x-access-token', token);
    expect(body.user).toMatchObject({ role: 'customer', status: 'approved' });
  });
});

describe('the acting user', () => {
  const acting = (headers: Record<string, string>) => request(app).get('/api/me').set(headers);

  it('is the session’s, or not named at all', async () => {
    const Cookie = signin(user)[0] ?? '';
    expect((await acting({ Cookie, 'X-Acting-User': id })).body).toEqual({ user: me });
    expect((await acting({ 'X-Acting-User': id })).body).toEqual({ user: null });
  });

  it('is refused when the session is another’s', async () => {
    const { status, body } = await acting({ Cookie: signin()[0] ?? '', 'X-Acting-User': id });
    expect(status).toBe(409);
    expect(body.errors).toEqual([expect.objectContaining({ code: 'other_account' })]);
  });
});

describe('requireAuth', () => {
  it('is 401 for nobody', async () => {
    await request(app)
      .get('/api/mine')
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
    await request(app).get('/api/mine').set('Cookie', signin()).expect(200);
  });
});

describe('a role', () => {
  it('is of force only when approved', () => {
    expect(effectiveRole({ role: 'admin', status: 'approved' })).toBe('admin');
    expect(effectiveRole({ role: 'engineer', status: 'pending' })).toBe('customer');
    expect(effectiveRole({ role: 'admin', status: 'suspended' })).toBe('customer');
  });

  it('lets those pass who have it', async () => {
    await request(app).get('/api/desk').expect(401);
    await request(app).get('/api/desk').set('Cookie', signin()).expect(401);
    await request(app)
      .get('/api/desk')
      .set('Cookie', signin({ role: 'engineer', status: 'pending' }))
      .expect(401);
    await request(app)
      .get('/api/desk')
      .set('Cookie', signin({ role: 'engineer' }))
      .expect(200);
    await request(app)
      .get('/api/desk')
      .set('Cookie', signin({ role: 'admin' }))
      .expect(200);
  });

  it('that was taken since the session began is not in force', async () => {
    const directory = knowing({ ...user, role: 'engineer', status: 'pending' });
    const cookie = signin({ ...user, role: 'engineer' });
    await request(build(directory)).get('/api/desk').set('Cookie', cookie).expect(401);
    const { body } = await request(build(directory)).get('/api/me').set('Cookie', cookie);
    expect(body.user).toMatchObject({ role: 'engineer', status: 'pending' });
  });

  it('that was granted since the session began is in force', async () => {
    const directory = knowing({ ...user, role: 'engineer', status: 'approved' });
    const { body } = await request(build(directory)).get('/api/desk').set('Cookie', signin(user)).expect(200);
    expect(body.user).toMatchObject({ id: user.id, role: 'engineer' });
  });

  it('is none for an account that was suspended since the session began', async () => {
    const directory = knowing({ ...user, role: 'engineer', status: 'suspended' });
    const cookie = signin({ ...user, role: 'engineer' });
    const { body } = await request(build(directory)).get('/api/desk').set('Cookie', cookie).expect(403);
    expect(body.errors[0].code).toBe('account_suspended');
  });

  it('that no event told of is not in force, whatever the session claims', async () => {
    const cookie = signin({ ...user, role: 'admin' });
    await request(build(knowing())).get('/api/desk').set('Cookie', cookie).expect(401);
    const { body } = await request(build(knowing())).get('/api/me').set('Cookie', cookie);
    expect(body.user).toMatchObject({ id: user.id, role: 'customer' });
  });

  it('is looked up neither for customers on their own routes, nor twice for others', async () => {
    const admin = testUser({ role: 'admin' });
    const directory = knowing(admin);
    await request(build(directory)).get('/api/mine').set('Cookie', signin()).expect(200);
    expect(directory.find).not.toHaveBeenCalled();
    await request(build(directory)).get('/api/desk').set('Cookie', signin(admin)).expect(200);
    expect(directory.find).toHaveBeenCalledTimes(1);
  });

  it('is not believed when it cannot be looked up', async () => {
    const away = {
      find: () => Promise.reject(Object.assign(new Error('away'), { name: 'MongoNetworkError' })),
    };
    await request(build(away))
      .get('/api/mine')
      .set('Cookie', signin({ role: 'admin' }))
      .expect(503);
    await request(build(away)).get('/api/desk').set('Cookie', signin()).expect(503);
  });
});

describe('the session cookie', () => {
  it('is httpOnly, lax, and not sent to a client whose session did not change', async () => {
    const { headers } = await request(app).post('/api/in').expect(200);
    const [cookie] = headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^session=[^;]+; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
    const value = (cookie ?? '').split(';')[0] ?? '';
    const next = await request(app).get('/api/me').set('Cookie', value);
    expect(next.body.user.id).toBe('abc');
    expect(next.headers).not.toHaveProperty('set-cookie');
    expect((await request(app).get('/api/session').set('Cookie', value)).body).toEqual({ hasJwt: true });
    expect((await request(app).get('/api/session')).body).toEqual({ hasJwt: false });
  });

  it('is emptied at the end of a session', async () => {
    const { headers } = await request(app).post('/api/out').set('Cookie', signin()).expect(200);
    expect((headers['set-cookie'] as unknown as string[])[0]).toMatch(/^session=;/);
  });

  it('is secure over https when asked for, by the word of the proxy', async () => {
    const secure = build(undefined, true);
    const { headers } = await request(secure).post('/api/in').set('X-Forwarded-Proto', 'https').expect(200);
    expect((headers['set-cookie'] as unknown as string[])[0]).toContain('secure');
    expect((await request(secure).post('/api/in')).headers).not.toHaveProperty('set-cookie');
  });

  it('is of this host alone where it goes over https', async () => {
    const { headers } = await request(build(undefined, true))
      .post('/api/in')
      .set('X-Forwarded-Proto', 'https')
      .expect(200);
    expect((headers['set-cookie'] as unknown as string[])[0]).toMatch(/^__Host-session=[^;]+; path=\/; /);
  });

  it('is found by its whole name', () => {
    expect(sessionCookie('session=a')).toBe('a');
    expect(sessionCookie('x=1; session=a==; y=2')).toBe('a==');
    expect(sessionCookie('x=1;session=a')).toBe('a');
    expect(sessionCookie('mysession=a')).toBeUndefined();
    expect(sessionCookie('mysession=a; session=b')).toBe('b');
  });
});

describe('a verifier', () => {
  const keys = { jwtKey: testJwtKey };

  it('computes a signature once, until the token expires', () => {
    let now = Date.now();
    const verifier = new TokenVerifier(keys, 10, () => now);
    const unpack = jest.fn((wrapped: string) => wrapped.slice(1));
    const token = signToken(user, testJwtKey, 60);
    expect(verifier.verify(`.${token}`, unpack)?.user).toEqual(me);
    expect(verifier.verify(`.${token}`, unpack)?.user).toEqual(me);
    expect(unpack).toHaveBeenCalledTimes(1);
    now += 61_000;
    expect(verifier.verify(`.${token}`, unpack)).toBeUndefined();
    expect(verifier.verify(`.${token}`, unpack)).toBeUndefined();
  });

  it('gives each request a user of its own', () => {
    const verifier = new TokenVerifier(keys);
    const token = signToken(user, testJwtKey);
    const first = verifier.verify(token)?.user;
    if (first) first.role = 'admin';
    expect(verifier.verify(token)?.user.role).toBe('customer');
  });

  it('remembers no more tokens than it may, and forgets the least recently used', () => {
    const verifier = new TokenVerifier(keys, 2);
    const unpack = jest.fn((credential: string) => credential);
    const [a, b, c] = ['1', '2', '3'].map((name) => testToken({ id: name })) as [string, string, string];
    for (const token of [a, b, a, c]) verifier.verify(token, unpack);
    expect(unpack).toHaveBeenCalledTimes(3);
    verifier.verify(a, unpack);
    expect(unpack).toHaveBeenCalledTimes(3);
    verifier.verify(b, unpack);
    expect(unpack).toHaveBeenCalledTimes(4);
  });

  it('does not remember a credential that is longer than a session ever is', () => {
    const verifier = new TokenVerifier(keys);
    const token = signToken(user, testJwtKey);
    const unpack = jest.fn(() => token);
    for (const credential of ['x'.repeat(2_048), 'x'.repeat(2_049)]) {
      expect(verifier.verify(credential, unpack)?.user).toEqual(me);
      expect(verifier.verify(credential, unpack)?.user).toEqual(me);
    }
    expect(unpack).toHaveBeenCalledTimes(3);
  });

  it('keeps nothing of the header around a credential', () => {
    const verifier = new TokenVerifier(keys);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 100; n += 1) {
      const header = Buffer.alloc(500_000, ' ').toString('latin1') + testToken({ id: String(n) });
      expect(verifier.verify(header.slice(500_000))?.user.id).toBe(String(n));
    }
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });

  it('accepts a token without an end, which only the holder of the key can make', () => {
    expect(new TokenVerifier(keys).verify(jwt.sign(me, testJwtKey))).toEqual({ user: me, until: Infinity });
  });
});

describe('staff', () => {
  it.each([
    ['customer', 'approved', false],
    ['engineer', 'approved', true],
    ['engineer', 'pending', false],
    ['engineer', 'suspended', false],
    ['admin', 'approved', true],
    ['admin', 'suspended', false],
  ] as const)('includes a %s who is %s: %s', (role, status, staff) => {
    expect(isStaff({ role, status })).toBe(staff);
  });
});

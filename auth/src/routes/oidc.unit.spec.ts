import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { User } from '../models/user';
import { createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

const client = { clientId: 'ticketing', clientSecret: 'a secret for specs only' };
const callback = 'http://localhost:8080/api/users/oidc/callback';

let provider: ChildProcess;
let issuer: string;
beforeAll(async () => {
  const { clientId, clientSecret } = client;
  provider = fork(join(__dirname, '../testing/oidc-provider.mjs'), [clientId, clientSecret, callback], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  [issuer] = (await once(provider, 'message')) as [string];
});
afterAll(() => provider?.disconnect());

const testedApp = () => testApp({ oidc: { ...client, issuer, name: 'Example' } }).app;
type App = ReturnType<typeof testedApp>;

interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  /** Whether the provider’s signature is missing. */
  forged?: boolean;
}
const ada: Person = { sub: 'a-1', email: 'Ada@example.com', email_verified: true, name: 'Ada Lovelace' };

/** @param site whose page has sent the browser, as the browser says */
const start = (app: App, site: string, query = '') =>
  request(app).get(`/api/users/oidc/start${query}`).set('Sec-Fetch-Site', site);

/** The cookies that answers set, as a header. */
const cookieHeader = (lines: readonly string[]) => lines.map((line) => line.split(';')[0]).join('; ');

async function begin(app: App, query = ''): Promise<{ location: string; cookie: string }> {
  const { headers } = await start(app, 'same-origin', query).expect(302);
  return {
    location: headers['location'] ?? '',
    cookie: cookieHeader(headers['set-cookie'] as unknown as string[]),
  };
}

/** Goes through the provider as a browser does. @returns where it sends the browser back to */
async function signInAt(location: string, person: Person): Promise<string> {
  const account = Buffer.from(JSON.stringify(person)).toString('base64url');
  const jar = new Map<string, string>();
  let next = location;
  while (!next.startsWith(callback)) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(next, issuer), {
      redirect: 'manual',
      headers: { cookie, 'x-account': account },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const to = response.headers.get('location');
    if (!to) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    next = to;
  }
  return next.slice('http://localhost:8080'.length);
}

const finish = (app: App, path: string, cookie: string) => request(app).get(path).set('Cookie', cookie);

async function goThrough(app: App, person: Person, query = '') {
  const { location, cookie } = await begin(app, query);
  return finish(app, await signInAt(location, person), cookie).expect(303);
}

const isSignedIn = ({ headers }: request.Response) => String(headers['set-cookie']).includes('session=');

describe('sign-in by a provider of identities', () => {
  it('is there only when one is set', async () => {
    const { app } = testApp();
    expect((await request(app).get('/api/users/oidc').expect(200)).body).toEqual({ providers: [] });
    await request(app).get('/api/users/oidc/start').expect(404);
    await request(app).get('/api/users/oidc/callback').expect(404);
    const { body } = await request(testedApp()).get('/api/users/oidc').expect(200);
    expect(body.providers).toEqual([{ name: 'Example', startUrl: '/api/users/oidc/start' }]);
  });

  it('goes there with PKCE, state and nonce', async () => {
    const { location, cookie } = await begin(testedApp());
    const { searchParams } = new URL(location);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(searchParams.get(name)).toBeTruthy();
    expect(cookie).toMatch(/^oidc=[\w-]{43}$/);
  });

  it('opens an account the first time, whose address is as proven as the provider says', async () => {
    const app = testedApp();
    const answer = await goThrough(app, ada, '?next=/orders');
    expect(answer.headers['location']).toBe('/orders');
    expect(isSignedIn(answer)).toBe(true);
    expect(await User.findOne({ email: 'ada@example.com' })).toMatchObject({
      name: 'Ada Lovelace',
      role: 'customer',
      emailVerified: true,
    });
    await goThrough(app, { sub: 'b-1', email: 'ben@example.com' });
    expect(await User.findOne({ email: 'ben@example.com' })).toMatchObject({ emailVerified: false });
  });

  it('finds the account again, also when the address there is another one', async () => {
    const app = testedApp();
    await goThrough(app, ada);
    expect(isSignedIn(await goThrough(app, { ...ada, email: 'countess@example.com' }))).toBe(true);
    expect(await User.countDocuments()).toBe(1);
  });

  it('finds the account whose address is proven on both sides', async () => {
    const user = await createUser({ email: 'ada@example.com', emailVerified: true });
    const app = testedApp();
    expect(isSignedIn(await goThrough(app, ada))).toBe(true);
    expect(await User.countDocuments()).toBe(1);
    expect(await User.findById(user.id)).toMatchObject({ name: user.name });
  });

  it.each([
    ['here', false, true],
    ['there', true, false],
  ])('takes no account over whose address isn’t proven %s', async (_where, emailVerified, there) => {
    await createUser({ email: 'ada@example.com', emailVerified });
    const answer = await goThrough(testedApp(), { ...ada, email_verified: there });
    expect(answer.headers['location']).toBe('/signin?oidc=unverified');
    expect(isSignedIn(answer)).toBe(false);
    expect(await User.countDocuments()).toBe(1);
  });

  it('lets in only the browser that was sent, once', async () => {
    const app = testedApp();
    const [hers, his] = [await begin(app), await begin(app)];
    const back = await signInAt(hers.location, ada);
    for (const cookie of ['', his.cookie]) {
      const answer = await finish(app, back, cookie).expect(303);
      expect(answer.headers['location']).toBe('/signin?oidc=failed');
      expect(isSignedIn(answer)).toBe(false);
    }
    expect(isSignedIn(await finish(app, back, hers.cookie).expect(303))).toBe(true);
    expect(isSignedIn(await finish(app, back, hers.cookie).expect(303))).toBe(false);
  });

  it('lets nobody in by an ID token that the provider hasn’t signed', async () => {
    const warn = jest.spyOn(testLogger, 'warn');
    const answer = await goThrough(testedApp(), { ...ada, forged: true });
    expect(answer.headers['location']).toBe('/signin?oidc=failed');
    expect(warn).toHaveBeenCalledWith(
      { err: expect.any(Error) },
      'a sign-in by the identity provider failed',
    );
    expect(isSignedIn(answer)).toBe(false);
    expect(await User.countDocuments()).toBe(0);
  });

  it.each(['cross-site', 'same-site'])('is begun by nobody else’s page: %s', async (site) => {
    const { headers } = await start(testedApp(), site).expect(302);
    expect(headers['location']).toBe('/signin');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('is begun by an address that somebody typed', async () => {
    const { headers } = await start(testedApp(), 'none').expect(302);
    expect(headers['location']).toContain(issuer);
  });

  it.each([
    '//evil.example/x',
    'https://evil.example',
    '/\t/evil.example',
    '/\\evil.example',
    '/.//evil.example',
  ])('goes on to a page of our own instead of %j', async (next) => {
    const answer = await goThrough(testedApp(), ada, `?next=${encodeURIComponent(next)}`);
    expect(answer.headers['location']).toBe('/');
  });
});

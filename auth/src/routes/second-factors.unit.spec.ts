import type { Outbox } from '@ticketing/common/outbox';
import { bearer, setClock, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import { PendingAudit } from '../models/audit-entry';
import { SecondFactor } from '../models/second-factor';
import { Session } from '../models/session';
import type { UserDocument } from '../models/user';
import { bearerFor, createUser, publishedNotices, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
afterEach(() => jest.useRealTimers());

const STEP = 30_000;
let now: Date;
let user: UserDocument;
let app: Express;
let outbox: Outbox;
const replica = (staffNeedSecondFactor = false) => testApp({ now: () => now, staffNeedSecondFactor });
beforeEach(async () => {
  now = new Date(1_800_000_000_000);
  user = await createUser({ email: 'ada@example.com' });
  ({ app, outbox } = replica());
});

/** The code that an app shows so many steps from now. */
const codeAt = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() + steps * STEP });
const own = (method: 'get' | 'post' | 'delete', path: string, body: object = {}) =>
  request(app)[method](`/api/users/me/${path}`).set('Authorization', bearerFor(user)).send(body);
const signIn = (path = 'signin', on = app) =>
  request(on).post(`/api/users/${path}`).send({ email: user.email, password: testPassword });
const second = (challenge: string, code: string, path = 'signin', on = app) =>
  request(on).post(`/api/users/${path}/second`).send({ challenge, code });

async function turnOn(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { body } = await own('post', 'totp').expect(200);
  const code = codeAt(body.secret as string);
  const confirmed = await own('post', 'totp/confirm', { code }).expect(200);
  // The code that confirmed is used up.
  now = new Date(now.getTime() + 10 * STEP);
  return { secret: body.secret as string, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

async function challengeFor(on = app): Promise<string> {
  const { body } = await signIn('signin', on).expect(200);
  return body.challenge as string;
}

/** A code that no step near now has. */
function wrongCode(secret: string): string {
  const near = [-1, 0, 1].map((steps) => codeAt(secret, steps));
  return ['111111', '222222', '333333', '444444'].find((code) => !near.includes(code)) ?? '';
}

describe('an app that makes codes', () => {
  it('is told its secret in an address that names system and account', async () => {
    const { body } = await own('post', 'totp').expect(200);
    const url = new URL(body.otpauthUrl as string);
    expect(url.protocol).toBe('otpauth:');
    expect(decodeURIComponent(url.pathname)).toContain('Ticketing:ada@example.com');
    expect(url.searchParams.get('secret')).toBe(body.secret);
  });

  it('is asked for once a code has confirmed it, and not before', async () => {
    const { body } = await own('post', 'totp').expect(200);
    await own('post', 'totp/confirm', { code: wrongCode(body.secret as string) }).expect(400);
    expect((await signIn()).body).toMatchObject({ id: user.id });

    const confirmed = await own('post', 'totp/confirm', { code: codeAt(body.secret as string) });
    expect(new Set(confirmed.body.recoveryCodes as string[]).size).toBe(10);
    const { body: asked, headers } = await signIn().expect(200);
    expect(asked).toEqual({ secondFactor: ['totp', 'recovery'], challenge: expect.any(String) });
    expect(headers['set-cookie']).toBeUndefined();
    expect((await signIn('token')).body.accessToken).toBeUndefined();
    expect((await own('get', 'second-factors')).body).toEqual({
      totp: true,
      passkeys: 0,
      recoveryCodes: 10,
    });
  });

  it('lets in with the code of the step before, of now and of the next, each once', async () => {
    const { secret } = await turnOn();
    for (const steps of [0, 1, -1]) {
      const challenge = await challengeFor();
      const { body, headers } = await second(challenge, codeAt(secret, steps)).expect(200);
      expect(body.id).toBe(user.id);
      expect(String(headers['set-cookie'])).toContain('session=');
      const again = await second(await challengeFor(), codeAt(secret, steps)).expect(400);
      expect(again.body.errors[0].code).toBe('wrong_code');
    }
    for (const steps of [-2, 2]) {
      await second(await challengeFor(), codeAt(secret, steps)).expect(400);
    }
  });

  it('lets one of fifty in that come at once with the same code, over two replicas', async () => {
    const apps = [app, replica().app] as const;
    const { secret } = await turnOn();
    // Five at a time are within the limit of answers, and 25 of each challenge share it.
    const challenges = [await challengeFor(apps[0]), await challengeFor(apps[1])];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => second(challenges[n % 2]!, codeAt(secret), 'signin', apps[n % 2])),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 400, 429].includes(status))).toEqual([]);
  });

  it('takes one of several at once that use the same step, however many challenges there are', async () => {
    const { secret } = await turnOn();
    const challenges = await Promise.all(Array.from({ length: 8 }, () => challengeFor()));
    const answers = await Promise.all(challenges.map((challenge) => second(challenge, codeAt(secret))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('gives a token to an API client likewise', async () => {
    const { secret } = await turnOn();
    const { body } = await signIn('token').expect(200);
    const token = await second(body.challenge as string, codeAt(secret), 'token').expect(200);
    expect(token.headers['set-cookie']).toBeUndefined();
    const current = await request(app)
      .get('/api/users/currentuser')
      .set('Authorization', `Bearer ${token.body.accessToken}`);
    expect(current.body.currentUser.id).toBe(user.id);
  });

  it('takes ten answers of an account, whichever challenges they are to, and then none for a while', async () => {
    const { secret } = await turnOn();
    for (let n = 0; n < 10; n += 1) await second(await challengeFor(), wrongCode(secret)).expect(400);
    const { body, headers } = await second(await challengeFor(), codeAt(secret)).expect(429);
    expect(body.errors[0].code).toBe('too_many_codes');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    setClock(Date.now() + 15 * 60_000);
    await second(await challengeFor(), codeAt(secret)).expect(200);
  });

  it('is turned off with the password, and the recovery codes with it', async () => {
    await turnOn();
    await own('delete', 'totp', { password: 'wrong password' }).expect(400);
    await own('post', 'totp').expect(409);
    await own('delete', 'totp', { password: testPassword }).expect(204);
    expect((await signIn()).body.id).toBe(user.id);
    expect((await own('get', 'second-factors')).body).toEqual({
      totp: false,
      passkeys: 0,
      recoveryCodes: 0,
    });
  });

  it('stays where what depends on it can’t be taken away with it', async () => {
    await turnOn();
    jest.spyOn(Session, 'updateMany').mockRejectedValueOnce(new Error('the process died'));
    await own('delete', 'totp', { password: testPassword }).expect(500);
    expect((await own('get', 'second-factors')).body).toMatchObject({ totp: true, recoveryCodes: 10 });
    await own('delete', 'totp', { password: testPassword }).expect(204);
    expect((await own('get', 'second-factors')).body).toMatchObject({ totp: false, recoveryCodes: 0 });
  });

  it('has a secret that the database doesn’t tell', async () => {
    const { secret, recoveryCodes } = await turnOn();
    const stored = JSON.stringify(await SecondFactor.findById(user.id).lean());
    for (const text of [secret, ...recoveryCodes]) expect(stored).not.toContain(text);
  });
});

describe('a challenge', () => {
  it('is good for five minutes', async () => {
    const { secret } = await turnOn();
    const challenge = await challengeFor();
    now = new Date(now.getTime() + 5 * 60_000);
    const { body } = await second(challenge, codeAt(secret)).expect(400);
    expect(body.errors[0].code).toBe('challenge_expired');
  });

  it('is good for one sign-in', async () => {
    const { secret } = await turnOn();
    const challenge = await challengeFor();
    await second(challenge, codeAt(secret)).expect(200);
    await second(challenge, codeAt(secret, 1)).expect(400);
  });
});

describe('a recovery code', () => {
  it('lets in once, however it is typed', async () => {
    const { recoveryCodes } = await turnOn();
    const [code = ''] = recoveryCodes;
    await second(await challengeFor(), code.replaceAll('-', ' ').toUpperCase()).expect(200);
    await second(await challengeFor(), code).expect(400);
    expect((await own('get', 'second-factors')).body.recoveryCodes).toBe(9);
  });
});

describe('the routes of second factors', () => {
  it('are for those who are signed in, and whose account is there', async () => {
    await request(app).post('/api/users/me/totp').expect(401);
    await request(app).post('/api/users/me/totp').set('Authorization', bearer()).expect(401);
  });
});

describe('a change of how one signs in', () => {
  it('is in the audit log, and told to the owner', async () => {
    await turnOn();
    await own('post', 'recovery-codes', { password: testPassword }).expect(200);
    await own('delete', 'totp', { password: testPassword }).expect(204);
    const [actor, changed] = [user.id, ['totp.added', 'recovery-codes.renewed', 'totp.removed']];
    const acts = await PendingAudit.find({ action: { $in: changed } })
      .sort({ at: 1 })
      .lean();
    expect(acts).toMatchObject(changed.map((action) => ({ action, actor, subject: actor })));
    const notices = (await publishedNotices(outbox)).filter(({ userId }) => userId === actor);
    const kinds = notices.map(({ kind, email }) => [kind, email]);
    expect(kinds).toEqual([
      ['second-factor-added', user.email],
      ['recovery-codes-renewed', user.email],
      ['second-factor-removed', user.email],
    ]);
  });
});

describe('staff who need a second factor', () => {
  const cookies = (res: { headers: unknown }) => (res.headers as Record<string, string[]>)['set-cookie']!;
  const listed = (cookie: string[], on = app) => request(on).get('/api/users').set('Cookie', cookie);
  const whoIs = (cookie: string[]) =>
    request(app).get('/api/users/currentuser').set('Cookie', cookie).expect(200);

  beforeEach(async () => {
    await user.set({ role: 'admin' }).save();
    ({ app } = replica(true));
  });

  it('get in without one and may set it up, and no more', async () => {
    const signedIn = await signIn().expect(200);
    expect(signedIn.body).toMatchObject({ role: 'admin', secondFactorRequired: true });
    const session = cookies(signedIn);
    const refused = await listed(session).expect(403);
    expect(refused.body.errors).toMatchObject([{ code: 'second_factor_required' }]);
    await request(app).get('/api/users/me/second-factors').set('Cookie', session).expect(200);
    await turnOn();
    // A session that knew no second factor doesn't come to know one.
    expect((await whoIs(session)).body.currentUser).toMatchObject({ secondFactorRequired: true });
    await listed(cookies(await whoIs(session))).expect(403);
  });

  it('have their rights once they sign in with it, until it is taken away', async () => {
    const { recoveryCodes } = await turnOn();
    const signedIn = await second(await challengeFor(), recoveryCodes[0]!).expect(200);
    expect(signedIn.body.secondFactorRequired).toBeUndefined();
    const session = cookies(signedIn);
    await listed(session).expect(200);
    await listed(cookies(await whoIs(session))).expect(200);
    await own('delete', 'totp', { password: testPassword }).expect(204);
    const renewed = await whoIs(session);
    expect(renewed.body.currentUser).toMatchObject({ secondFactorRequired: true });
    await listed(cookies(renewed)).expect(403);
  });

  it('need none where that isn’t asked for, nor does a customer', async () => {
    const lenient = replica().app;
    await listed(cookies(await signIn('signin', lenient).expect(200)), lenient).expect(200);
    await user.set({ role: 'customer' }).save();
    const customer = await signIn().expect(200);
    expect(customer.body.secondFactorRequired).toBeUndefined();
    await listed(cookies(customer)).expect(401);
    // Made an engineer or admin since, they need one as well.
    await user.set({ role: 'admin' }).save();
    await listed(cookies(customer)).expect(403);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { setClock, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import request from 'supertest';
import { Session } from '../models/session';
import { bearerFor, createUser, publishedEvents, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
beforeEach(() => jest.clearAllMocks());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The cookie that an answer sets. */
function cookieIn({ headers }: request.Response): string {
  const cookies = headers['set-cookie'] as unknown as string[];
  return cookies.find((cookie) => cookie.startsWith('session='))?.split(';')[0] ?? '';
}

async function signIn(app: Express, email: string, password = testPassword): Promise<string> {
  return cookieIn(
    await request(app)
      .post('/api/users/signin')
      .set('User-Agent', firefox)
      .send({ email, password })
      .expect(200),
  );
}

const isOpen = async (app: Express, Cookie: string): Promise<boolean> =>
  (await request(app).get('/api/users/me/sessions').set({ Cookie })).status === 200;

const readSid = (cookie: string): string => {
  const { jwt } = JSON.parse(Buffer.from(cookie.replace('session=', ''), 'base64').toString()) as {
    jwt: string;
  };
  return (JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;
};

describe('sessions', () => {
  it('are listed with where and when, and end one by one, or all but one’s own', async () => {
    const { app, outbox } = testApp();
    const { email, id } = await createUser();
    const [first, second, third] = [
      await signIn(app, email),
      await signIn(app, email),
      await signIn(app, email),
    ];
    const list = await request(app).get('/api/users/me/sessions').set('Cookie', first).expect(200);
    expect(list.body).toHaveLength(3);
    expect(list.body.filter(({ current }: { current: boolean }) => current)).toEqual([
      {
        id: readSid(first),
        device: 'Firefox on Linux',
        address: '127.0.0.…',
        current: true,
        firstSeen: expect.any(String),
        lastSeen: expect.any(String),
      },
    ]);

    const path = `/api/users/me/sessions/${readSid(second)}`;
    const stranger = await signIn(app, (await createUser()).email);
    await request(app).delete(path).set('Cookie', stranger).expect(404);
    await request(app).delete(path).set('Cookie', first).expect(204);
    await request(app).delete(path).set('Cookie', first).expect(404);
    expect([await isOpen(app, first), await isOpen(app, second), await isOpen(app, third)]).toEqual([
      true,
      false,
      true,
    ]);
    await request(app).delete('/api/users/me/sessions').set('Cookie', third).expect(204);
    expect([await isOpen(app, first), await isOpen(app, third)]).toEqual([false, true]);
    expect(await publishedEvents(outbox)).toEqual(
      [second, first].map((cookie) => ({
        subject: 'session:ended',
        data: { id: readSid(cookie), version: 0, userId: id, reason: 'revoked' },
      })),
    );
  });

  it('end at sign-out, with the event, also by a token that has expired', async () => {
    const { app, outbox } = testApp();
    const { email, id } = await createUser();
    const cookie = await signIn(app, email);
    await request(app).post('/api/users/signout').set('Cookie', cookie).expect(200, {});
    expect(await isOpen(app, cookie)).toBe(false);
    const { body } = await request(app).get('/api/users/currentuser').set('Cookie', cookie).expect(200);
    expect(body).toEqual({ currentUser: null });
    await request(app).post('/api/users/signout').set('Cookie', cookie).expect(200, {});
    expect(await publishedEvents(outbox)).toEqual([
      {
        subject: 'session:ended',
        data: { id: readSid(cookie), version: 0, userId: id, reason: 'signout' },
      },
    ]);
  });

  it('end when their browser begins another, whoever’s that is', async () => {
    const { app, outbox } = testApp();
    const [user, other] = [await createUser(), await createUser()];
    const former = await signIn(app, user.email);
    const elsewhere = await signIn(app, user.email);
    const credentials = { email: other.email, password: testPassword };
    const next = cookieIn(
      await request(app).post('/api/users/signin').set('Cookie', former).send(credentials).expect(200),
    );
    expect([await isOpen(app, former), await isOpen(app, elsewhere), await isOpen(app, next)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await publishedEvents(outbox)).toEqual([
      {
        subject: 'session:ended',
        data: { id: readSid(former), version: 0, userId: user.id, reason: 'signout' },
      },
    ]);
  });

  it('end with a new password, all but the one that set it', async () => {
    const { app } = testApp();
    const { email } = await createUser();
    const [own, other] = [await signIn(app, email), await signIn(app, email)];
    await request(app)
      .patch('/api/users/me')
      .set('Cookie', own)
      .send({ currentPassword: testPassword, newPassword: 'another good password' })
      .expect(200);
    expect([await isOpen(app, own), await isOpen(app, other)]).toEqual([true, false]);
  });

  it('end with a suspension; the account is refused until it is lifted', async () => {
    const { app, outbox } = testApp();
    const user = await createUser();
    const admin = bearerFor(await createUser({ role: 'admin' }));
    const cookie = await signIn(app, user.email);
    const setStatus = (status: string) =>
      request(app).patch(`/api/users/${user.id}`).set('Authorization', admin).send({ status }).expect(200);
    await setStatus('suspended');
    expect((await publishedEvents(outbox)).map(({ subject }) => subject).sort()).toEqual([
      'session:ended',
      'user:updated',
    ]);
    const credentials = { email: user.email, password: testPassword };
    for (const refused of [
      await request(app).get('/api/users/me/sessions').set('Cookie', cookie),
      await request(app).get('/api/users/me/sessions').set('Authorization', bearerFor(user)),
      await request(app).get('/api/users/currentuser').set('Cookie', cookie),
      await request(app).post('/api/users/signin').send(credentials),
      await request(app).post('/api/users/token').send(credentials),
    ]) {
      expect(refused.status).toBe(403);
      expect(refused.body.errors[0].code).toBe('account_suspended');
    }
    // Who doesn't know the password learns nothing.
    await request(app)
      .post('/api/users/signin')
      .send({ ...credentials, password: 'wrong password' })
      .expect(400);
    // In their browser somebody else may sign in, and they may sign out.
    const another = { email: (await createUser()).email, password: testPassword };
    await request(app).post('/api/users/signin').set('Cookie', cookie).send(another).expect(200);
    await request(app).post('/api/users/signout').set('Cookie', cookie).expect(200);
    await setStatus('approved');
    expect(await isOpen(app, cookie)).toBe(false);
    expect(await isOpen(app, await signIn(app, user.email))).toBe(true);
  });

  it('are fifty at the most: one more ends the oldest', async () => {
    const { app, outbox } = testApp();
    const { email, _id: userId } = await createUser();
    const first = await signIn(app, email);
    const later = new Date(Date.now() + 60_000);
    await Session.insertMany(
      Array.from({ length: 49 }, () => ({
        userId,
        device: 'x',
        address: 'x',
        firstSeen: later,
        lastSeen: later,
        expiresAt: later,
      })),
    );
    expect(await isOpen(app, first)).toBe(true);
    await Session.updateOne({ _id: readSid(first) }, { lastSeen: new Date(0) });
    await signIn(app, email);
    expect(await isOpen(app, first)).toBe(false);
    expect(await publishedEvents(outbox)).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ id: readSid(first), reason: 'expired' }) }),
    ]);
  });
});

describe('the renewal of a session', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('gives a new token for one that has expired, as long as the session lives', async () => {
    const day = 86_400_000;
    let now = Date.now() - 20 * 60_000;
    const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { app } = testApp({ ...signing, now: () => new Date(now) });
    const user = await createUser();
    setClock(now);
    const begun = await request(app)
      .post('/api/users/token')
      .send({ email: user.email, password: testPassword })
      .expect(200);
    const cookie = await signIn(app, user.email);
    jest.useRealTimers();
    now = Date.now();
    const old = bearer(begun.body.accessToken as string);
    await request(app).get('/api/users/me/sessions').set(old).expect(401);
    const renewed = await request(app).post('/api/users/token/renew').set(old).expect(200);
    await request(app)
      .get('/api/users/me/sessions')
      .set(bearer(renewed.body.accessToken as string))
      .expect(200);
    // The browser's comes with the question who is signed in.
    expect(await isOpen(app, cookie)).toBe(false);
    const asked = await request(app).get('/api/users/currentuser').set('Cookie', cookie).expect(200);
    expect(asked.body.currentUser.id).toBe(user.id);
    expect(await isOpen(app, cookieIn(asked))).toBe(true);

    now += day;
    await request(app).post('/api/users/token/renew').set(old).expect(401);
    expect((await request(app).get('/api/users/currentuser').set('Cookie', cookie)).body).toEqual({
      currentUser: null,
    });
  });

  it('is for tokens that auth has signed', async () => {
    const { app } = testApp();
    const user = await createUser();
    await request(app).post('/api/users/token/renew').expect(401);
    await request(app).post('/api/users/token/renew').set('Authorization', bearerFor(user)).expect(401);
    const { body } = await request(app)
      .post('/api/users/token')
      .send({ email: user.email, password: testPassword });
    const [head, payload] = String(body.accessToken).split('.');
    await request(app)
      .post('/api/users/token/renew')
      .set(bearer(`${head}.${payload}.${'A'.repeat(43)}`))
      .expect(401);
  });
});

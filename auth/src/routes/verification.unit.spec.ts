import { Subjects } from '@ticketing/common/contracts';
import { useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { AccountToken } from '../models/account-token';
import { User } from '../models/user';
import { bearerFor, createUser, publishedEvents, publishedNotices, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();
let service: ReturnType<typeof testApp>;
beforeEach(() => {
  jest.clearAllMocks();
  service = testApp();
});

const signUp = async () => {
  const account = { email: 'ada@example.com', password: 'correct horse' };
  const { body } = await request(service.app).post('/api/users/signup').send(account).expect(201);
  return body as { id: string };
};
const mailedToken = async () => (await publishedNotices(service.outbox)).at(-1)!.data.token!;
const verify = (token: unknown) => request(service.app).post('/api/users/verify').send({ token });

describe('the address of a new account', () => {
  it('is not verified, and is mailed a link', async () => {
    const { id } = await signUp();
    expect(await publishedNotices(service.outbox)).toMatchObject([
      { userId: id, email: 'ada@example.com', kind: 'verify', version: 0 },
    ]);
    const [row] = await AccountToken.find().lean();
    expect(row!.expiresAt.getTime() - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  });

  it('is known only by a hash of the token, which nobody can guess', async () => {
    await signUp();
    const token = await mailedToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await AccountToken.find().lean())).not.toContain(token);
  });

  it('is verified by that token, which all are told', async () => {
    const { id } = await signUp();
    const { body } = await verify(await mailedToken()).expect(200);
    expect(body).toMatchObject({ id, emailVerified: true });
    const events = await publishedEvents(service.outbox);
    expect(events.at(-1)).toEqual({ subject: Subjects.UserUpdated, data: { ...body, version: 1 } });
  });

  it('is verified once when the token comes fifty times at the same time', async () => {
    await signUp();
    const token = await mailedToken();
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(
      refused.every(({ status, body }) => status === 400 && body.errors[0].code === 'invalid_token'),
    ).toBe(true);
    expect(await publishedEvents(service.outbox)).toHaveLength(2);
  });

  it('is not verified by a token that is a day old, though its row is still there', async () => {
    await signUp();
    await AccountToken.updateMany({}, { expiresAt: new Date(Date.now() - 1) });
    await verify(await mailedToken()).expect(400);
    expect((await User.findOne())!.emailVerified).toBe(false);
  });

  it.each([
    ['an unknown token', 'x'.repeat(43)],
    ['no token', undefined],
    ['an operator', { $ne: null }],
    ['a huge token', 'x'.repeat(10_000)],
  ])('is not verified by %s', async (_what, token) => {
    await signUp();
    const { body } = await verify(token).expect(400);
    expect(body.errors[0].field).toBe('token');
  });

  it('is not verified where the account was opened before that was asked for', async () => {
    const user = await createUser();
    await User.collection.updateOne({ _id: user._id }, { $unset: { emailVerified: '' } });
    const { body } = await request(service.app)
      .get('/api/users/currentuser')
      .set('Authorization', bearerFor(user));
    expect(body.currentUser.emailVerified).toBe(false);
  });
});

describe('POST /api/users/verification', () => {
  const resend = (user: Parameters<typeof bearerFor>[0]) =>
    request(service.app).post('/api/users/verification').set('Authorization', bearerFor(user));

  it('mails another link, once a minute', async () => {
    const user = await createUser();
    await resend(user).expect(202, {});
    const { headers } = await resend(user).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(50);
    const other = await createUser();
    await resend(other).expect(202);
    expect(await publishedNotices(service.outbox)).toMatchObject([
      { userId: user.id, kind: 'verify' },
      { userId: other.id, kind: 'verify' },
    ]);
  });

  it('mails it five times an hour', async () => {
    const user = await createUser();
    const counts = mongoose.connection.collection<{ key: string }>('rate_counts');
    for (let sent = 0; sent < 5; sent += 1) {
      await resend(user).expect(202);
      await counts.deleteMany({ key: /^verification-minute/ });
      // Another replica, as after a minute: this one remembers that the minute's turn is taken.
      const { outbox } = service;
      service = { ...testApp(), outbox };
    }
    await resend(user).expect(429);
    expect(await publishedNotices(service.outbox)).toHaveLength(5);
  });

  it('mails nothing to an address that is verified', async () => {
    await resend(await createUser({ emailVerified: true })).expect(202);
    expect(await publishedNotices(service.outbox)).toEqual([]);
  });

  it('is for those who are signed in', async () => {
    await request(service.app).post('/api/users/verification').expect(401);
  });
});

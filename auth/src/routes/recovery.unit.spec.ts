import { Subjects } from '@ticketing/common/contracts';
import { waitFor } from '@ticketing/common/testing';
import request from 'supertest';
import { PendingAudit } from '../models/audit-entry';
import { Passkey } from '../models/passkey';
import {
  bearerFor,
  createUser,
  publishedEvents,
  publishedNotices,
  testApp,
  testPassword,
  useTestService,
} from '../testing/auth-app';

jest.mock('../nats-wrapper');
const service = useTestService({ email: 'ada@example.com' });

const post = (path: string, body: object) => request(service.app).post(`/api/users/${path}`).send(body);
const login = (email: string, password: string) => post('signin', { email, password });
const notices = () => publishedNotices(service.outbox);
const kinds = async () => (await notices()).map(({ email, kind }) => `${email} ${kind}`);
const own = (method: 'patch' | 'delete', path: string) =>
  request(service.app)[method](`/api/users/${path}`).set('Authorization', bearerFor(service.user));
const patchMe = (change: object) => own('patch', 'me').send(change);
const forgot = (email: string) => post('password/forgot', { email }).expect(202, {});

/** The token of the link that was mailed for a kind. */
async function mailedToken(kind: string): Promise<string> {
  await waitFor(async () => (await notices()).some((notice) => notice.kind === kind));
  return (await notices()).find((notice) => notice.kind === kind)!.data.token!;
}

async function resetPassword() {
  await forgot('ada@example.com');
  return post('password/reset', { token: await mailedToken('reset'), password: 'another password' });
}

async function suspend() {
  const admin = bearerFor(await createUser({ role: 'admin' }));
  return request(service.app)
    .patch(`/api/users/${service.user.id}`)
    .set('Authorization', admin)
    .send({ status: 'suspended' });
}

describe('a forgotten password', () => {
  const password = 'another good password';
  const reset = (token: string, change: object = {}) =>
    post('password/reset', { token, password, ...change });

  it('is set anew by the link in a mail, which proves the address', async () => {
    await forgot(' ADA@example.com ');
    await reset(await mailedToken('reset')).expect(200, {});
    await login('ada@example.com', testPassword).expect(400);
    const { body } = await login('ada@example.com', password).expect(200);
    expect(body.emailVerified).toBe(true);
    expect((await kinds()).at(-1)).toBe('ada@example.com password-changed');
  });

  it('is set once when the token comes fifty times at the same time', async () => {
    await forgot('ada@example.com');
    const token = await mailedToken('reset');
    const answers = await Promise.all(Array.from({ length: 50 }, () => reset(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(await PendingAudit.countDocuments({ action: 'password.reset', subject: service.user.id })).toBe(1);
  });

  it('takes no second factor away: signing in asks for it', async () => {
    const publicKey = Buffer.from('key');
    const passkey = { userId: service.user._id, name: 'Phone', credentialId: 'id', publicKey, counter: 0 };
    await Passkey.create({ ...passkey, transports: [], createdAt: new Date() });
    await forgot('ada@example.com');
    const { headers } = await reset(await mailedToken('reset')).expect(200, {});
    expect(headers['set-cookie']).toBeUndefined();
    const { body } = await login('ada@example.com', password).expect(200);
    expect(body).toEqual({ secondFactor: ['passkey'], challenge: expect.any(String) });
  });

  it('has its other links end with the first that is used', async () => {
    await forgot('ada@example.com');
    const first = await mailedToken('reset');
    await forgot('ada@example.com');
    await waitFor(async () => (await notices()).length === 2);
    await reset((await notices())[1]!.data.token!).expect(200);
    await reset(first).expect(400);
  });

  it('is mailed five times an hour, and to nobody without an account, with the same answer', async () => {
    await forgot('nobody@example.com');
    for (let asked = 0; asked < 7; asked += 1) await forgot('ada@example.com');
    await waitFor(async () => (await notices()).length >= 5);
    // What comes later has been looked at as well: it is asked for last.
    await createUser({ email: 'last@example.com' });
    await forgot('last@example.com');
    await waitFor(async () => (await kinds()).includes('last@example.com reset'));
    expect((await kinds()).sort()).toEqual([
      ...Array<string>(5).fill('ada@example.com reset'),
      'last@example.com reset',
    ]);
  });

  it('is mailed at the request of one network a few times an hour, with the same answer', async () => {
    Object.assign(service, testApp({ signupsPerAddress: 2 }));
    const emails = ['one@example.com', 'two@example.com', 'three@example.com'];
    for (const email of emails) await createUser({ email });
    const from = (network: string, email: string) =>
      post('password/forgot', { email }).set('X-Forwarded-For', network).expect(202, {});
    for (const email of emails) await from('203.0.113.7', email);
    // From elsewhere, and asked for last: what came before has been looked at.
    await from('198.51.100.9', 'ada@example.com');
    await waitFor(async () => (await kinds()).includes('ada@example.com reset'));
    await waitFor(async () => (await kinds()).length >= 3);
    expect((await kinds()).sort()).toEqual([
      'ada@example.com reset',
      'one@example.com reset',
      'two@example.com reset',
    ]);
  });

  it.each([
    ['a common password', { password: 'password' }, 'password_common'],
    ['the own name', { password: 'ada@example.com' }, 'password_personal'],
    ['a short one', { password: 'short' }, 'invalid_input'],
  ])('keeps its link when the new one is %s', async (_what, change, code) => {
    await forgot('ada@example.com');
    const token = await mailedToken('reset');
    const { body } = await reset(token, change).expect(400);
    expect(body.errors).toEqual([{ message: expect.any(String), field: 'password', code }]);
    await reset(token).expect(200);
  });

  it('is not set by a link for another purpose', async () => {
    const open = { email: 'new@example.com', password: 'a good password' };
    await post('signup', open).expect(201);
    await reset(await mailedToken('verify')).expect(400);
  });
});

describe('another address', () => {
  const change = (email: string, password = testPassword) =>
    post('me/email', { email, password }).set('Authorization', bearerFor(service.user));

  it('takes effect when its link is followed; the old one hears of it', async () => {
    await change('Countess@example.com').expect(202, {});
    await login('countess@example.com', testPassword).expect(400);
    const { body } = await post('verify', { token: await mailedToken('email-change') }).expect(200);
    expect(body).toMatchObject({ id: service.user.id, email: 'countess@example.com', emailVerified: true });
    await login('countess@example.com', testPassword).expect(200);
    expect(await kinds()).toEqual([
      'countess@example.com email-change',
      'ada@example.com email-requested',
      'ada@example.com email-changed',
    ]);
    expect((await publishedEvents(service.outbox)).at(-1)).toEqual({
      subject: Subjects.UserUpdated,
      data: { ...body, version: 1 },
    });
  });

  it('ends the links that were mailed to the old one', async () => {
    await forgot('ada@example.com');
    const token = await mailedToken('reset');
    await change('countess@example.com').expect(202);
    await post('verify', { token: await mailedToken('email-change') }).expect(200);
    await post('password/reset', { token, password: 'another password' }).expect(400);
  });

  it.each([
    ['a new password', () => patchMe({ currentPassword: testPassword, newPassword: 'another password' })],
    ['a forgotten one that was set anew', resetPassword],
    ['the end of all other sessions', () => own('delete', 'me/sessions')],
    ['a suspension', suspend],
    ['the wish to be deleted', () => own('delete', 'me').send({ password: testPassword })],
  ])('is not taken by a link from before %s', async (_what, act) => {
    await change('eve@example.com').expect(202);
    const token = await mailedToken('email-change');
    expect((await act()).status).toBeLessThan(300);
    const { body } = await post('verify', { token }).expect(400);
    expect(body.errors[0].code).toBe('invalid_token');
  });

  it('of another account gets the same answer, and its owner hears of it', async () => {
    await createUser({ email: 'bob@example.com' });
    await change('bob@example.com').expect(202, {});
    expect(await kinds()).toEqual(['bob@example.com email-taken', 'ada@example.com email-requested']);
  });

  it('that was taken meanwhile is not taken again', async () => {
    await change('bob@example.com').expect(202);
    await createUser({ email: 'bob@example.com' });
    const { body } = await post('verify', { token: await mailedToken('email-change') }).expect(400);
    expect(body.errors[0].code).toBe('email_in_use');
  });

  it('wants the password, and somebody who is signed in', async () => {
    const { body } = await change('countess@example.com', 'wrong password').expect(400);
    expect(body.errors[0].field).toBe('password');
    await post('me/email', { email: 'x@example.com', password: testPassword }).expect(401);
    expect(await kinds()).toEqual([]);
  });

  it('is asked for five times an hour', async () => {
    for (let asked = 0; asked < 5; asked += 1) await change(`ada${asked}@example.com`).expect(202);
    await change('ada5@example.com').expect(429);
  });
});

describe('a new password', () => {
  it('is told to the owner by mail', async () => {
    await patchMe({ currentPassword: testPassword, newPassword: 'another password' }).expect(200);
    expect(await kinds()).toEqual(['ada@example.com password-changed']);
  });

  it.each([
    ['password', 'password_common'],
    ['ada@example.com', 'password_personal'],
  ])('is not %s', async (newPassword, code) => {
    const { body } = await patchMe({ currentPassword: testPassword, newPassword }).expect(400);
    expect(body.errors).toEqual([{ message: expect.any(String), field: 'newPassword', code }]);
    const account = { email: 'ada@example.com', password: newPassword };
    expect((await post('signup', account)).body.errors[0].code).toBe(code);
  });
});

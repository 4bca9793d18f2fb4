import { useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import request from 'supertest';
import { SecondFactor } from '../models/second-factor';
import { Session } from '../models/session';
import type { UserDocument } from '../models/user';
import { bearerFor, createUser, testApp, testPassword } from '../testing/auth-app';
import { SoftAuthenticator } from '../testing/soft-authenticator';

jest.mock('../nats-wrapper');
useTestDatabase();

let now: Date;
let user: UserDocument;
let app: Express;
beforeEach(async () => {
  now = new Date(1_800_000_000_000);
  user = await createUser({ email: 'ada@example.com' });
  ({ app } = testApp({ now: () => now }));
});

type Challenge = { challenge: string };

const own = (
  method: 'get' | 'post' | 'patch' | 'delete',
  path = '',
  { body = {}, as = user }: { body?: object; as?: UserDocument } = {},
) => request(app)[method](`/api/users/me/passkeys${path}`).set('Authorization', bearerFor(as)).send(body);

async function creation(as = user): Promise<Challenge> {
  const { body } = await own('post', '/options', { body: { password: testPassword }, as }).expect(200);
  return body as Challenge;
}

/** Adds a passkey to the account. */
async function added(key = new SoftAuthenticator(), as = user): Promise<SoftAuthenticator> {
  const passkey = key.create(await creation(as));
  await own('post', '', { body: { passkey, name: 'My phone' }, as }).expect(201);
  return key;
}

const options = async (challenge?: string) =>
  (await request(app).post('/api/users/passkey/options').send({ challenge }).expect(200)).body as Challenge;
const signIn = (passkey: object) => request(app).post('/api/users/passkey/signin').send({ passkey });
const byPassword = async (as = user) => {
  const { body } = await request(app)
    .post('/api/users/signin')
    .send({ email: as.email, password: testPassword })
    .expect(200);
  return body as { challenge: string; secondFactor: string[] };
};
const second = (challenge: string, passkey: object) =>
  request(app).post('/api/users/signin/second').send({ challenge, passkey });

describe('a passkey', () => {
  it('is added with the password, and comes with recovery codes the first time', async () => {
    await own('post', '/options', { body: { password: 'wrong password' } }).expect(400);
    const first = await own('post', '', {
      body: { passkey: new SoftAuthenticator().create(await creation()), name: ' My phone ' },
    }).expect(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      name: 'My phone',
      createdAt: now.toISOString(),
      lastUsedAt: null,
      recoveryCodes: expect.any(Array),
    });
    const next = await own('post', '', {
      body: { passkey: new SoftAuthenticator().create(await creation()), name: 'My key' },
    }).expect(201);
    expect(next.body.recoveryCodes).toBeUndefined();
    const { body } = await own('get').expect(200);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['My phone', 'My key']);
  });

  it('signs in instead of the password', async () => {
    const key = await added();
    now = new Date(now.getTime() + 1_000);
    const { body, headers } = await signIn(key.get(await options())).expect(200);
    expect(body.id).toBe(user.id);
    expect(String(headers['set-cookie'])).toContain('session=');
    expect((await own('get')).body[0].lastUsedAt).toBe(now.toISOString());
  });

  it('signs in beside the password', async () => {
    const key = await added();
    const { challenge, secondFactor } = await byPassword();
    expect(secondFactor).toEqual(['passkey', 'recovery']);
    const asked = await options(challenge);
    expect(asked).toMatchObject({ allowCredentials: [{ id: key.id.toString('base64url') }] });
    // For this, touching it is enough.
    key.verifiesUser = false;
    await second(challenge, key.get(asked)).expect(200);
    await second(challenge, key.get(asked)).expect(400);
  });

  it('alone has to have made sure who uses it', async () => {
    const key = await added();
    key.verifiesUser = false;
    const { body } = await signIn(key.get(await options())).expect(400);
    expect(body.errors[0].code).toBe('wrong_passkey');
  });

  it('signs for one sign-in', async () => {
    const key = await added();
    const asked = await options();
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(key.get(asked))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    now = new Date(now.getTime() + 5 * 60_000 + 1);
    const late = await options();
    now = new Date(now.getTime() + 5 * 60_000 + 1);
    await signIn(key.get(late)).expect(400);
  });

  it('as second factor is the account’s own', async () => {
    const eve = await createUser({ email: 'eve@example.com' });
    const [, hers] = [await added(), await added(new SoftAuthenticator(), eve)];
    const { challenge } = await byPassword();
    await second(challenge, hers.get(await options(challenge))).expect(400);
    // Nor with a challenge that was meant for another sign-in.
    await second(challenge, hers.get(await options())).expect(400);
  });

  it('whose counter goes back is refused', async () => {
    const key = await added();
    await signIn(key.get(await options())).expect(200);
    await signIn(key.get(await options())).expect(200);
    key.counter = 1;
    await signIn(key.get(await options())).expect(400);
  });

  it.each([
    ['page of another origin', { origin: 'http://evil.example' }],
    ['host of another name', { host: 'evil.example' }],
  ])('of a %s is refused', async (_name, elsewhere) => {
    const passkey = new SoftAuthenticator(elsewhere).create(await creation());
    await own('post', '', { body: { passkey, name: 'My phone' } }).expect(400);
  });

  it('can’t be added by another than who asked, and not twice', async () => {
    const eve = await createUser({ email: 'eve@example.com' });
    const passkey = new SoftAuthenticator().create(await creation());
    await own('post', '', { body: { passkey, name: 'Mine' }, as: eve }).expect(400);
    const key = await added();
    const again = key.create(await creation(eve));
    await own('post', '', { body: { passkey: again, name: 'Mine' }, as: eve }).expect(409);
  });

  it('is its owner’s to rename and remove', async () => {
    await added();
    const eve = await createUser({ email: 'eve@example.com' });
    const [{ id }] = (await own('get')).body as [{ id: string }];
    await own('patch', `/${id}`, { body: { name: 'Eve’s' }, as: eve }).expect(404);
    await own('delete', `/${id}`, { body: { password: testPassword }, as: eve }).expect(404);
    const { body } = await own('patch', `/${id}`, { body: { name: 'Old phone' } }).expect(200);
    expect(body.name).toBe('Old phone');
    await own('delete', `/${id}`, { body: { password: 'wrong password' } }).expect(400);
    await own('delete', `/${id}`, { body: { password: testPassword } }).expect(204);
    // The last factor is gone, and so are the recovery codes: the password is enough again.
    expect(await byPassword()).toMatchObject({ id: user.id });
  });

  describe('that is the last factor', () => {
    const remove = (id: string) => own('delete', `/${id}`, { body: { password: testPassword } });
    const ids = async () => ((await own('get').expect(200)).body as { id: string }[]).map(({ id }) => id);
    const codes = async () => (await SecondFactor.findById(user.id).lean())?.recoveryCodes.length;

    it('stays where what depends on it can’t be taken away with it', async () => {
      await added();
      jest.spyOn(Session, 'updateMany').mockRejectedValueOnce(new Error('the process died'));
      const [id = ''] = await ids();
      await remove(id).expect(500);
      expect([await ids(), await codes()]).toEqual([[id], 10]);
      await remove(id).expect(204);
      expect([await ids(), await codes()]).toEqual([[], 0]);
    });

    it('takes the recovery codes along, also where another goes at the same instant', async () => {
      await added();
      await added();
      await Promise.all((await ids()).map((id) => remove(id).expect(204)));
      expect([await ids(), await codes()]).toEqual([[], 0]);
    });
  });

  it('isn’t added where its recovery codes can’t be kept', async () => {
    const passkey = new SoftAuthenticator().create(await creation());
    jest.spyOn(SecondFactor, 'updateOne').mockRejectedValueOnce(new Error('the process died'));
    await own('post', '', { body: { passkey, name: 'My phone' } }).expect(500);
    expect((await own('get').expect(200)).body).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'passkey'],
    ['no credential', { id: 'x' }],
    ['client data that is none', { id: 'x', response: { clientDataJSON: '{' } }],
    ['client data that is no object', { id: 'x', response: { clientDataJSON: 'bnVsbA' } }],
  ])('that is %s is refused', async (_name, passkey) => {
    await request(app).post('/api/users/passkey/signin').send({ passkey }).expect(400);
  });
});

import { Router, type RequestHandler } from 'express';
import mongoose from 'mongoose';
import request from 'supertest';
import { BadRequestError } from '../errors';
import { Health } from '../observability/health';
import { bearer, testJwtKey } from '../testing/signin';
import { useTestDatabase } from '../testing/test-database';
import { testLogger } from '../testing/test-logger';
import { waitFor } from '../testing/wait-for';
import { createApp } from './create-app';
import { bodyHash, type ClaimOptions, idempotency, replaying, transactionalIdempotency } from './idempotency';
import { openApi } from './openapi';
import { requireAuth } from './require-auth';

const database = useTestDatabase();
const alice = bearer({ id: '665f1f77bcf86cd799439011' });
const bob = bearer({ id: '665f1f77bcf86cd799439012' });

function build(handler: RequestHandler, options: ClaimOptions = {}) {
  const guard = idempotency(database.connection, options);
  const router = Router()
    .post('/api/orders', requireAuth, guard, handler)
    .post('/api/payments/:id/refund', requireAuth, guard, handler)
    .post('/api/open', idempotency(database.connection, options), handler);
  return serve(router);
}

function serve(router: Router) {
  return createApp({
    name: 'orders',
    logger: testLogger,
    jwtKey: testJwtKey,
    routers: [router],
    health: new Health(),
    openapi: openApi({ name: 'orders', title: 'Orders', paths: {} }),
  });
}

type App = ReturnType<typeof build>;
const post = (app: App, key?: string, body: object = { a: 1 }, user = alice, path = '/api/orders') => {
  const sent = request(app).post(path).set('Authorization', user);
  return (key === undefined ? sent : sent.set('Idempotency-Key', key)).send(body);
};

/** Answers 201 with a number that rises. */
function counting() {
  let count = 0;
  return jest.fn<void, Parameters<RequestHandler>>((_req, res) => {
    count += 1;
    res.status(201).json({ count });
  });
}

describe('a key', () => {
  it('replays the first success, to the byte', async () => {
    const handler = counting();
    const app = build(handler);
    const first = await post(app, 'k').expect(201, { count: 1 });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await post(app, 'k').expect(201);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('that is absent changes nothing', async () => {
    const app = build(counting());
    await post(app).expect(201, { count: 1 });
    await post(app).expect(201, { count: 2 });
  });

  it('is of one user and one address', async () => {
    const app = build(counting());
    await post(app, 'k').expect({ count: 1 });
    await post(app, 'k', { a: 1 }, bob).expect({ count: 2 });
    await post(app, 'k', {}, alice, '/api/payments/1/refund').expect({ count: 3 });
    await post(app, 'k', {}, alice, '/api/payments/2/refund').expect({ count: 4 });
    await post(app, 'k').expect({ count: 1 });
  });

  it('is 422 with another body, but the order of fields is no other body', async () => {
    const app = build(counting());
    await post(app, 'k', { a: 1, b: { c: [1], d: 2 } }).expect(201);
    await post(app, 'k', { b: { d: 2, c: [1] }, a: 1 }).expect(201, { count: 1 });
    const { body } = await post(app, 'k', { a: 2 }).expect(422);
    expect(body.errors[0]).toMatchObject({ field: 'Idempotency-Key', code: 'idempotency_key_reused' });
    expect(bodyHash(undefined)).toBe(bodyHash(undefined));
    expect(bodyHash({ at: new Date(1) })).not.toBe(bodyHash({ at: new Date(2) }));
  });

  it('is 409 while the first request is being handled', async () => {
    let finish: () => void = () => undefined;
    const handler = jest.fn<void, Parameters<RequestHandler>>((_req, res) => {
      finish = () => void res.status(201).json({ done: true });
    });
    const app = build(handler);
    const first = post(app, 'k').then((res) => res);
    await waitFor(() => handler.mock.calls.length === 1);
    const { body } = await post(app, 'k').expect(409);
    expect(body.errors[0].code).toBe('idempotency_in_flight');
    await post(app, 'k', { other: 1 }).expect(422);
    finish();
    expect((await first).status).toBe(201);
    await post(app, 'k').expect(201, { done: true });
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('lets one of many simultaneous requests through', async () => {
    const handler = counting();
    const app = build(handler);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(app, 'k').then(({ status }) => status)),
    );
    expect(handler).toHaveBeenCalledTimes(1);
    expect(answers.every((status) => status === 201 || status === 409)).toBe(true);
    expect(answers).toContain(201);
  });

  it('is free again after a failure', async () => {
    const handler = counting();
    handler.mockImplementationOnce(() => {
      throw new BadRequestError('not now');
    });
    const app = build(handler);
    await post(app, 'k').expect(400);
    await post(app, 'k', { another: 'body' }).expect(201, { count: 1 });
  });

  it('replays an answer that was sent as text or not at all', async () => {
    const app = build((req, res) => {
      if ((req.body as { text?: boolean }).text) res.status(200).send({ object: true });
      else res.sendStatus(204);
    });
    await post(app, 'object', { text: true }).expect(200, { object: true });
    await post(app, 'object', { text: true }).expect(200, { object: true });
    await post(app, 'empty').expect(204);
    expect((await post(app, 'empty').expect(204)).headers['idempotency-replayed']).toBe('true');
  });

  it('is taken over once the lock of a request that takes too long has run out', async () => {
    let now = Date.now();
    let finish: () => void = () => undefined;
    const handler = counting();
    handler.mockImplementationOnce((_req, res) => {
      finish = () => void res.status(201).json({ late: true });
    });
    const app = build(handler, { now: () => now });
    const late = post(app, 'k').then((res) => res);
    await waitFor(() => handler.mock.calls.length === 1);
    await post(app, 'k').expect(409);
    now += 31_000;
    await post(app, 'k').expect(201, { count: 1 });
    finish();
    await late;
    await post(app, 'k').expect(201, { count: 1 });
  });

  it('ends after 24 hours', async () => {
    let now = Date.now();
    const app = build(counting(), { now: () => now });
    await post(app, 'k').expect({ count: 1 });
    now += 86_399_000;
    await post(app, 'k').expect({ count: 1 });
    now += 2_000;
    await post(app, 'k', { another: 'body' }).expect(201, { count: 2 });
    const indexes = await database.connection.collection('idempotency_keys').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it.each([
    ['empty', ''],
    ['of two words', 'with space'],
    ['not ASCII', 'ü'],
    ['too long', 'x'.repeat(256)],
  ])('is 400 when it is %s', async (_name, key) => {
    const app = build(counting());
    const sent = Buffer.from(key, 'utf8').toString('latin1');
    const { body } = await post(app, sent).expect(400);
    expect(body.errors[0].field).toBe('Idempotency-Key');
  });

  it('can be asked for', async () => {
    await post(build(counting(), { required: true })).expect(400);
  });

  it('is 401 without a user, unless the owner is told otherwise', async () => {
    await request(build(counting())).post('/api/open').set('Idempotency-Key', 'k').expect(401);
    const app = build(counting(), { owner: () => 'the platform' });
    await request(app).post('/api/open').set('Idempotency-Key', 'k').expect(201);
  });
});

describe('a success saved with its answer', () => {
  const orders = () => database.connection.collection('orders');
  /** Saves an order and its answer; `commit` runs before the commit, `sent` before the answer. */
  const saveOrder =
    ({ commit, sent }: { commit?: (body: unknown) => unknown; sent?: () => unknown } = {}): RequestHandler =>
    async (req, res) => {
      const answer = { id: new mongoose.Types.ObjectId().toHexString() };
      await database.connection.transaction(async (session) => {
        await orders().insertOne({ answer }, { session });
        await req.idempotency?.saveAnswer({ session }, 201, answer);
        await commit?.(req.body);
      });
      await sent?.();
      res.status(201).json(answer);
    };
  const replica = (handler = saveOrder()) =>
    serve(
      Router().post(
        '/api/orders',
        requireAuth,
        transactionalIdempotency(database.connection),
        replaying(handler),
      ),
    );

  it('is replayed, to the byte, by every replica', async () => {
    const first = await post(replica(), 'k').expect(201);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await post(replica(), 'k').expect(201);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(await orders().countDocuments()).toBe(1);
    const indexes = await database.connection.collection('idempotency_keys').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it('is of one user, and without a key as often there as it is asked for', async () => {
    const app = replica();
    for (const user of [alice, bob]) await post(app, 'k', {}, user).expect(201);
    for (const key of [undefined, undefined]) await post(app, key).expect(201);
    expect(await orders().countDocuments()).toBe(4);
  });

  it('is 422 with another body, and changes nothing', async () => {
    const app = replica();
    await post(app, 'k', { a: 1 }).expect(201);
    const { body } = await post(app, 'k', { a: 2 }).expect(422);
    expect(body.errors[0]).toMatchObject({ field: 'Idempotency-Key', code: 'idempotency_key_reused' });
    expect(await orders().countDocuments()).toBe(1);
  });

  it.each([
    ['whose keeping is over', { expiresAt: new Date(0) }],
    ['of a request that died with its claim', { lockedUntil: new Date(0), answer: undefined }],
  ])('frees a key %s for the next try', async (_name, change) => {
    const app = replica();
    await post(app, 'k').expect(201);
    const keys = database.connection.collection('idempotency_keys');
    const { answer, ...set } = { answer: null, ...change };
    await keys.updateOne({}, { $set: set, ...(answer === undefined ? { $unset: { answer: '' } } : {}) });
    await post(app, 'k').expect(409);
    expect((await post(app, 'k').expect(201)).headers).not.toHaveProperty('idempotency-replayed');
    expect(await orders().countDocuments()).toBe(2);
  });

  it('is answered with where something fails after the commit', async () => {
    const fail = () => {
      throw new Error('after the commit');
    };
    await post(replica(saveOrder({ sent: fail })), 'k').expect(201);
    expect(await orders().countDocuments()).toBe(1);
  });

  it('is as little there as its effect when the transaction fails', async () => {
    const commit = jest.fn(() => {
      throw new BadRequestError('too late');
    });
    await post(replica(saveOrder({ commit })), 'k').expect(400);
    expect(await orders().countDocuments()).toBe(0);
    const app = replica();
    for (const status of [201, 201]) await post(app, 'k').expect(status);
    expect(await orders().countDocuments()).toBe(1);
  });

  it('is 409 while this process is at it, and replayed when another was', async () => {
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const sent = jest.fn(() => held);
    const app = replica(saveOrder({ sent }));
    const first = post(app, 'k').then((res) => res);
    await waitFor(() => sent.mock.calls.length === 1);
    const { body } = await post(app, 'k').expect(409);
    expect(body.errors[0].code).toBe('idempotency_in_flight');
    await post(app, 'k', { other: 1 }).expect(422);
    const replayed = await post(replica(), 'k').expect(201);
    finish();
    expect((await first).body).toEqual(replayed.body);
    expect((await post(app, 'k').expect(201)).body).toEqual(replayed.body);
  });

  it('is one for many simultaneous requests to several replicas', async () => {
    const apps = [replica(), replica(), replica()];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, nth) => post(apps[nth % 3]!, 'k').then((res) => res)),
    );
    expect(await orders().countDocuments()).toBe(1);
    const successes = answers.filter(({ status }) => status === 201);
    expect(successes.length).toBeGreaterThanOrEqual(1);
    expect(new Set(successes.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).every(({ status }) => status === 409)).toBe(true);
  });
});

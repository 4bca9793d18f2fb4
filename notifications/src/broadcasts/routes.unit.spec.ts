import { createRouter, idempotency } from '@ticketing/common/http';
import { publishedOn, signin, testLogger } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import request from 'supertest';
import { facts } from '../testing/facts';
import { routerApp, errorFields, useFeatures } from '../testing/setup';
import { AudienceReader } from './audience';
import { BroadcastRunner } from './broadcast-runner';
import { BroadcastStore } from './broadcast-store';
import { Broadcasts } from './broadcasts';
import { broadcastRoutes } from './routes';

const features = useFeatures();
const path = '/api/notifications/broadcasts';
const admin = signin({ role: 'admin' });

const setUp = () => {
  const { connection } = mongoose;
  const { outbox } = features;
  const store = new BroadcastStore(connection);
  const audience = new AudienceReader(connection, features.readModels);
  const runner = new BroadcastRunner({
    store,
    audience,
    notifier: features.notifier,
    logger: testLogger,
    batch: 2,
  });
  return {
    store,
    runner,
    app: routerApp(
      createRouter(broadcastRoutes, {
        broadcasts: new Broadcasts({ outbox, store, audience, runner }),
        idempotent: idempotency(connection),
      }),
    ),
  };
};
const users = async () => {
  const customer = facts.user();
  const engineer = { ...facts.user(), role: 'engineer' as const };
  const seller = facts.user();
  const suspended = { ...facts.user(), status: 'suspended' as const };
  for (const user of [customer, engineer, seller, suspended]) await features.directory.apply(user);
  const { id: _id, ...ticket } = { ...facts.ticket(), userId: seller.id };
  await features.readModels.tickets.store({ _id, ...ticket, orderId: null, status: 'open' });
  return { customer: customer.id, engineer: engineer.id, seller: seller.id };
};
const notified = async (type: string) => (await features.notifications()).filter((row) => row.type === type);

describe('POST broadcasts', () => {
  it('answers with a handle, by which the progress can be asked for', async () => {
    await users();
    const { app, runner } = setUp();
    const asked = { message: 'We move', subject: 'News', audience: 'all' };
    const { body, headers } = await request(app).post(path).set('Cookie', admin).send(asked).expect(202);
    expect(body).toEqual({ jobId: expect.any(String), href: `${path}/${body.jobId}` });
    expect(headers['location']).toBe(body.href);
    await features.outbox.flush();
    expect(publishedOn(features.nats, 'audit:recorded')).toMatchObject([
      { action: 'broadcast.begun', subject: body.jobId, after: { audience: 'all' } },
    ]);
    const before = await request(app).get(body.href).set('Cookie', admin).expect(200);
    expect(before.body).toMatchObject({ status: 'RUNNING', progress: 0, told: 0, ...asked });
    await runner.sweep();
    const after = await request(app).get(body.href).set('Cookie', admin).expect(200);
    expect(after.body).toMatchObject({ status: 'DONE', progress: 100, told: 3 });
    expect(await notified('INBOX')).toHaveLength(3);
    expect(await notified('EMAIL')).toHaveLength(3);
    expect((await notified('EMAIL'))[0]).toMatchObject({
      subject: 'News',
      text: expect.stringContaining('We move'),
    });
  });

  it.each([
    ['customers', ['customer', 'seller']],
    ['engineers', ['engineer']],
    ['sellers', ['seller']],
    ['buyers', []],
  ] as const)('reaches %s and nobody else', async (audience, expected) => {
    const known = await users();
    const { app, runner } = setUp();
    await request(app).post(path).set('Cookie', admin).send({ message: 'x', audience }).expect(202);
    await runner.sweep();
    const reached = (await notified('INBOX')).map(({ userId }) => userId);
    expect(reached.sort()).toEqual(expected.map((who) => known[who]).sort());
  });

  it('mails nobody who turned announcements off, and shows them in the app', async () => {
    const { customer } = await users();
    await features.preferences.unsubscribe(customer, 'broadcast', 'EMAIL');
    const { app, runner } = setUp();
    await request(app).post(path).set('Cookie', admin).send({ message: 'x', audience: 'customers' });
    await runner.sweep();
    expect((await notified('EMAIL')).map(({ userId }) => userId)).not.toContain(customer);
    expect((await notified('INBOX')).map(({ userId }) => userId)).toContain(customer);
  });

  it('happens once under one Idempotency-Key', async () => {
    const { app, store } = setUp();
    const post = () =>
      request(app)
        .post(path)
        .set('Cookie', admin)
        .set('Idempotency-Key', 'k')
        .send({ message: 'x', audience: 'all' });
    const [first, second] = [await post(), await post()];
    expect(second.body).toEqual(first.body);
    expect(await store.list(10)).toHaveLength(1);
  });

  it.each([
    [{ audience: 'all' }, ['message']],
    [{ message: ' ', audience: 'all' }, ['message']],
    [{ message: 'x'.repeat(5_001), audience: 'all' }, ['message']],
    [{ message: 'x', audience: 'everyone' }, ['audience']],
    [{ message: 'x', audience: ['all'] }, ['audience']],
    [{ message: 'x', audience: 'all', subject: 7 }, ['subject']],
    [{ message: 'x', audience: 'all', delaySeconds: 61 }, ['delaySeconds']],
    [{ message: 'x', audience: 'all', delaySeconds: 0.5 }, ['delaySeconds']],
    [{}, ['message', 'audience']],
  ])('refuses %j, naming %j', async (body, fields) => {
    const { app } = setUp();
    const answer = await request(app).post(path).set('Cookie', admin).send(body).expect(400);
    expect(errorFields(answer.body)).toEqual(fields);
  });

  it('is for admins', async () => {
    const { app } = setUp();
    const body = { message: 'x', audience: 'all' };
    await request(app).post(path).send(body).expect(401);
    await request(app).post(path).set('Cookie', signin()).send(body).expect(401);
    await request(app).get(path).set('Cookie', signin()).expect(401);
    await request(app).get(`${path}/${facts.id()}`).expect(401);
  });
});

describe('DELETE a broadcast', () => {
  const stop = (app: Express, href: string) => request(app).delete(href).set('Cookie', admin);

  it('takes it back before anybody is told', async () => {
    await users();
    const { app, runner } = setUp();
    const { body } = await request(app)
      .post(path)
      .set('Cookie', admin)
      .send({ message: 'x', audience: 'all', delaySeconds: 60 })
      .expect(202);
    await runner.sweep();
    await runner.run(body.jobId);
    for (let time = 0; time < 2; time += 1) {
      const stopped = await stop(app, body.href).expect(200);
      expect(stopped.body).toMatchObject({ status: 'STOPPED', told: 0, progress: 0 });
    }
    await runner.run(body.jobId);
    expect(await features.notifications()).toEqual([]);
    await features.outbox.flush();
    expect(publishedOn(features.nats, 'audit:recorded').slice(-2)).toMatchObject([
      { action: 'broadcast.begun' },
      { action: 'broadcast.stopped', subject: body.jobId, after: { told: '0' } },
    ]);
  });

  it('is too late when everybody has been told, and knows what is not there', async () => {
    await users();
    const { app, runner } = setUp();
    const { body } = await request(app)
      .post(path)
      .set('Cookie', admin)
      .send({ message: 'x', audience: 'all' });
    await runner.run(body.jobId);
    await stop(app, body.href).expect(409);
    await stop(app, `${path}/${facts.id()}`).expect(404);
    await request(app).delete(body.href).set('Cookie', signin()).expect(401);
  });
});

describe('GET the audience of a broadcast', () => {
  const ask = (audience: string, cookie = admin) =>
    request(setUp().app).get(`${path}/audience`).query({ audience }).set('Cookie', cookie);

  it('counts the people that it would be for', async () => {
    await users();
    for (const [audience, people] of [
      ['all', 3],
      ['customers', 2],
      ['engineers', 1],
      ['sellers', 1],
      ['buyers', 0],
    ] as const) {
      expect((await ask(audience).expect(200)).body).toEqual({ audience, people });
    }
  });

  it('is for admins, and knows the audiences there are', async () => {
    await ask('all', signin()).expect(401);
    expect(errorFields((await ask('everyone').expect(400)).body)).toEqual(['audience']);
  });
});

describe('GET broadcasts', () => {
  it('lists them newest first, page by page', async () => {
    const { app } = setUp();
    for (const message of ['one', 'two', 'three']) {
      await request(app).post(path).set('Cookie', admin).send({ message, audience: 'all' });
    }
    const first = await request(app).get(`${path}?limit=2`).set('Cookie', admin).expect(200);
    expect(first.body.map(({ message }: { message: string }) => message)).toEqual(['three', 'two']);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await request(app).get(next).set('Cookie', admin).expect(200);
    expect(second.body.map(({ message }: { message: string }) => message)).toEqual(['one']);
    expect(second.headers['link']).toBeUndefined();
  });

  it('refuses pages that make no sense and ids that are none, and knows what is not there', async () => {
    const { app } = setUp();
    await request(app).get(`${path}?limit=0`).set('Cookie', admin).expect(400);
    await request(app).get(`${path}?after=x`).set('Cookie', admin).expect(400);
    await request(app).get(`${path}/x`).set('Cookie', admin).expect(404);
    await request(app).get(`${path}/${facts.id()}`).set('Cookie', admin).expect(404);
  });
});

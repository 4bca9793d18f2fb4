import { randomUUID } from 'node:crypto';
import { createRouter, idempotency } from '@ticketing/common/http';
import type { Transaction } from '@ticketing/common/outbox';
import { signin, testUser, queryPlans, bearer, expectOneFormOfIds, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { BroadcastStore } from '../broadcasts/broadcast-store';
import type { Broadcasts } from '../broadcasts/broadcasts';
import { broadcastRoutes } from '../broadcasts/routes';
import type { Live } from '../feed/live';
import { blockRoutes } from '../rooms/blocks';
import { roomRoutes } from '../rooms/messages';
import { reportRoutes } from '../rooms/reports';
import { routerApp, usePipeline, testToken, publishedToSupport } from '../testing/setup';
import { stored, storedDead } from '../testing/stored';
import { notificationChange, type NotificationRow } from './notification';

jest.mock('../nats-wrapper');

describe('the inbox’s list', () => {
  const service = usePipeline();
  const me = testUser();
  const list = (path = '/api/notifications') => request(service.app).get(path).set('Cookie', signin(me));
  const texts = (body: unknown) => (body as { text: string }[]).map(({ text }) => text);
  const store = (text: string, request = {}, state = {}) =>
    stored(service.pipeline.collection, { userId: me.id, text, ...request }, state);

  describe('the inbox', () => {
    it('has what concerns the user, newest first', async () => {
      await store('older', {}, { createdAt: new Date('2026-05-01T12:00:00Z') });
      await store(
        'newer',
        { type: 'INBOX', origin: 'event' },
        { createdAt: new Date('2026-05-01T12:00:01Z') },
      );
      await store('not mine', { userId: 'another' });
      const { body } = await list().expect(200);
      expect(texts(body)).toEqual(['newer', 'older']);
      expect(body[0]).toMatchObject({ id: expect.any(String), type: 'INBOX', readAt: null });
      expect(body[0]).not.toHaveProperty('attempts');
    });

    it('tells an event once, however many channels told it', async () => {
      await store('in the app', { type: 'INBOX', origin: 'event' });
      await store('by mail', { type: 'EMAIL', origin: 'event' });
      expect(texts((await list()).body)).toEqual(['in the app']);
      expect(texts((await list('/api/notifications?type=EMAIL')).body)).toEqual(['by mail']);
    });

    it('comes in pages, each entry once, also those of one moment', async () => {
      const createdAt = new Date();
      for (let n = 0; n < 7; n += 1) await store(`n${n}`, {}, { createdAt });
      const seen: string[] = [];
      for (let path: string | undefined = '/api/notifications?limit=3'; path;) {
        const answer: request.Response = await list(path).expect(200);
        seen.push(...texts(answer.body));
        path = /<(.*)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1];
      }
      expect(seen.sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
    });

    it.each(['limit=0', 'limit=101', 'after=x', 'type=FAX'])('refuses %s', async (query) => {
      const { body } = await list(`/api/notifications?${query}`).expect(400);
      expect(body.errors).toMatchObject([{ field: query.split('=')[0] }]);
    });

    it('is for who is signed in', async () => {
      await request(service.app).get('/api/notifications').expect(401);
    });
  });
});

describe('one notification', () => {
  const service = usePipeline();
  const me = testUser({ email: 'me@example.com' });
  const show = (id: string, user = me, query = '') =>
    request(service.app).get(`/api/notifications/${id}${query}`).set('Cookie', signin(user));

  /** What a worker does when a push was answered. */
  async function move(row: NotificationRow, status: NotificationRow['status']): Promise<void> {
    const version = row.version + 1;
    await service.pipeline.collection.updateOne({ _id: row._id }, { $set: { status, version } });
    service.pipeline.changes.publish([notificationChange({ ...row, status, version })]);
  }

  describe('a notification', () => {
    it('is shown with its attempts', async () => {
      const row = await storedDead(service.pipeline.collection, { userId: me.id });
      const { body } = await show(row._id).expect(200);
      expect(body).toMatchObject({
        id: row._id,
        status: 'DEAD',
        version: 1,
        deadReason: 'refused',
        nextAttemptAt: null,
        attempts: [{ number: 1, outcome: 'refused', code: '550', error: '5.1.1 No such mailbox' }],
      });
      expect(JSON.stringify(body)).not.toMatch(/_id|__v|claim|unsubscribe/);
    });

    it('says when it is tried next', async () => {
      const row = await stored(service.pipeline.collection, { userId: me.id });
      const { body } = await show(row._id.toUpperCase()).expect(200);
      expect(body).toMatchObject({
        status: 'ACCEPTED',
        nextAttemptAt: row.dueAt?.toISOString(),
        attempts: [],
      });
    });

    it.each<[string, object]>([
      ['its recipient', { userId: me.id }],
      ['the owner of its address', { receiver: 'Me@Example.com' }],
      ['its submitter', { submitter: me.id }],
    ])('is shown to %s', async (_who, request) => {
      const row = await stored(service.pipeline.collection, request);
      await show(row._id).expect(200);
    });

    it('is shown to an admin, and to nobody else', async () => {
      const row = await stored(service.pipeline.collection, { userId: 'another' });
      const admin = testUser({ role: 'admin' });
      const suspended = testUser({ role: 'admin', status: 'suspended' });
      await service.enrol(admin, suspended);
      await show(row._id, admin).expect(200);
      await show(row._id).expect(404);
      await show(row._id, suspended).expect(403);
      await request(service.app).get(`/api/notifications/${row._id}`).expect(401);
    });

    it('that is not there is not found', async () => {
      await show(randomUUID()).expect(404);
      await show('x').expect(404);
    });

    it.each([
      ['wait', randomUUID(), '?wait=61'],
      ['wait', randomUUID(), '?wait=-1'],
      ['version', randomUUID(), '?version=x'],
    ])('names %s when it is wrong', async (field, id, query) => {
      const { body } = await show(id, me, query).expect(400);
      expect(body.errors).toMatchObject([{ field }]);
    });
  });

  describe('a long poll', () => {
    it('is answered when the status changes', async () => {
      const row = await stored(service.pipeline.collection, { userId: me.id });
      const began = Date.now();
      const answer = show(row._id, me, '?wait=30').then(({ body }) => body as { status: string });
      // Only once the request is being held does a change end it early.
      while (service.pipeline.waiters.held === 0) await new Promise((resolve) => setImmediate(resolve));
      await move(row, 'PROCESSED');
      expect((await answer).status).toBe('PROCESSED');
      expect(Date.now() - began).toBeLessThan(10_000);
      expect(service.pipeline.waiters.held).toBe(0);
    });

    it('is answered within seconds when nobody passed the change on', async () => {
      const row = await stored(service.pipeline.collection, { userId: me.id });
      const answer = show(row._id, me, '?wait=30').then(({ body }) => body as { status: string });
      while (service.pipeline.waiters.held === 0) await new Promise((resolve) => setImmediate(resolve));
      await service.pipeline.collection.updateOne(
        { _id: row._id },
        { $set: { status: 'RETRYING', version: 1 } },
      );
      expect((await answer).status).toBe('RETRYING');
    });

    it('is answered with nothing to who has lost the right meanwhile', async () => {
      const row = await stored(service.pipeline.collection, { userId: 'another' });
      const admin = testUser({ role: 'admin' });
      await service.enrol(admin);
      const answer = show(row._id, admin, '?wait=30').then(({ status }) => status);
      while (service.pipeline.waiters.held === 0) await new Promise((resolve) => setImmediate(resolve));
      await mongoose.connection
        .collection('users')
        .updateOne({ email: admin.email }, { $set: { role: 'customer' } });
      // The look that was under way may still see the old role.
      await waitFor(async () => {
        const lists = request(service.app).get('/api/notifications/dead-letters');
        return (await lists.set('Cookie', signin(admin))).status === 401;
      });
      await move(row, 'PROCESSED');
      expect(await answer).toBe(404);
    });

    it('is answered as it is when the time is up', async () => {
      const row = await stored(service.pipeline.collection, { userId: me.id });
      const { body } = await show(row._id, me, '?wait=1').expect(200);
      expect(body.status).toBe('ACCEPTED');
    });

    it('is not held when the status is final, or another than the client knows', async () => {
      const done = await stored(
        service.pipeline.collection,
        { userId: me.id },
        { status: 'PROCESSED', version: 1 },
      );
      await show(done._id, me, '?wait=60').expect(200);
      const row = await stored(service.pipeline.collection, { userId: me.id }, { version: 3 });
      await show(row._id, me, '?wait=60&version=2').expect(200);
    });
  });
});

describe('query plans', () => {
  const service = usePipeline();

  describe('how the inbox is found', () => {
    it.each(['', '&type=EMAIL'])(
      'scans an index, never the collection, and sorts nothing: %s',
      async (query) => {
        const me = testUser();
        for (let n = 0; n < 5; n += 1)
          await stored(service.pipeline.collection, { userId: me.id, text: `n${n}` }, {});
        const get = (path: string) => request(service.app).get(path).set('Cookie', signin(me)).expect(200);
        const plans = await queryPlans(mongoose.connection, async () => {
          const first = await get(`/api/notifications?limit=2${query}`);
          await get(/<(.*)>/.exec(first.headers['link'] as string)![1]!);
        });
        expect(plans.length).toBeGreaterThanOrEqual(2);
        for (const { plan, sorted } of plans) {
          expect(plan).toMatch(/^(IXSCAN|IDHACK)/);
          expect(sorted).toBe(false);
        }
      },
    );
  });
});

describe('ids', () => {
  describe('ids', () => {
    const service = usePipeline();
    const admin = testUser({ role: 'admin' });
    const headers = { authorization: bearer(admin) };
    const ticketId = '665f1f77bcf86cd79943901a';

    it('in capitals name the same notification in every path', async () => {
      await service.enrol(admin);
      const { collection } = service.pipeline;
      const [one, redriven, discarded] = [
        await stored(collection),
        await storedDead(collection),
        await storedDead(collection),
      ];
      await expectOneFormOfIds(service.app, {
        'get /api/notifications/{id}': { id: one._id, headers },
        'post /api/notifications/dead-letters/{id}/redrive': { id: redriven._id, headers },
        'delete /api/notifications/dead-letters/{id}': { id: discarded._id, headers },
      });
    });

    it('in capitals name the same room and broadcast', async () => {
      const heard: string[] = [];
      const note = (room: string) => {
        heard.push(room);
        return Promise.resolve(1);
      };
      const found: string[] = [];
      const find = (id: string) => Promise.resolve(void found.push(id));
      const live = {
        findRoom: (id: string) => Promise.resolve({ _id: id, userId: 'seller' }),
        blocks: { findApart: () => Promise.resolve([]), remove: (_by: string, id: string) => find(id) },
        reports: {
          isMuted: () => Promise.resolve(false),
          close: async (id: string) => {
            await find(id);
            const report = { author: 'ben', text: 'x', ticketId, reporters: [], status: 'closed' };
            return { ...report, _id: new mongoose.Types.ObjectId(ticketId), saidAt: new Date(0) };
          },
        },
        presence: { count: note, has: async (room: string) => (await note(room)) === 1 },
        messageRateLimit: { wait: () => Promise.resolve(0) },
        rooms: { say: async ({ room }: { room: string }) => ({ id: String(await note(room)) }) },
        findName: () => Promise.resolve('Ann'),
      } as unknown as Live;
      const { connection } = mongoose;
      const store = new BroadcastStore(connection);
      const row = await store.create({ message: 'Hello', audience: 'all', by: 'admin', total: 0, trail: {} });
      const app = routerApp(
        createRouter(roomRoutes, { live }),
        createRouter(blockRoutes, { live }),
        createRouter(reportRoutes, {
          connection,
          live,
          outbox: {
            transaction: (work) => work({ publish: () => Promise.resolve() } as unknown as Transaction),
          },
        }),
        createRouter(broadcastRoutes, {
          broadcasts: { store, end: (id: string) => store.find(id) } as unknown as Broadcasts,
          idempotent: idempotency(connection),
        }),
      );
      await expectOneFormOfIds(app, {
        'get /api/notifications/rooms/{ticketId}': { id: ticketId },
        'post /api/notifications/rooms/{ticketId}/messages': { id: ticketId, headers, body: { text: 'Hi' } },
        'delete /api/notifications/blocks/{userId}': { id: ticketId, headers },
        'put /api/notifications/reports/{id}': { id: ticketId, headers, body: { action: 'none' } },
        'get /api/notifications/broadcasts/{jobId}': { id: row._id.toHexString(), headers },
        'delete /api/notifications/broadcasts/{jobId}': { id: row._id.toHexString(), headers },
      });
      expect(new Set(heard)).toEqual(new Set([ticketId]));
      expect(new Set(found)).toEqual(new Set([ticketId]));
    });

    it('in capitals name the same support ticket and the same uuid in the mails of the help desk', async () => {
      const uuid = '9f3b7c52-1f0a-4c7e-9d5e-2b8f6a1c4de0';
      const send = (spelling: (id: string) => string) =>
        request(service.internal)
          .post('/notifiServ/api/v1/notifications')
          .set('Authorization', `Bearer ${testToken}`)
          .send({
            subject: 'Ticket',
            content: 'Text',
            recepientEmails: 'ann@example.com',
            ticketId: spelling(ticketId),
            uuid: spelling(uuid),
          })
          .expect(202);
      const first = await send((id) => ` ${id.toUpperCase()} `.replace(/ (.*-.*) /, '$1'));
      expect(first.body.requestId).toBe(ticketId);
      expect((await send((id) => id)).body).toEqual(first.body);
      expect(await publishedToSupport(service.outbox)).toMatchObject([{ ticketId }]);
    });
  });
});

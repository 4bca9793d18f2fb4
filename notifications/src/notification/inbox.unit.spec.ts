import { randomUUID } from 'node:crypto';
import { createRouter } from '@ticketing/common/http';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { facts } from '../testing/facts';
import { routerApp, errorFields, useFeatures } from '../testing/setup';
import { Inbox, inboxRoutes } from './inbox';
import type { NotificationRequest } from './notification';

const features = useFeatures();
const app = () => {
  const inbox = new Inbox(mongoose.connection);
  return routerApp(createRouter(inboxRoutes, { inbox, feed: features.log }));
};
const item = (userId: string, type: 'INBOX' | 'EMAIL' = 'INBOX'): NotificationRequest => ({
  uuid: randomUUID(),
  type,
  userId,
  text: 'news',
  kind: 'order.placed',
  origin: 'event',
});

const setUp = async () => {
  const [me, other] = [facts.id(), facts.id()];
  const mine = [item(me), item(me), item(me)];
  const theirs = item(other);
  await features.intake.accept([...mine, item(me, 'EMAIL'), theirs]);
  const cookie = signin({ id: me });
  const unread = async (session = cookie) =>
    (await request(app()).get('/api/notifications/unread').set('Cookie', session).expect(200)).body.unread;
  const read = (body: object) =>
    request(app()).post('/api/notifications/read').set('Cookie', cookie).send(body);
  return { me, other, mine, theirs, unread, read };
};

describe('the inbox', () => {
  it('counts what is unread in the app, not what was mailed', async () => {
    expect(await (await setUp()).unread()).toBe(3);
  });

  it('marks some as read, once, and tells the other streams of the user', async () => {
    const { me, mine, read, unread } = await setUp();
    const ids = [mine[0]?.uuid];
    expect((await read({ ids }).expect(200)).body).toEqual({ read: 1, unread: 2 });
    expect((await read({ ids }).expect(200)).body).toEqual({ read: 0, unread: 2 });
    expect(await unread()).toBe(2);
    const live = await features.log.read({ scopes: [`user:${me}`], after: 0 });
    expect(live).toMatchObject([{ event: 'read', data: { ids, unread: 2 } }]);
  });

  it('marks all as read', async () => {
    const { read, unread } = await setUp();
    expect((await read({ all: true }).expect(200)).body).toEqual({ read: 3, unread: 0 });
    expect(await unread()).toBe(0);
  });

  it("leaves others' alone", async () => {
    const { other, theirs, read, unread } = await setUp();
    expect((await read({ ids: [theirs.uuid] }).expect(200)).body).toEqual({ read: 0, unread: 3 });
    await read({ all: true });
    expect(await unread(signin({ id: other }))).toBe(1);
  });

  it.each([
    [{}, 'ids'],
    [{ ids: [] }, 'ids'],
    [{ ids: 'x' }, 'ids'],
    [{ ids: [{ $ne: null }] }, 'ids'],
    [{ ids: Array.from({ length: 201 }, () => randomUUID()) }, 'ids'],
    [{ all: 'yes' }, 'all'],
    [{ all: true, ids: [randomUUID()] }, 'all'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { read } = await setUp();
    expect(errorFields((await read(body).expect(400)).body)).toEqual([field]);
  });

  it('is for who is signed in', async () => {
    await request(app()).get('/api/notifications/unread').expect(401);
    await request(app()).post('/api/notifications/read').send({ all: true }).expect(401);
  });
});

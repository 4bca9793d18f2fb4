import { randomUUID } from 'node:crypto';
import { signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { changeOf } from '../models/change-of';
import type { NotificationRow } from '../models/notification';
import { useSendingParts } from '../testing/sending-parts';
import { stored, storedDead } from '../testing/stored';

jest.mock('../nats-wrapper');

const parts = useSendingParts();
const me = testUser({ email: 'me@example.com' });
const show = (id: string, user = me, query = '') =>
  request(parts.app).get(`/api/notifications/${id}${query}`).set('Cookie', signin(user));

/** What a worker does when a push was answered. */
async function move(row: NotificationRow, status: NotificationRow['status']): Promise<void> {
  const version = row.version + 1;
  await parts.sending.collection.updateOne({ _id: row._id }, { $set: { status, version } });
  parts.sending.changes.publish([changeOf({ ...row, status, version })]);
}

describe('a notification', () => {
  it('is shown with its attempts', async () => {
    const row = await storedDead(parts.sending.collection, { userId: me.id });
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
    const row = await stored(parts.sending.collection, { userId: me.id });
    const { body } = await show(row._id.toUpperCase()).expect(200);
    expect(body).toMatchObject({ status: 'ACCEPTED', nextAttemptAt: row.dueAt?.toISOString(), attempts: [] });
  });

  it.each<[string, object]>([
    ['its recipient', { userId: me.id }],
    ['the owner of its address', { receiver: 'Me@Example.com' }],
    ['its submitter', { submitter: me.id }],
  ])('is shown to %s', async (_who, request) => {
    const row = await stored(parts.sending.collection, request);
    await show(row._id).expect(200);
  });

  it('is shown to an admin, and to nobody else', async () => {
    const row = await stored(parts.sending.collection, { userId: 'another' });
    const admin = testUser({ role: 'admin' });
    const suspended = testUser({ role: 'admin', status: 'suspended' });
    await parts.enrol(admin, suspended);
    await show(row._id, admin).expect(200);
    await show(row._id).expect(404);
    await show(row._id, suspended).expect(404);
    await request(parts.app).get(`/api/notifications/${row._id}`).expect(401);
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
    const row = await stored(parts.sending.collection, { userId: me.id });
    const began = Date.now();
    const answer = show(row._id, me, '?wait=30').then(({ body }) => body as { status: string });
    // Only once the request is being held does a change end it early.
    while (parts.sending.waiters.held === 0) await new Promise((resolve) => setImmediate(resolve));
    await move(row, 'PROCESSED');
    expect((await answer).status).toBe('PROCESSED');
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(parts.sending.waiters.held).toBe(0);
  });

  it('is answered within seconds when nobody passed the change on', async () => {
    const row = await stored(parts.sending.collection, { userId: me.id });
    const answer = show(row._id, me, '?wait=30').then(({ body }) => body as { status: string });
    while (parts.sending.waiters.held === 0) await new Promise((resolve) => setImmediate(resolve));
    await parts.sending.collection.updateOne({ _id: row._id }, { $set: { status: 'RETRYING', version: 1 } });
    expect((await answer).status).toBe('RETRYING');
  });

  it('is answered as it is when the time is up', async () => {
    const row = await stored(parts.sending.collection, { userId: me.id });
    const { body } = await show(row._id, me, '?wait=1').expect(200);
    expect(body.status).toBe('ACCEPTED');
  });

  it('is not held when the status is final, or another than the client knows', async () => {
    const done = await stored(
      parts.sending.collection,
      { userId: me.id },
      { status: 'PROCESSED', version: 1 },
    );
    await show(done._id, me, '?wait=60').expect(200);
    const row = await stored(parts.sending.collection, { userId: me.id }, { version: 3 });
    await show(row._id, me, '?wait=60&version=2').expect(200);
  });
});

import { randomUUID } from 'node:crypto';
import { publishedOn, signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { natsWrapper } from '../nats-wrapper';
import { publishedToSupport, usePipeline } from '../testing/setup';
import { stored, storedDead } from '../testing/stored';

jest.mock('../nats-wrapper');

const service = usePipeline();
const admin = testUser({ role: 'admin' });
const base = '/api/notifications/dead-letters';
const as = (user = admin) => ({
  list: (query = '') => request(service.app).get(`${base}${query}`).set('Cookie', signin(user)),
  redrive: (id: string) => request(service.app).post(`${base}/${id}/redrive`).set('Cookie', signin(user)),
  discard: (id: string) => request(service.app).delete(`${base}/${id}`).set('Cookie', signin(user)),
});
beforeEach(async () => {
  jest.clearAllMocks();
  await service.enrol(admin);
});
const row = async (id: string) => service.pipeline.collection.findOne({ _id: id });

describe('the dead letters', () => {
  it('are listed with error, attempts, origin and payload, the latest first', async () => {
    const { collection } = service.pipeline;
    const older = await storedDead(collection, {}, { deadAt: new Date('2026-05-01T12:00:00Z') });
    const newer = await storedDead(collection, {
      origin: 'batch',
      submitter: 'someone',
      requester: 'Vishwa',
    });
    await stored(collection);
    const { body } = await as().list().expect(200);
    expect(body.map(({ id }: { id: string }) => id)).toEqual([newer._id, older._id]);
    expect(body[0]).toMatchObject({
      text: 'Hello World',
      receiver: newer.receiver,
      origin: 'batch',
      submitter: 'someone',
      requester: 'Vishwa',
      code: '550',
      error: '5.1.1 No such mailbox',
      deadReason: 'refused',
      attempts: [{ number: 1 }],
      audit: [],
    });
  });

  it('come in pages', async () => {
    for (let n = 0; n < 5; n += 1) await storedDead(service.pipeline.collection);
    const first = await as().list('?limit=3').expect(200);
    const next = /dead-letters(.*)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1];
    const second = await as().list(next).expect(200);
    const ids = [...first.body, ...second.body].map(({ id }: { id: string }) => id);
    expect([first.body.length, new Set(ids).size]).toEqual([3, 5]);
    expect([first, second].map(({ headers }) => headers['x-total-count'])).toEqual(['5', undefined]);
    await as().list('?after=x').expect(400);
  });

  it.each(['customer', 'engineer'] as const)('are not for a %s', async (role) => {
    const { _id } = await storedDead(service.pipeline.collection);
    const user = as(testUser({ role }));
    await user.list().expect(401);
    await user.redrive(_id).expect(401);
    await user.discard(_id).expect(401);
    await request(service.app).get(base).expect(401);
    expect(await row(_id)).toMatchObject({ status: 'DEAD' });
  });
});

describe('a redrive', () => {
  it('makes it due with all its retries, and leaves the list', async () => {
    const { _id } = await storedDead(service.pipeline.collection);
    const woken = jest.fn();
    const forget = service.pipeline.changes.onWake(woken);
    const { body } = await as().redrive(_id).expect(202);
    forget();
    expect(body).toEqual({ id: _id, status: 'ACCEPTED', href: `/api/notifications/${_id}` });
    const now = await row(_id);
    expect(now).toMatchObject({ status: 'ACCEPTED', version: 2, tries: 0, attempts: [{ number: 1 }] });
    expect(now?.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(now).not.toHaveProperty('deadAt');
    expect(now).not.toHaveProperty('expireAt');
    expect(now?.audit).toEqual([{ action: 'redrive', by: admin.id, at: expect.any(Date) }]);
    expect(woken).toHaveBeenCalledWith(['EMAIL']);
    expect((await as().list()).body).toEqual([]);
  });

  it('happens once, however often it is asked for', async () => {
    const { _id } = await storedDead(service.pipeline.collection);
    const answers = await Promise.all([1, 2, 3].map(() => as().redrive(_id)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await row(_id)).toMatchObject({ version: 2, audit: [{ action: 'redrive' }] });
    await service.outbox.flush();
    expect(publishedOn(natsWrapper, 'audit:recorded')).toMatchObject([
      { action: 'notification.redriven', subject: _id },
    ]);
    await service.pipeline.collection.updateOne(
      { _id },
      { $set: { status: 'PROCESSED' }, $unset: { dueAt: '' } },
    );
    await as().redrive(_id).expect(202);
    expect(await row(_id)).toMatchObject({ status: 'PROCESSED' });
  });

  it('is told to the help desk', async () => {
    const { _id } = await storedDead(service.pipeline.collection, { supportTicketId: 'ticket-1' });
    await as().redrive(_id).expect(202);
    expect(await publishedToSupport(service.outbox)).toMatchObject([
      { id: _id, version: 2, status: 'ACCEPTED' },
    ]);
  });

  it('is for dead letters only', async () => {
    await as().redrive(randomUUID()).expect(404);
    const alive = await stored(service.pipeline.collection);
    await as().redrive(alive._id).expect(404);
    await as().redrive('x').expect(404);
  });
});

describe('a discard', () => {
  it('puts it aside for good, and says who did', async () => {
    const { _id } = await storedDead(service.pipeline.collection);
    await as().discard(_id).expect(204);
    await as().discard(_id).expect(204);
    expect(await row(_id)).toMatchObject({ status: 'DEAD', audit: [{ action: 'discard', by: admin.id }] });
    await service.outbox.flush();
    expect(publishedOn(natsWrapper, 'audit:recorded')).toMatchObject([
      { action: 'notification.discarded', actor: admin.id, subject: _id },
    ]);
    expect((await as().list()).body).toEqual([]);
    await as().redrive(_id).expect(404);
  });

  it('is for dead letters only', async () => {
    const alive = await stored(service.pipeline.collection);
    await as().discard(alive._id).expect(404);
    await as().discard(randomUUID()).expect(404);
    await as().discard('x').expect(404);
  });
});

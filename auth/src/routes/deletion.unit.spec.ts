import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import request from 'supertest';
import { Erasure } from '../models/erasure';
import { Export, ExportPart } from '../models/export';
import { Session } from '../models/session';
import { User } from '../models/user';
import {
  bearerFor,
  createUser,
  publishedEvents,
  publishedNotices,
  testPassword,
  useTestService,
} from '../testing/auth-app';

jest.mock('../nats-wrapper');

const DAY_MS = 24 * 3_600_000;
const service = useTestService({ email: 'ada.lovelace@example.com', name: 'Ada Lovelace' });

const remove = (body: object = { password: testPassword }, by = service.user) =>
  request(service.app).delete('/api/users/me').set('Authorization', bearerFor(by)).send(body);
const undo = () =>
  request(service.app).post('/api/users/me/undelete').set('Authorization', bearerFor(service.user));
const signIn = () =>
  request(service.app).post('/api/users/signin').send({ email: service.user.email, password: testPassword });
const noticeKinds = async () => (await publishedNotices(service.outbox)).map(({ kind }) => kind);
async function turnAfter(ms: number): Promise<void> {
  service.passTime(ms);
  await service.deletions.turn();
}

/** Everything that the database of the service has, as one text. */
async function wholeDatabase(): Promise<string> {
  const collections = await mongoose.connection.db!.collections();
  return JSON.stringify(await Promise.all(collections.map((each) => each.find().toArray())));
}

describe('DELETE /api/users/me', () => {
  it('wants the password, or a code', async () => {
    const { body } = await remove({ password: 'wrong password' }).expect(400);
    expect(body.errors[0].code).toBe('wrong_credentials');
    await remove({ code: '123456' }).expect(400);
    await remove({ password: testPassword, code: '123456' }).expect(400);
    await remove({}).expect(400);
    expect(await noticeKinds()).toEqual([]);
  });

  it('plans the deletion, ends other sessions and mails how to undo it, once', async () => {
    await signIn().expect(200);
    const { body } = await remove().expect(202);
    expect(body.deletionDueAt).toBe(new Date(service.clock.now.getTime() + 14 * DAY_MS).toISOString());
    expect(await Session.countDocuments({ userId: service.user._id })).toBe(0);
    expect(await publishedNotices(service.outbox)).toMatchObject([
      { kind: 'deletion-requested', email: service.user.email, data: { dueAt: body.deletionDueAt } },
    ]);
    service.passTime(DAY_MS);
    expect((await remove().expect(202)).body.deletionDueAt).toBe(body.deletionDueAt);
    expect(await noticeKinds()).toEqual(['deletion-requested']);
  });

  it('is offered to be undone to who signs in meanwhile', async () => {
    const { body: planned } = await remove().expect(202);
    await turnAfter(14 * DAY_MS - 1);
    expect((await signIn().expect(200)).body.deletionDueAt).toBe(planned.deletionDueAt);
    expect((await undo().expect(200)).body.deletionDueAt).toBeUndefined();
    await turnAfter(14 * DAY_MS);
    expect(await noticeKinds()).toEqual(['deletion-requested', 'deletion-undone']);
    await signIn().expect(200);
  });

  it('keeps the last admin, at the request and in the end', async () => {
    const admin = await createUser({ role: 'admin' });
    expect((await remove(undefined, admin).expect(400)).body.errors[0].code).toBe('last_admin');
    const other = await createUser({ role: 'admin' });
    for (const each of [admin, other]) await remove(undefined, each).expect(202);
    await turnAfter(14 * DAY_MS);
    await turnAfter(DAY_MS);
    expect(await User.countDocuments({ role: 'admin' })).toBe(1);
  });
});

describe('an account whose time is up', () => {
  beforeEach(async () => {
    await signIn().expect(200);
    await request(service.app)
      .patch('/api/users/me')
      .set('Authorization', bearerFor(service.user))
      .send({ name: 'Countess Lovelace' })
      .expect(200);
    await remove().expect(202);
    await turnAfter(14 * DAY_MS);
  });

  it('is erased though many that were due before can not be', async () => {
    const user = await User.findById(service.user._id).lean();
    // No event may have such an address.
    const others = Array.from({ length: 100 }, (_, n) => ({
      ...user,
      _id: new mongoose.Types.ObjectId(),
      email: `x${n}`,
      deletionDueAt: new Date(n),
    }));
    await User.collection.insertMany(others.map(({ farewellAt: _, ...other }) => other));
    await User.updateOne({ _id: service.user._id }, { $unset: { farewellAt: '' } });
    await service.deletions.turn();
    expect(await User.findById(service.user._id).lean()).toMatchObject({ farewellAt: expect.any(Date) });
    await turnAfter(DAY_MS);
    expect(await User.exists({ _id: service.user._id })).toBeNull();
    expect(await User.countDocuments({ farewellAt: { $exists: true } })).toBe(0);
  });

  it('is mailed a last time, and can no longer be kept', async () => {
    expect(await noticeKinds()).toEqual(['deletion-requested', 'deleted']);
    expect((await undo().expect(400)).body.errors[0].code).toBe('too_late');
    await service.deletions.turn();
    expect(await User.exists({ _id: service.user._id })).not.toBeNull();
  });

  it('is gone, all others are told, and nothing of it is left in the database', async () => {
    await service.outbox.flush();
    expect(await wholeDatabase()).toContain('Lovelace');
    await turnAfter(DAY_MS);
    expect((await publishedEvents(service.outbox)).at(-1)).toEqual({
      subject: Subjects.UserErased,
      data: { id: service.user.id, version: 1 },
    });
    await service.deletions.turn();
    const left = await wholeDatabase();
    expect(left).not.toMatch(/lovelace/i);
    expect(left).toContain(service.user.id);
    expect((await Erasure.findById(service.user._id))?.doneAt).toBeDefined();
    await signIn().expect(400);
  });

  it('takes its copy along', async () => {
    const { body } = await request(service.app)
      .get('/api/users/me/export')
      .set('Authorization', bearerFor(service.user))
      .expect(202);
    const place = { id: body.id, service: 'orders', part: 0, isLast: true, sealed: 'x' } as const;
    await service.dataExports.addPart(place);
    expect(await ExportPart.countDocuments()).toBe(1);
    await turnAfter(DAY_MS);
    await service.dataExports.addPart({ ...place, part: 1 });
    expect([await Export.countDocuments(), await ExportPart.countDocuments()]).toEqual([0, 0]);
  });

  it('is done once by replicas that find it together', async () => {
    service.passTime(DAY_MS);
    await Promise.all([service.deletions.turn(), service.deletions.turn(), service.deletions.turn()]);
    const erased = (await publishedEvents(service.outbox)).filter(
      ({ subject }) => subject === String(Subjects.UserErased),
    );
    expect(erased).toHaveLength(1);
  });
});

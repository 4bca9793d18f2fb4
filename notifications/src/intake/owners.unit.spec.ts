import { signin, testJwtKey, testLogger, testUser } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { RecipientBook } from '../delivery/address-book';
import { deterministicUuid, idAmongOwn } from '../notification/notification-id';
import { PreferenceStore } from '../preferences/preferences';
import { ReadModels } from '../read-models/read-models';
import { Notifier } from '../rules/notifier';
import { Reminders } from '../rules/reminders';
import { facts } from '../testing/facts';
import { testToken, usePipeline, testContext } from '../testing/setup';
import { stored } from '../testing/stored';

jest.mock('../nats-wrapper');

const service = usePipeline();
const stranger = testUser({ email: 'stranger@example.com' });
const mail = { type: 'EMAIL', message: 'Hello', receiver: stranger.email };

const post = (body: object, user = stranger) =>
  request(service.app).post('/notification').set('Cookie', signin(user)).send(body);
const postAll = (bodies: object[]) =>
  request(service.app).post('/notification/batch').set('Cookie', signin(stranger)).send(bodies);
const show = (id: string, user = stranger) =>
  request(service.app).get(`/api/notifications/${id}`).set('Cookie', signin(user));
const findRows = async (userId: string) =>
  (await service.notifications()).filter((row) => row.userId === userId);

/** What reminds buyers, on the spec's database. */
function reminding() {
  const { connection } = mongoose;
  const readModels = new ReadModels(connection);
  const preferences = new PreferenceStore(connection);
  const shown: object[] = [];
  const notifier = new Notifier({
    intake: service.pipeline.intake,
    feed: { append: (...added) => Promise.resolve(void shown.push(...added.map(({ data }) => data))) },
    preferences,
    recipients: new RecipientBook(connection, preferences),
    context: testContext,
    linkKey: testJwtKey,
  });
  const reminders = new Reminders({ readModels, notifier, context: testContext, logger: testLogger });
  return { readModels, reminders, shown };
}

/** A held order whose reminder is due, and the ids that its mail and its entry in the inbox have. */
async function dueOrder({ readModels }: ReturnType<typeof reminding>) {
  const [_id, userId] = [facts.id(), facts.id()];
  const [expiresAt, remindAt] = [new Date(Date.now() + 60_000), new Date()];
  const order = { ...facts.order({ id: facts.id(), price: 10 }), ticketId: facts.id() };
  await readModels.orders.collection.insertOne({ ...order, _id, userId, expiresAt, remindAt } as never);
  await readModels.tickets.collection.insertOne({ _id: order.ticketId, title: 'Opera', version: 0 } as never);
  const cause = `reminder:${_id}:${expiresAt.toISOString()}`;
  const ids = ['EMAIL', 'INBOX'].map((channel) =>
    deterministicUuid(cause, 'order.expiring', userId, channel),
  );
  const again = () => readModels.orders.collection.updateOne({ _id }, { $set: { remindAt } });
  return { userId, ids, again };
}

describe('a reminder whose ids somebody has guessed', () => {
  it('is told all the same, once, whatever uuids a stranger posts before', async () => {
    const setUp = reminding();
    const { userId, ids, again } = await dueOrder(setUp);
    const others = Array.from({ length: 996 }, (_, n) =>
      deterministicUuid(`reminder:${n}`, 'order.expiring', userId, 'EMAIL'),
    );
    const guesses = [...ids, ...ids.map((id) => idAmongOwn('platform', id)), ...others];
    const { body } = await postAll(guesses.map((uuid) => ({ ...mail, uuid }))).expect(202);
    expect(body).toHaveLength(1_000);
    expect((await service.notifications()).filter(({ submitter }) => submitter === stranger.id)).toHaveLength(
      1_000,
    );
    await setUp.reminders.sweep();
    await again();
    await setUp.reminders.sweep();
    expect((await findRows(userId)).map(({ _id }) => _id).sort()).toEqual([...ids].sort());
  });

  it('is told all the same when they were taken before each had their own', async () => {
    const setUp = reminding();
    const { userId, ids, again } = await dueOrder(setUp);
    const taken = { submitter: stranger.id, receiver: stranger.email };
    for (const uuid of ids) await stored(service.pipeline.collection, { uuid, ...taken });
    await setUp.reminders.sweep();
    await again();
    await setUp.reminders.sweep();
    const rows = await findRows(userId);
    expect(rows.map(({ type }) => type).sort()).toEqual(['EMAIL', 'INBOX']);
    const inbox = rows.find(({ type }) => type === 'INBOX');
    expect(setUp.shown).toMatchObject([{ id: inbox?._id }, { id: inbox?._id }]);
  });

  it('is not told again when it was stored before', async () => {
    const setUp = reminding();
    const { userId, ids } = await dueOrder(setUp);
    const [uuid = '', inbox = ''] = ids;
    await stored(service.pipeline.collection, {
      uuid,
      userId,
      origin: 'event',
      text: 'As it was worded then',
    });
    await stored(service.pipeline.collection, { uuid: inbox, userId, origin: 'event', type: 'INBOX' });
    await setUp.reminders.sweep();
    expect(await findRows(userId)).toHaveLength(2);
  });
});

describe('one uuid', () => {
  const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
  const other = testUser({ email: 'other@example.com' });
  const others = { ...mail, receiver: other.email };
  const asService = (body: object) =>
    request(service.internal).post('/notification').set('Authorization', `Bearer ${testToken}`).send(body);

  it('of two users and a service is a notification of each, and each is answered the same again', async () => {
    const ask = () => [
      post({ ...mail, uuid }),
      post({ ...others, uuid }, other),
      asService({ ...mail, uuid }),
    ];
    const first = await Promise.all(ask().map((answer) => answer.expect(202).then(({ body }) => body)));
    const again = await Promise.all(ask().map((answer) => answer.expect(202).then(({ body }) => body)));
    expect(again).toEqual(first);
    expect(new Set(first.map(({ id }: { id: string }) => id)).size).toBe(3);
    expect(await service.notifications()).toHaveLength(3);
  });

  it('is found by whoever gave it, by the uuid and by the answer', async () => {
    const mine = await post({ ...mail, uuid }).expect(202);
    const theirs = await post({ ...others, uuid }, other).expect(202);
    expect(mine.body.id).toBe(uuid);
    expect((await show(uuid).expect(200)).body).toMatchObject({ id: uuid, receiver: mail.receiver });
    for (const id of [uuid, theirs.body.id as string]) {
      expect((await show(id, other).expect(200)).body).toMatchObject({ receiver: other.email });
    }
    await request(service.app).get(theirs.body.href).set('Cookie', signin(stranger)).expect(404);
  });

  it('is refused with another body to whoever gave it, and to nobody else', async () => {
    await post({ ...mail, uuid }).expect(202);
    await post({ ...others, uuid }, other).expect(202);
    await post({ ...mail, uuid, message: 'Other' }).expect(422);
    await post({ ...others, uuid, message: 'Other' }, other).expect(422);
    expect(await service.notifications()).toHaveLength(2);
  });

  it('that was stored before is the same notification for its submitter', async () => {
    await stored(service.pipeline.collection, {
      uuid,
      text: mail.message,
      receiver: mail.receiver,
      submitter: stranger.id,
      userId: stranger.id,
    });
    expect((await post({ ...mail, uuid }).expect(202)).body.id).toBe(uuid);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('of mails about a support ticket is a mail of each who asks for one', async () => {
    const ticketMail = (by: (body: object) => request.Test) =>
      by({ subject: 'A', content: 'B', recepientEmails: stranger.email, ticketId: 'T-1', uuid }).expect(202);
    const path = '/notifiServ/api/v1/notifications';
    const byUser = (body: object) =>
      request(service.app).post(path).set('Cookie', signin(stranger)).send(body);
    const byService = (body: object) =>
      request(service.internal).post(path).set('Authorization', `Bearer ${testToken}`).send(body);
    const [mine, again, theirs, twice] = [
      ...[await ticketMail(byUser), await ticketMail(byUser)],
      ...[await ticketMail(byService), await ticketMail(byService)],
    ].map(({ body }) => body.notificationIds as string[]);
    expect(again).toEqual(mine);
    expect(twice).toEqual(theirs);
    expect(theirs).not.toEqual(mine);
    expect(await service.notifications()).toHaveLength(2);
  });
});

import { bearer } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { DOOR_MESSAGE_LIMIT } from '../door-messages';
import { Admission } from '../models/admission';
import { DoorMessage } from '../models/door-message';
import { buy, newId, published, sale, someone, type TestSale, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('a message to the holders of a door', () => {
  const service = useTestService();
  const words = { subject: 'Doors open at six', text: 'Please come by the south entrance.\n\nBring a coat.' };
  let seller: { id: string };
  let what: TestSale;

  beforeEach(async () => {
    seller = await someone(service);
    what = await sale(seller.id);
  });

  const path = () => `/api/door/${what.showId ?? what.ticketId}/messages`;
  const send = (body: object = words, as = seller) =>
    request(service.app)
      .post(path())
      .set('Authorization', bearer(as))
      .set('Idempotency-Key', JSON.stringify(body).replaceAll(/\s/g, ''))
      .send(body);
  const get = (under = '', as = seller) =>
    request(service.app)
      .get(path() + under)
      .set('Authorization', bearer(as));
  const sweep = () => Promise.all(service.messages.map((messages) => messages.sweep()));
  const recipients = async () =>
    (await published(service.outbox, 'door:message-sent')).map(({ userIds }) => userIds as string[]);

  it('names each holder once, few at a time, whichever replicas carry it out', async () => {
    const holders = await Promise.all(Array.from({ length: 5 }, () => someone(service)));
    for (const { id } of holders) await buy(service, id, what, 3);
    const [refunded] = await buy(service, (await someone(service)).id, what);
    await Admission.updateOne({ _id: refunded!._id }, { status: 'void' });
    await buy(service, newId(), await sale(seller.id));

    expect((await get('/audience').expect(200)).body).toEqual({ people: 5 });
    const { body, headers } = await send().expect(202);
    expect(body).toMatchObject({ ...words, status: 'RUNNING', progress: 0, told: 0, finishedAt: null });
    expect(headers['location']).toBe(`${path()}/${body.id}`);
    await sweep();
    // One replica may have left a message to the other, which ended its look before.
    await sweep();
    const events = await recipients();
    for (const userIds of events) expect(userIds.length).toBeLessThanOrEqual(2);
    expect(events.flat().sort()).toEqual(holders.map(({ id }) => id).sort());
    expect((await published(service.outbox, 'door:message-sent'))[0]).toMatchObject({
      id: body.id,
      showId: what.showId,
      title: 'Requiem',
      ...words,
    });
    const done = { id: body.id, status: 'DONE', progress: 100, told: 5 };
    expect((await get(`/${body.id}`).expect(200)).body).toMatchObject(done);
    expect((await get().expect(200)).body).toMatchObject([done]);
  });

  it('goes on where a replica that ended has left it', async () => {
    const holders = [await someone(service), await someone(service)].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id } of holders) await buy(service, id, what);
    await send().expect(202);
    await DoorMessage.updateOne({}, { cursor: holders[0]!.id, told: 1 });
    expect((await get().expect(200)).body).toMatchObject([{ status: 'RUNNING', progress: 50 }]);
    await sweep();
    expect(await recipients()).toEqual([[holders[1]!.id]]);
  });

  it('keeps no other from its holders when many before can not be told', async () => {
    const holder = await someone(service);
    await buy(service, holder.id, what);
    const { body: bad } = await send().expect(202);
    const row = await DoorMessage.findOne().lean();
    const copies = Array.from({ length: 19 }, () => ({ ...row, _id: new mongoose.Types.ObjectId() }));
    await DoorMessage.collection.insertMany(copies);
    const { body: good } = await send({ ...words, subject: 'Doors open at seven' }).expect(202);
    // No event may be so.
    await DoorMessage.collection.updateMany({ subject: words.subject }, { $set: { subject: '' } });
    await sweep();
    expect((await get(`/${good.id}`)).body).toMatchObject({ status: 'DONE', told: 1 });
    expect((await get(`/${bad.id}`)).body).toMatchObject({ status: 'RUNNING', told: 0 });
  });

  it('is done at once where nobody holds anything, and begins once for a key', async () => {
    what = await sale(seller.id, { show: false });
    const [one, again] = [await send().expect(202), await send().expect(202)];
    expect(again.body.id).toBe(one.body.id);
    await sweep();
    expect(await recipients()).toEqual([]);
    expect((await get().expect(200)).body).toMatchObject([{ progress: 100, told: 0 }]);
  });

  it('is written by the seller alone', async () => {
    const staff = await someone(service);
    await request(service.app)
      .post(`/api/door/${what.showId}/staff`)
      .set('Authorization', bearer(seller))
      .send(staff)
      .expect(201);
    const { body } = await send().expect(202);
    for (const as of [staff, await someone(service)]) {
      await send(words, as).expect(401);
      for (const under of ['', '/audience', `/${body.id}`]) await get(under, as).expect(401);
    }
    // Of another door of hers.
    what = await sale(seller.id);
    await get(`/${body.id}`).expect(404);
    expect(await DoorMessage.countDocuments()).toBe(1);
  });

  it('needs words, and not too many', async () => {
    for (const wrong of [{ subject: '' }, { text: ' ' }, { text: 'x'.repeat(5_001) }, { subject: 'a\nb' }])
      await send({ ...words, ...wrong }).expect(400);
    expect(await DoorMessage.countDocuments()).toBe(0);
  });

  it('is refused above so many a day', async () => {
    const { limit } = DOOR_MESSAGE_LIMIT;
    for (let nth = 0; nth < limit; nth += 1) await send({ ...words, subject: `${nth}` }).expect(202);
    const { headers } = await send({ ...words, subject: 'more' }).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(80_000);
    expect(await DoorMessage.countDocuments()).toBe(limit);
  });
});

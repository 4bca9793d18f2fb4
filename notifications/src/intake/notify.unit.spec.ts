import { bearer, signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { testToken, usePipeline } from '../testing/setup';

jest.mock('../nats-wrapper');

const service = usePipeline();
const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
const mail = { type: 'EMAIL', message: 'Hello World', receiver: 'test@gmail.com' };

/** As a service, on the internal port. */
const post = (body: object) =>
  request(service.internal).post('/notification').set('Authorization', `Bearer ${testToken}`).send(body);

describe('a service that asks for a notification', () => {
  it('gets its id and where to look, once it is stored', async () => {
    const { body } = await post(mail).expect(202);
    expect(body).toEqual({
      id: expect.any(String),
      status: 'ACCEPTED',
      href: `/api/notifications/${body.id}`,
    });
    const [row] = await service.notifications();
    expect(row).toMatchObject({
      _id: body.id,
      type: 'EMAIL',
      receiver: 'test@gmail.com',
      status: 'ACCEPTED',
    });
    expect(row?.dueAt).toEqual(row?.createdAt);
  });

  it('may use the short spelling, and leave the receiver to the configuration', async () => {
    const { body } = await post({ txt: 'Kole Poluchi li', destination: 'EMAIL', uuid }).expect(202);
    expect(body.id).toBe(uuid);
    const [row] = await service.notifications();
    expect(row).toMatchObject({ text: 'Kole Poluchi li' });
    expect(row).not.toHaveProperty('receiver');
  });

  it('gets the same answer for the same uuid and body, and one notification', async () => {
    const first = await post({ ...mail, uuid }).expect(202);
    await service.pipeline.collection.updateOne({ _id: uuid }, { $set: { status: 'PROCESSED' } });
    const again = await post({ ...mail, uuid: uuid.toUpperCase(), receiver: ' test@GMAIL.com' }).expect(202);
    expect(again.body).toEqual(first.body);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('gets 422 for the same uuid with another body', async () => {
    await post({ ...mail, uuid }).expect(202);
    const { body } = await post({ ...mail, uuid, message: 'Other' }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'uuid', code: 'uuid_reused' })]);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('stores a hundred that come at once under one uuid as one', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => post({ ...mail, uuid })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('is refused without the token, or with another', async () => {
    await request(service.internal).post('/notification').send(mail).expect(401);
    const { status } = await request(service.internal)
      .post('/notification')
      .set('Authorization', `Bearer ${testToken}x`)
      .send(mail);
    expect(status).toBe(401);
    expect(await service.notifications()).toHaveLength(0);
  });

  it.each<[string, object]>([
    ['type', { ...mail, type: 'FAX' }],
    ['type', { message: 'x', receiver: 'a@example.com' }],
    ['destination', { destination: 'PIGEON', txt: 'x', uuid }],
    ['message', { ...mail, message: '  ' }],
    ['message', { ...mail, message: 7 }],
    ['message', { ...mail, message: 'x'.repeat(65_537) }],
    ['message', { type: 'SMS', receiver: '+14155550123', message: 'x'.repeat(1_601) }],
    ['txt', { destination: 'EMAIL', uuid }],
    ['uuid', { ...mail, uuid: '123' }],
    ['uuid', { destination: 'EMAIL', txt: 'x' }],
    ['receiver', { type: 'EMAIL', message: 'x' }],
    ['receiver', { ...mail, receiver: 'nobody' }],
    ['receiver', { ...mail, receiver: { $ne: null } }],
    ['receiver', { ...mail, receiver: 'a@example.com\r\nBcc: b@example.com' }],
    ['receiver', { ...mail, type: 'SMS', receiver: '555' }],
    ['receiver', { ...mail, type: 'SLACK', receiver: 'https://evil.example/T1/B1/x' }],
    ['receiver', { destination: 'SMS', txt: 'x', uuid }],
    ['subject', { ...mail, subject: 'Hello\r\nBcc: b@example.com' }],
    ['subject', { ...mail, subject: 'x'.repeat(256) }],
    ['userId', { ...mail, userId: '' }],
  ])('is told that %s is wrong in %j', async (field, body) => {
    const { body: answer } = await post(body).expect(400);
    expect(answer.errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect(await service.notifications()).toHaveLength(0);
  });

  it('is told of all that is wrong at once', async () => {
    const { body } = await post({ type: 'EMAIL', uuid: 'x' }).expect(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([
      'message',
      'uuid',
      'receiver',
    ]);
  });

  it.each(['[1]', '"text"', 'null'])('is told that %s is no notification', async (body) => {
    const answer = await request(service.internal)
      .post('/notification')
      .set('Authorization', `Bearer ${testToken}`)
      .set('Content-Type', 'application/json')
      .send(body);
    expect(answer.status).toBe(400);
  });

  it('is told when the body is too large', async () => {
    await post({ ...mail, message: 'x'.repeat(600_000) }).expect(413);
  });
});

describe('through the ingress', () => {
  const user = testUser({ email: 'me@example.com' });
  const own = { ...mail, receiver: 'ME@example.com' };

  it('a user may tell their own address, which then is in their inbox', async () => {
    await service.enrol(user);
    const { body } = await request(service.app).post('/notification').set('Cookie', signin(user)).send(own);
    expect(body).toMatchObject({ status: 'ACCEPTED' });
    const [row] = await service.notifications();
    expect(row).toMatchObject({ userId: user.id, submitter: user.id, receiver: 'me@example.com' });
  });

  it('a repetition with the same Idempotency-Key is answered as before, and stored once', async () => {
    const again = () =>
      request(service.app)
        .post('/notification')
        .set('Cookie', signin(user))
        .set('Idempotency-Key', 'key-1')
        .send(own);
    const [first, second] = [await again().expect(202), await again().expect(202)];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await service.notifications()).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['somebody else', mail],
    ['a phone', { type: 'SMS', message: 'x', receiver: '+14155550123' }],
    ['another user', { type: 'EMAIL', message: 'x', userId: 'someone' }],
    ['the configured receiver', { destination: 'EMAIL', txt: 'x', uuid }],
  ])('a user may not tell %s', async (_who, body) => {
    await request(service.app).post('/notification').set('Cookie', signin(user)).send(body).expect(401);
    expect(await service.notifications()).toHaveLength(0);
  });

  it('an admin may tell anyone', async () => {
    const admin = testUser({ role: 'admin' });
    await service.enrol(admin);
    await request(service.app)
      .post('/notification')
      .set('Authorization', bearer(admin))
      .send(mail)
      .expect(202);
    expect((await service.notifications())[0]).toMatchObject({ submitter: admin.id });
  });

  it('nobody else may, and the token of the internal port is none here', async () => {
    await request(service.app).post('/notification').send(mail).expect(401);
    const withToken = request(service.app).post('/notification').set('Authorization', `Bearer ${testToken}`);
    await withToken.send(mail).expect(401);
  });

  it('a page of another origin may not', async () => {
    const answer = await request(service.app)
      .post('/notification')
      .set('Cookie', signin(user))
      .set('Origin', 'https://evil.example')
      .send(own);
    expect(answer.status).toBe(403);
  });
});

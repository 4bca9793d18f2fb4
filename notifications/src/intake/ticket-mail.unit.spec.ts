import { randomUUID } from 'node:crypto';
import { signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { testToken, publishedToSupport, usePipeline } from '../testing/setup';

jest.mock('../nats-wrapper');

const service = usePipeline();
const ticketMail = {
  subject: 'Ticket with id [ id ] has been created',
  content: 'Ticket has been created. User is having some issues',
  requester: 'Vishwa Mohan',
  ticketId: 'qqwe2314355521',
};
const recipients = 'xyz@gmail.com, pqr@linkeddin.com';

const post = (body: object) =>
  request(service.internal)
    .post('/notifiServ/api/v1/notifications')
    .set('Authorization', `Bearer ${testToken}`)
    .send(body);

describe('mail about a support ticket', () => {
  it.each(['recepientEmails', 'receipientEmails', 'recipientEmails'])(
    'goes to each of its %s',
    async (field) => {
      const { body } = await post({ ...ticketMail, [field]: recipients }).expect(202);
      expect(body).toMatchObject({ requestId: 'qqwe2314355521', status: 'Accepted Request' });
      const rows = await service.notifications();
      expect(rows.map(({ receiver }) => receiver).sort()).toEqual(['pqr@linkeddin.com', 'xyz@gmail.com']);
      expect([...body.notificationIds].sort()).toEqual(rows.map(({ _id }) => _id).sort());
      expect(rows[0]).toMatchObject({
        subject: ticketMail.subject,
        text: ticketMail.content,
        kind: 'support',
      });
    },
  );

  it('is told to the help desk, from version 0', async () => {
    const { body } = await post({ ...ticketMail, recipientEmails: 'xyz@gmail.com' }).expect(202);
    expect(await publishedToSupport(service.outbox)).toEqual([
      {
        id: body.notificationIds[0],
        version: 0,
        ticketId: 'qqwe2314355521',
        recipient: 'xyz@gmail.com',
        channel: 'EMAIL',
        status: 'ACCEPTED',
        time: expect.any(String),
      },
    ]);
  });

  it('is told to the help desk as a part of the call that asked for it', async () => {
    const mail = { ...ticketMail, recipientEmails: 'xyz@gmail.com' };
    const { headers } = await post(mail).set('x-correlation-id', 'the-call').expect(202);
    expect(headers['x-correlation-id']).toBe('the-call');
    const event = await service.pipeline.connection.collection('outbox').findOne({});
    expect(JSON.parse(String(event?.['wire']))).toMatchObject({ meta: { correlationId: 'the-call' } });
  });

  it('goes once to who is named twice', async () => {
    await post({ ...ticketMail, recipientEmails: 'xyz@gmail.com, XYZ@gmail.com,' }).expect(202);
    expect(await service.notifications()).toHaveLength(1);
  });

  it.each([{ ticketId: 'another' }, { requester: 'Somebody Else' }])(
    'is not taken for another that has its uuid (%j)',
    async (other) => {
      const mail = { ...ticketMail, recipientEmails: 'xyz@gmail.com', uuid: randomUUID() };
      await post(mail).expect(202);
      const { body } = await post({ ...mail, ...other }).expect(422);
      expect(body.errors).toMatchObject([{ field: 'uuid', code: 'uuid_reused' }]);
    },
  );

  it('is sent once however often it is asked for under one uuid', async () => {
    const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
    const body = { ...ticketMail, recipientEmails: recipients, uuid };
    const answers = await Promise.all([post(body), post(body), post({ ...body, uuid: uuid.toUpperCase() })]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await service.notifications()).toHaveLength(2);
    expect(await publishedToSupport(service.outbox)).toHaveLength(2);
    await post({ ...body, content: 'Other' }).expect(422);
  });

  it.each<[string, object]>([
    ['subject', { subject: undefined }],
    ['subject', { subject: 'a\nb' }],
    ['content', { content: '' }],
    ['requester', { requester: 'a\r\nb' }],
    ['ticketId', { ticketId: undefined }],
    ['ticketId', { ticketId: 'x'.repeat(65) }],
    ['uuid', { uuid: 'x' }],
    ['recipientEmails', { recipientEmails: 'nobody' }],
    ['recipientEmails', { recipientEmails: ' , ' }],
    ['recipientEmails', { recipientEmails: [{}] }],
    ['recepientEmails', { recipientEmails: undefined }],
    ['recipientEmails', { recipientEmails: Array.from({ length: 101 }, (_, n) => `u${n}@x.com`).join() }],
  ])('is refused when %s is wrong: %j', async (field, wrong) => {
    const { body } = await post({ ...ticketMail, recipientEmails: recipients, ...wrong }).expect(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect(await service.notifications()).toHaveLength(0);
  });

  it('is not for users to send to others', async () => {
    const user = testUser({ email: 'xyz@gmail.com' });
    const send = (emails: string) =>
      request(service.app)
        .post('/notifiServ/api/v1/notifications')
        .set('Cookie', signin(user))
        .send({ ...ticketMail, recipientEmails: emails });
    await send(recipients).expect(401);
    await send('xyz@gmail.com').expect(202);
    // The ticket they name may be somebody else's.
    expect(await publishedToSupport(service.outbox)).toEqual([]);
    await request(service.app).post('/notifiServ/api/v1/notifications').send({}).expect(401);
  });
});

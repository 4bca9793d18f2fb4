import { signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { stored } from '../testing/stored';
import { usePipeline } from '../testing/setup';

jest.mock('../nats-wrapper');

const service = usePipeline();
const ann = { ...testUser({ email: 'ann@example.com' }), emailVerified: false };
const admin = testUser({ email: 'admin@example.com', role: 'admin' });
const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
const mail = { type: 'EMAIL', message: 'Hello', receiver: ann.email };

const post = (path: string, body: object, user: ReturnType<typeof testUser> = ann) =>
  request(service.app).post(path).set('Cookie', signin(user)).send(body);

/** Every way in, with the body a user sends to themselves, and where the answer has the status. */
const ways: [string, string, object, (body: never) => unknown][] = [
  ['one', '/notification', mail, ({ status }: { status: string }) => status],
  [
    'one in the short spelling',
    '/notification',
    { destination: 'EMAIL', txt: 'Hello', uuid, receiver: ann.email },
    ({ status }: { status: string }) => status,
  ],
  [
    'one for the account',
    '/notification',
    { type: 'EMAIL', message: 'Hello', userId: ann.id },
    ({ status }: { status: string }) => status,
  ],
  ['a batch', '/notification/batch', [mail], ([line]: [{ status: string }]) => line.status],
];
const ticketMail = { subject: 'Hello', content: 'Hello', recepientEmails: ann.email, ticketId: '1' };

describe('what a user sends to their own address', () => {
  describe('before it is proven', () => {
    it.each(ways)('is held: %s', async (_what, path, body, statusIn) => {
      await service.enrol(ann);
      const answer = await post(path, body).expect(202);
      expect(statusIn(answer.body as never)).toBe('HELD');
      expect(await service.notifications()).toMatchObject([{ status: 'HELD', userId: ann.id, version: 0 }]);
    });

    it('is held: a mail about a support ticket', async () => {
      await service.enrol(ann);
      await post('/notifiServ/api/v1/notifications', ticketMail).expect(202);
      expect(await service.notifications()).toMatchObject([{ status: 'HELD' }]);
    });

    it('is held of somebody whom no event has told of yet', async () => {
      expect((await post('/notification', mail)).body).toMatchObject({ status: 'HELD' });
    });

    it('has the same answer when it comes again', async () => {
      await service.enrol(ann);
      const first = await post('/notification', { ...mail, uuid });
      await service.pipeline.hold.release(ann.id);
      expect((await post('/notification', { ...mail, uuid })).body).toEqual(first.body);
    });

    it('says nothing of when it is tried', async () => {
      await service.enrol(ann);
      const { body } = await post('/notification', mail);
      const shown = await request(service.app).get(body.href).set('Cookie', signin(ann)).expect(200);
      expect(shown.body).toMatchObject({ status: 'HELD', nextAttemptAt: null });
    });

    it('goes to a confirmed phone all the same', async () => {
      await service.enrol(ann);
      const { body } = await post('/notification', { type: 'SMS', message: 'Hello', userId: ann.id });
      expect(body).toMatchObject({ status: 'ACCEPTED' });
    });
  });

  it('is accepted once the address is proven', async () => {
    await service.enrol({ ...ann, emailVerified: true });
    expect((await post('/notification', mail)).body).toMatchObject({ status: 'ACCEPTED' });
  });

  it('is accepted of an admin, who tells whom they like', async () => {
    await service.enrol({ ...admin, emailVerified: false });
    const { body } = await post('/notification', mail, admin).expect(202);
    expect(body).toMatchObject({ status: 'ACCEPTED' });
  });
});

describe('the proof of an address', () => {
  it('makes due what was held for its user, of nobody else, and shows it', async () => {
    const { collection, hold, changes } = service.pipeline;
    const held = await stored(collection, { userId: ann.id, submitter: ann.id, held: true });
    const other = await stored(collection, { userId: admin.id, submitter: admin.id, held: true });
    const seen: unknown[] = [];
    const stop = changes.onChanges((list) => void seen.push(...list));
    for (let again = 0; again < 2; again += 1) await hold.release(ann.id);
    stop();
    const rows = new Map((await service.notifications()).map((row) => [row._id, row]));
    expect(rows.get(held._id)).toMatchObject({ status: 'ACCEPTED', version: 1 });
    expect(rows.get(held._id)?.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(rows.get(other._id)).toMatchObject({ status: 'HELD', version: 0 });
    expect(seen).toMatchObject([{ id: held._id, status: 'ACCEPTED', version: 1 }]);
  });
});

import { randomUUID } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { AuditRecordedListener } from '../events/listeners';
import { AuditEntry, PendingAudit } from '../models/audit-entry';
import { natsWrapper } from '../nats-wrapper';
import { checkChain } from '../services/audit-check';
import { AuditLog } from '../services/audit-log';
import { bearerFor, createUser, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
const database = useTestDatabase();

/** What is wrong with the log as it is stored. */
const fault = async (head?: string): Promise<string | undefined> =>
  (await checkChain(database.connection, head)).fault;

describe('the audit log', () => {
  it('has who changed whose role, when, from where, before and after', async () => {
    const admin = await createUser({ role: 'admin' });
    const user = await createUser();
    const { app } = testApp();
    const asAdmin = { Authorization: bearerFor(admin), 'X-Forwarded-For': '10.0.0.1' };
    await request(app).patch(`/api/users/${user.id}`).set(asAdmin).send({ role: 'engineer' }).expect(200);
    await request(app).patch(`/api/users/${user.id}`).set(asAdmin).send({ role: 'engineer' }).expect(200);
    const { body } = await request(app)
      .get(`/api/ops/auth/audit?subject=${encodeURIComponent(user.email)}&action=account.changed`)
      .set(asAdmin)
      .expect(200);
    expect(body).toEqual([
      {
        id: expect.any(String),
        sequence: 1,
        action: 'account.changed',
        actor: admin.id,
        actorAccount: { name: 'Ada', email: admin.email },
        subject: user.id,
        subjectAccount: { name: 'Ada', email: user.email },
        at: expect.any(String),
        address: '10.0.0.1',
        correlationId: expect.any(String),
        before: { role: 'customer', status: 'approved' },
        after: { role: 'engineer', status: 'approved' },
        previous: '0'.repeat(64),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await fault()).toBeUndefined();
  });

  it('is for admins only, and pages from the newest', async () => {
    const admin = await createUser({ role: 'admin' });
    const user = await createUser({ email: 'ada@example.com' });
    const { app } = testApp();
    await request(app).get('/api/ops/auth/audit').set('Authorization', bearerFor(user)).expect(401);
    for (let n = 0; n < 3; n += 1)
      await request(app)
        .post('/api/users/signin')
        .send({ email: 'ada@example.com', password: testPassword })
        .expect(200);
    const get = (path: string) => request(app).get(path).set('Authorization', bearerFor(admin)).expect(200);
    const first = await get('/api/ops/auth/audit?limit=2');
    expect(first.body).toMatchObject([{ sequence: 3, action: 'session.begun' }, { sequence: 2 }]);
    const [, next] = /<([^>]+)>; rel="next"/.exec(String(first.headers['link']))!;
    expect((await get(next!)).body).toMatchObject([{ sequence: 1, actor: user.id }]);
  });

  it('is searched by address, of IPv6 by its network', async () => {
    const admin = await createUser({ role: 'admin' });
    const log = new AuditLog(database.connection, testLogger);
    for (const address of ['10.0.0.1', '2001:db8:0:100::/56'])
      await log.take(address, { action: 'test.done', actor: null, subject: null, address, at: new Date() });
    const { app } = testApp();
    const found = async (address: string) => {
      const { body } = await request(app)
        .get('/api/ops/auth/audit')
        .query({ address })
        .set('Authorization', bearerFor(admin))
        .expect(200);
      return (body as { address: string }[]).map((entry) => entry.address);
    };
    expect(await found('10.0.0.1')).toEqual(['10.0.0.1']);
    expect(await found('2001:db8:0:1ff::7')).toEqual(['2001:db8:0:100::/56']);
    expect(await found('2001:db8:0:100::/56')).toEqual(['2001:db8:0:100::/56']);
    expect(await found('10.0.0.2')).toEqual([]);
  });

  it('is searched by time, and taken away as a file, which it notes', async () => {
    const admin = await createUser({ role: 'admin' });
    const log = new AuditLog(database.connection, testLogger);
    for (const hour of [10, 11, 12])
      await log.take(`${hour}`, {
        action: 'test.done',
        actor: '=1+1',
        subject: 'show',
        after: { hour: `${hour}` },
        at: new Date(`2026-05-01T${hour}:00:00Z`),
      });
    const { app } = testApp();
    const get = (query: string) =>
      request(app).get(`/api/ops/auth/audit?${query}`).set('Authorization', bearerFor(admin));
    const within = 'from=2026-05-01T11:00:00Z&until=2026-05-01T12:00:00Z';
    expect((await get(within).expect(200)).body).toMatchObject([{ id: '11' }]);
    await get('from=yesterday').expect(400);
    const { text, headers } = await get('action=test.done&format=csv').expect(200);
    expect(headers['content-disposition']).toBe('attachment; filename="audit.csv"');
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toContain('"sequence","at","action","actor"');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 4))).toEqual(
      [12, 11, 10].map((hour, n) => [
        `"${3 - n}"`,
        `"2026-05-01T${hour}:00:00.000Z"`,
        '"test.done"',
        `"'=1+1"`,
      ]),
    );
    expect((await get('action=audit.exported').expect(200)).body).toMatchObject([
      { actor: admin.id, subject: null, address: expect.any(String), after: { action: 'test.done' } },
    ]);
  });

  it('is searched by ids in any case', async () => {
    const admin = await createUser({ role: 'admin' });
    const log = new AuditLog(database.connection, testLogger);
    const act = { action: 'test.done', actor: admin.id, at: new Date() };
    const notification = randomUUID();
    const subjects = [admin.id, notification, 'ticket:created:7'];
    for (const subject of subjects) await log.take(subject, { ...act, subject });
    const { app } = testApp();
    const found = async (query: object) => {
      const { body } = await request(app)
        .get('/api/ops/auth/audit')
        .query(query)
        .set('Authorization', bearerFor(admin))
        .expect(200);
      return (body as { subject: string }[]).map(({ subject }) => subject);
    };
    expect(await found({ actor: admin.id.toUpperCase() })).toHaveLength(3);
    expect(await found({ subject: admin.id.toUpperCase() })).toEqual([admin.id]);
    expect(await found({ subject: notification.toUpperCase() })).toEqual([notification]);
    expect(await found({ subject: 'ticket:created:7' })).toEqual(['ticket:created:7']);
  });

  it('notes of who was searched for the id alone when it is taken away', async () => {
    const admin = await createUser({ role: 'admin' });
    const user = await createUser({ email: 'ada@example.com' });
    const { app } = testApp();
    const get = (query: string) =>
      request(app).get(`/api/ops/auth/audit?${query}`).set('Authorization', bearerFor(admin)).expect(200);
    await get('format=csv&actor=ada@example.com&subject=grace@example.com&action=session.begun');
    expect((await get('action=audit.exported')).body).toMatchObject([
      { after: { actor: user.id, subject: 'nobody', action: 'session.begun' } },
    ]);
    expect((await get('actor=grace@example.com')).body).toEqual([]);
  });

  it('has failed sign-ins and lock-outs: the first of a minute at once, the others as a number', async () => {
    const user = await createUser({ email: 'ada@example.com' });
    const { app } = testApp();
    for (let n = 0; n < 12; n += 1)
      await request(app).post('/api/users/signin').send({ email: user.email, password: 'wrong password' });
    await PendingAudit.updateMany({}, { dueAt: new Date() });
    await new AuditLog(database.connection, testLogger).seal();
    const counts = async (action: string) =>
      (await AuditEntry.find({ action, subject: user.id }).lean()).map(({ count }) => count ?? 1);
    // A minute may end in between: all are there, in at most two counts and their firsts.
    expect(Math.max(...(await counts('signin.failed')))).toBeGreaterThanOrEqual(5);
    expect((await counts('signin.failed')).length).toBeLessThanOrEqual(4);
    expect((await counts('signin.locked')).length).toBeGreaterThanOrEqual(1);
    expect(await fault()).toBeUndefined();
  });

  it('has what was done in other services, once, however often it is told', async () => {
    const replicas = [1, 2].map(() => new AuditLog(database.connection, testLogger)) as [AuditLog, AuditLog];
    const act = { action: 'show.cancelled', actor: 'ada', subject: 'show', address: '10.0.0.1' };
    const store = new MongoMessageStore(database.connection);
    const messaging = new Messaging({ service: 'auth', nats: natsWrapper, store, logger: testLogger });
    const meta = { id: 'event', time: '2026-05-01T12:00:00.000Z', correlationId: 'request' };
    const wire = JSON.stringify({ ...act, meta });
    for (const replica of [...replicas, ...replicas]) {
      const message = { subject: Subjects.AuditRecorded, sequence: 1, wire };
      expect(await messaging.process(new AuditRecordedListener(replica), message, true)).toBe('acked');
      await replica.seal();
    }
    expect(await AuditEntry.find().lean()).toMatchObject([
      { ...act, _id: 'event', at: new Date(meta.time), correlationId: 'request', sequence: 1 },
    ]);
    expect(await PendingAudit.countDocuments()).toBe(0);
  });

  it('is one chain without a gap, whatever is written at once by two replicas', async () => {
    const replicas = [1, 2].map(() => new AuditLog(database.connection, testLogger)) as [AuditLog, AuditLog];
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const replica = replicas[n % 2 === 0 ? 0 : 1];
        await replica.record({ action: 'test.done', actor: `user-${n}`, subject: null });
        await replica.seal();
      }),
    );
    expect(await AuditEntry.countDocuments()).toBe(200);
    expect(await PendingAudit.countDocuments()).toBe(0);
    expect(await fault()).toBeUndefined();
  });

  it('shows the first entry that was altered, removed, inserted or moved', async () => {
    const log = new AuditLog(database.connection, testLogger);
    for (let n = 0; n < 5; n += 1)
      await log.record({ action: 'test.done', actor: `user-${n}`, subject: null });
    await log.seal();
    const { collection } = AuditEntry;
    const checked = await checkChain(database.connection);
    expect(checked).toEqual({ count: 5, head: expect.stringMatching(/^5:[0-9a-f]{64}$/), fault: undefined });
    await collection.updateOne({ sequence: 2 }, { $set: { actor: 'somebody else' } });
    expect(await fault()).toBe('entry 2: altered');
    await collection.updateOne({ sequence: 2 }, { $set: { actor: 'user-1' } });
    const removed = await collection.findOneAndDelete({ sequence: 4 });
    expect(await fault()).toBe('entry 5: removed before it, or inserted (4 expected)');
    await collection.insertOne({ ...removed!, hash: 'f'.repeat(64) });
    expect(await fault()).toBe('entry 4: altered');
    await collection.replaceOne({ sequence: 4 }, removed!);
    for (const [from, to] of [
      [2, 99],
      [3, 2],
      [99, 3],
    ])
      await collection.updateOne({ sequence: from }, { $set: { sequence: to } });
    expect(await fault()).toBe('entry 2: altered');
    for (const [from, to] of [
      [3, 99],
      [2, 3],
      [99, 2],
    ])
      await collection.updateOne({ sequence: from }, { $set: { sequence: to } });
    expect(await fault(checked.head)).toBeUndefined();
    await collection.deleteOne({ sequence: 5 });
    expect(await fault()).toBeUndefined();
    expect(await fault(checked.head)).toBe('entry 5: removed from the end, or replaced');
  });
});

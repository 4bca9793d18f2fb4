import { Subjects } from '@ticketing/common/contracts';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { findFault } from '../domain/audit-chain';
import { AuditRecordedListener } from '../events/listeners';
import { AuditEntry, PendingAudit, type StoredEntry } from '../models/audit-entry';
import { natsWrapper } from '../nats-wrapper';
import { AuditLog } from '../services/audit-log';
import { bearerFor, createUser, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
const database = useTestDatabase();

/** What is wrong with the log as it is stored. */
const faults = async (): Promise<string[]> => {
  const rows = await AuditEntry.find().sort({ sequence: 1 }).lean<StoredEntry[]>();
  const entries = rows.map(({ _id, ...entry }) => ({ id: _id, ...entry }));
  return entries.flatMap((entry, n) => findFault(entry, entries[n - 1]) ?? []);
};

describe('the audit log', () => {
  it('has who changed whose role, when, from where, before and after', async () => {
    const admin = await createUser({ role: 'admin' });
    const user = await createUser();
    const { app } = testApp();
    const asAdmin = { Authorization: bearerFor(admin), 'X-Forwarded-For': '10.0.0.1' };
    await request(app).patch(`/api/users/${user.id}`).set(asAdmin).send({ role: 'engineer' }).expect(200);
    await request(app).patch(`/api/users/${user.id}`).set(asAdmin).send({ role: 'engineer' }).expect(200);
    const { body } = await request(app)
      .get(`/api/ops/auth/audit?subject=${user.id}&action=account.changed`)
      .set(asAdmin)
      .expect(200);
    expect(body).toEqual([
      {
        id: expect.any(String),
        sequence: 1,
        action: 'account.changed',
        actor: admin.id,
        subject: user.id,
        at: expect.any(String),
        address: '10.0.0.1',
        correlationId: expect.any(String),
        before: { role: 'customer', status: 'approved' },
        after: { role: 'engineer', status: 'approved' },
        previous: '0'.repeat(64),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await faults()).toEqual([]);
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
    expect(await faults()).toEqual([]);
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
    expect(await faults()).toEqual([]);
  });

  it('shows what was altered, removed or inserted', async () => {
    const log = new AuditLog(database.connection, testLogger);
    for (let n = 0; n < 5; n += 1)
      await log.record({ action: 'test.done', actor: `user-${n}`, subject: null });
    await log.seal();
    await AuditEntry.collection.updateOne({ sequence: 2 }, { $set: { actor: 'somebody else' } });
    expect(await faults()).toEqual(['entry 2: altered']);
    await AuditEntry.collection.updateOne({ sequence: 2 }, { $set: { actor: 'user-1' } });
    const removed = await AuditEntry.collection.findOneAndDelete({ sequence: 4 });
    expect(await faults()).toEqual(['entry 5: removed before it, or inserted (4 expected)']);
    await AuditEntry.collection.insertOne({ ...removed!, hash: 'f'.repeat(64) });
    expect(await faults()).toEqual(['entry 4: altered', 'entry 5: does not follow the one before']);
  });
});

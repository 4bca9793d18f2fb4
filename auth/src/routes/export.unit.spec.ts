import {
  type ExportingService,
  exportingServices,
  type ExportPartAddedEvent,
  type ExportRequestedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { ExportListener } from '@ticketing/common/exports';
import { UserDirectory } from '@ticketing/common/roles';
import { databases } from '@ticketing/infra';
import { strFromU8, unzipSync } from 'fflate';
import mongoose from 'mongoose';
import request from 'supertest';
import { AuditEntry } from '../models/audit-entry';
import { Export, ExportPart } from '../models/export';
import { User } from '../models/user';
import { personalData } from '../personal-data';
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
beforeEach(() => Promise.all([Export.init(), ExportPart.init()]));

const path = '/api/users/me/export';
const get = (by = service.user) => request(service.app).get(path).set('Authorization', bearerFor(by));
const renew = () => request(service.app).post(path).set('Authorization', bearerFor(service.user));
const status = async () =>
  (await request(service.app).get(`${path}/status`).set('Authorization', bearerFor(service.user)).expect(200))
    .body.export;
const download = async () => {
  const { body } = await get()
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    })
    .expect(200)
    .expect('Content-Type', /application\/zip/)
    .expect('Content-Disposition', /attachment/);
  return new Map(
    Object.entries(unzipSync(body as Buffer)).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes))]),
  );
};
const sent = async <D>(subject: Subjects): Promise<D[]> =>
  (await publishedEvents(service.outbox))
    .filter((event) => event.subject === String(subject))
    .map(({ data }) => data as unknown as D);
const requests = () => sent<ExportRequestedEvent['data']>(Subjects.ExportRequested);

/** What a service publishes when it hears of a request; all services have what auth has here. */
async function answerAs(name: ExportingService): Promise<ExportPartAddedEvent['data'][]> {
  const { connection } = mongoose;
  const directory = new UserDirectory(connection);
  const before = (await sent(Subjects.ExportPartAdded)).length;
  await connection.collection('export_positions').deleteMany({});
  const dependencies = { connection, directory, outbox: service.outbox, personal: personalData };
  await new ExportListener({ service: name, ...dependencies }).onMessage((await requests()).at(-1)!);
  return (await sent<ExportPartAddedEvent['data']>(Subjects.ExportPartAdded)).slice(before);
}

async function answerAll(services: readonly ExportingService[] = exportingServices): Promise<void> {
  for (const name of services)
    for (const part of await answerAs(name)) await service.dataExports.addPart(part);
}

describe('a copy of the own data', () => {
  it('is asked of every service that has a database', () => {
    expect([...exportingServices].sort()).toEqual([...databases].sort());
  });

  it('is begun by who asks for it, once, and names the services that are waited for', async () => {
    expect(await status()).toBeNull();
    const { body, headers } = await get().expect(202);
    expect(headers['retry-after']).toBe('2');
    expect(body).toMatchObject({ status: 'RUNNING', progress: 0 });
    await Promise.all([get().expect(202), get().expect(202), get().expect(202)]);
    expect(await requests()).toEqual([
      { id: body.id, userId: service.user.id, expiresAt: body.expiresAt, publicKey: expect.any(String) },
    ]);
    await answerAll(['auth', 'orders']);
    const { services, progress } = await status();
    expect(progress).toBe(Math.floor((2 / exportingServices.length) * 100));
    expect(services).toContainEqual(expect.objectContaining({ name: 'orders', isDone: true }));
    expect(services).toContainEqual(expect.objectContaining({ name: 'tickets', isDone: false }));
    await get().expect(202);
  });

  it('is ready once every service has added all it has, and its owner is mailed once', async () => {
    await request(service.app)
      .post('/api/users/signin')
      .send({ email: service.user.email, password: testPassword })
      .expect(200);
    await createUser({ email: 'grace@example.com', name: 'Grace' });
    const { body } = await get().expect(202);
    for (const name of exportingServices)
      for (const part of await answerAs(name)) {
        await service.dataExports.addPart(part);
        await service.dataExports.addPart(part);
      }
    expect(await status()).toMatchObject({ status: 'DONE', progress: 100, id: body.id });
    const files = await download();
    expect(files.get('auth/users.json')).toEqual([
      {
        id: service.user.id,
        email: service.user.email,
        name: 'Ada Lovelace',
        role: 'customer',
        status: 'approved',
        emailVerified: false,
      },
    ]);
    expect(files.get('orders/sessions.json')).toHaveLength(1);
    expect(files.get('contents.json')).toMatchObject({
      auth: { copied: expect.arrayContaining(['users']), leftOut: { secondfactors: expect.any(String) } },
    });
    expect(JSON.stringify([...files])).not.toMatch(/argon2|grace/i);
    expect(await publishedNotices(service.outbox)).toMatchObject([
      { kind: 'export-ready', email: service.user.email, data: { dueAt: body.expiresAt } },
    ]);
  });

  it('is its owner’s alone', async () => {
    await get().expect(202);
    await answerAll();
    const other = await createUser();
    expect((await get(other).expect(202)).body.status).toBe('RUNNING');
    await request(service.app).get(path).expect(401);
    await request(service.app).get(`${path}/status`).expect(401);
  });

  it('is made anew once a day', async () => {
    const { body: first } = await renew().expect(202);
    expect((await renew().expect(202)).body.id).toBe(first.id);
    await answerAll();
    const refused = await renew().expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000);
    service.passTime(DAY_MS);
    const [late] = await answerAs('orders');
    const { body: second } = await renew().expect(202);
    expect(second).toMatchObject({ status: 'RUNNING', progress: 0 });
    expect(second.id).not.toBe(first.id);
    await service.dataExports.addPart(late!);
    expect(await ExportPart.countDocuments()).toBe(0);
    expect(await requests()).toHaveLength(2);
  });

  it('ends after a week', async () => {
    const { body: first } = await get().expect(202);
    await answerAll();
    service.passTime(7 * DAY_MS - 1);
    await download();
    service.passTime(1);
    expect(await status()).toBeNull();
    expect((await get().expect(202)).body.id).not.toBe(first.id);
  });

  it('is in the audit log, when it is asked for and when it is fetched', async () => {
    await get().expect(202);
    await answerAll();
    await download();
    await request(service.app)
      .get('/api/ops/auth/audit')
      .set('Authorization', bearerFor(await createUser({ role: 'admin' })));
    const actions = (await AuditEntry.find({ actor: service.user.id }).sort({ sequence: 1 })).map(
      ({ action }) => action,
    );
    expect(actions).toEqual(['export.requested', 'export.fetched']);
  });

  it('is begun for no account that is gone', async () => {
    await User.deleteOne({ _id: service.user._id });
    await get().expect(401);
    expect(await requests()).toEqual([]);
  });
});

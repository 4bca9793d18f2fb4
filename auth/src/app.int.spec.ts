import { Subjects, type UserCreatedEvent } from '@ticketing/common/contracts';
import { NatsWrapper } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { testJwtKey, testLogger, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { type NatsStreamingServer, startNatsStreaming } from '@ticketing/infra';
import type { Express } from 'express';
import request from 'supertest';
import { buildApp } from './app';
import { Accounts } from './services/accounts';
import { AuditLog } from './services/audit-log';
import { Deletions } from './services/deletions';
import { Exports } from './services/exports';
import { SecretBox } from './services/secret-box';
import { ensureFirstAdmin } from './services/first-admin';

type UserData = UserCreatedEvent['data'];

const database = useTestDatabase();
const admin = { email: 'root@example.com', password: 'a password of the admin' };
const published: { subject: string; data: UserData }[] = [];
let broker: NatsStreamingServer;
let consumer: NatsWrapper;
const replicas: { app: Express; outbox: Outbox; nats: NatsWrapper }[] = [];

async function connect(clientId: string): Promise<NatsWrapper> {
  const nats = new NatsWrapper();
  await nats.connect({ clusterId: broker.clusterId, url: broker.url, clientId, logger: testLogger });
  return nats;
}

beforeAll(async () => {
  // The broker is this file's own, since it is killed.
  broker = await startNatsStreaming();
  consumer = await connect('consumer');
  for (const subject of [Subjects.UserCreated, Subjects.UserUpdated]) {
    consumer.subscribe({
      subject,
      queueGroupName: 'consumer-service',
      ackWait: 5_000,
      maxInFlight: 64,
      onMessage: (message) => {
        published.push({ subject, data: JSON.parse(String(message.getData())) as UserData });
        message.ack();
      },
    });
  }
  const { connection } = database;
  for (const clientId of ['auth-1', 'auth-2']) {
    const nats = await connect(clientId);
    const outbox = new Outbox({ connection, nats, logger: testLogger });
    await outbox.start();
    const logger = testLogger;
    const audit = new AuditLog(connection, testLogger);
    const app = buildApp({
      audit,
      deletions: new Deletions({ connection, outbox, audit, logger, days: 14 }),
      dataExports: new Exports({ outbox, box: new SecretBox(testJwtKey) }),
      signupsPerAddress: 1_000_000,
      staffNeedSecondFactor: false,
      connection,
      outbox,
      jwtKey: testJwtKey,
      signingKey: testJwtKey,
      secondFactorKey: testJwtKey,
      publicUrl: 'http://localhost:8080',
      logger,
      health: new Health(),
    });
    replicas.push({ app, outbox, nats });
  }
}, 60_000);
afterAll(async () => {
  await Promise.all(replicas.map(({ outbox }) => outbox.stop()));
  await Promise.all([consumer, ...replicas.map(({ nats }) => nats)].map((nats) => nats.close()));
  await broker.stop();
});

const app = (replica = 0): Express => replicas[replica]!.app;
const publishedFor = (id: string) => published.filter(({ data }) => data.id === id);
const newUser = (name: string) => ({
  email: `${name}@example.com`,
  password: 'correct horse',
  role: 'engineer',
});

async function signUp(name: string, replica = 0): Promise<string> {
  const { body } = await request(app(replica)).post('/api/users/signup').send(newUser(name)).expect(201);
  return (body as { id: string }).id;
}

async function adminToken(replica = 0): Promise<string> {
  const { body } = await request(app(replica)).post('/api/users/token').send(admin).expect(200);
  return `Bearer ${(body as { accessToken: string }).accessToken}`;
}

describe('two replicas of auth', () => {
  it('open one first admin between them and tell of it once', async () => {
    await Promise.all(
      [...replicas, ...replicas].map(({ outbox }) =>
        ensureFirstAdmin(new Accounts(outbox), admin, testLogger),
      ),
    );
    await adminToken();
    const events = () => published.filter(({ data }) => data.email === admin.email);
    await waitFor(() => events().length > 0);
    expect(events()).toMatchObject([{ subject: Subjects.UserCreated, data: { role: 'admin', version: 0 } }]);
  });

  it('tell of an account and of its approval, versions in order', async () => {
    await ensureFirstAdmin(new Accounts(replicas[0]!.outbox), admin, testLogger);
    const id = await signUp('ada');
    await request(app(1))
      .patch(`/api/users/${id}`)
      .set('Authorization', await adminToken(1))
      .send({ status: 'approved' })
      .expect(200);
    await waitFor(() => publishedFor(id).length === 2);
    // The subjects are delivered side by side.
    expect(publishedFor(id).sort((a, b) => a.data.version - b.data.version)).toMatchObject([
      { subject: Subjects.UserCreated, data: { version: 0, role: 'engineer', status: 'pending' } },
      { subject: Subjects.UserUpdated, data: { version: 1, role: 'engineer', status: 'approved' } },
    ]);
  });

  it('share the count of failed logins', async () => {
    const wrong = { email: 'eve@example.com', password: 'wrong password' };
    for (let n = 0; n < 10; n += 1) {
      await request(app(n % 2))
        .post('/api/users/signin')
        .send(wrong)
        .expect(400);
    }
    await Promise.all([0, 1].map((n) => request(app(n)).post('/api/users/signin').send(wrong).expect(429)));
  });
});

it('an account opened while the broker is away is told of when it is back', async () => {
  await broker.kill();
  let id: string;
  try {
    id = await signUp('late');
    await request(app()).post('/api/users/signin').send(newUser('late')).expect(200);
  } finally {
    await broker.start();
  }
  await waitFor(() => publishedFor(id).length > 0, { timeout: 25_000 });
}, 60_000);

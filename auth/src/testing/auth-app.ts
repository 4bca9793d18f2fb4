import type { KeyObject } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { type AccountNoticeEvent, Subjects, type UserCreatedEvent } from '@ticketing/common/contracts';
import { keyId } from '@ticketing/common/http';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { bearer, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { type AuthAppOptions, buildApp } from '../app';
import { presentUser } from '../models/user-view';
import { User, type UserFields, type UserDocument } from '../models/user';
import { natsWrapper } from '../nats-wrapper';
import { AuditLog } from '../services/audit-log';
import { Deletions } from '../services/deletions';
import { Exports } from '../services/exports';
import { argon2Options } from '../services/passwords';
import { SecretBox } from '../services/secret-box';

/** The password of accounts made by {@link createUser}. */
export const testPassword = 'correct horse battery';
let testHash: Promise<string> | undefined;

/** The app on the spec's database, and the outbox behind it. */
export function testApp({
  privateKey,
  publicKey,
  ...options
}: Partial<
  Pick<
    AuthAppOptions,
    'addressLimit' | 'signupsPerAddress' | 'staffNeedSecondFactor' | 'secureCookies' | 'now' | 'oidc'
  >
> & {
  privateKey?: KeyObject;
  publicKey?: KeyObject;
} = {}): {
  app: Express;
  outbox: Outbox;
  deletions: Deletions;
  dataExports: Exports;
} {
  const { connection } = mongoose;
  const outbox = new Outbox({ connection, nats: natsWrapper, logger: testLogger });
  const health = new Health();
  const store = new MongoMessageStore(connection);
  const messaging = new Messaging({ service: 'auth', nats: natsWrapper, store, logger: testLogger });
  const keys = {
    jwtKey: testJwtKey,
    signingKey: privateKey ?? testJwtKey,
    secondFactorKey: testJwtKey,
    publicKeys: new Map(publicKey ? [[keyId(publicKey), publicKey]] : []),
  };
  const audit = new AuditLog(connection, testLogger);
  const { now = () => new Date() } = options;
  const deletions = new Deletions({ connection, outbox, audit, logger: testLogger, days: 14, now });
  const dataExports = new Exports({ outbox, box: new SecretBox(testJwtKey), now });
  const app = buildApp({
    audit,
    deletions,
    dataExports,
    deadLetters: messaging.deadLetters,
    acts: outbox,
    signupsPerAddress: 1_000_000,
    staffNeedSecondFactor: false,
    ...options,
    ...keys,
    publicUrl: 'http://localhost:8080',
    connection,
    outbox,
    logger: testLogger,
    health,
  });
  return { app, outbox, deletions, dataExports };
}

type TestAccount = Partial<Omit<UserFields, 'deletionDueAt' | 'farewellAt'>>;

/** What a spec of one account works with. */
export interface TestService extends ReturnType<typeof testApp> {
  readonly clock: { now: Date };
  user: UserDocument;
  /** Puts the clock forward, in ms. */
  passTime(ms: number): void;
  readonly database: ReturnType<typeof useTestDatabase>;
}

/** Sets the service up for a spec, with an account, anew for each test. Use with `jest.mock` of the NATS wrapper. */
export function useTestService(account: TestAccount): TestService {
  const clock = { now: new Date() };
  const passTime = (ms: number): void => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  const service = { clock, passTime, database: useTestDatabase() } as TestService;
  beforeEach(async () => {
    jest.clearAllMocks();
    clock.now = new Date();
    Object.assign(service, testApp({ now: () => clock.now }));
    service.user = await createUser(account);
  });
  return service;
}

/** An account in the database, of which no event told. */
export async function createUser(attrs: TestAccount = {}): Promise<UserDocument> {
  testHash ??= hash(testPassword, argon2Options);
  return User.build({
    name: 'Ada',
    role: 'customer',
    status: 'approved',
    emailVerified: false,
    passwordHash: await testHash,
    email: `${new mongoose.Types.ObjectId().toHexString()}@example.com`,
    ...attrs,
  }).save();
}

/** `Authorization` of the account's owner. */
export function bearerFor(user: UserDocument): string {
  return bearer(presentUser(user));
}

/** What the mocked broker was told of accounts so far. */
export async function publishedEvents(
  outbox: Outbox,
): Promise<{ subject: string; data: UserCreatedEvent['data'] }[]> {
  const published = await publishedMessages(outbox);
  return published.filter(({ subject }) => !isNotice(subject)) as never;
}

/** What is to be mailed about accounts, as the mocked broker was told so far. */
export async function publishedNotices(outbox: Outbox): Promise<AccountNoticeEvent['data'][]> {
  const published = await publishedMessages(outbox);
  return published.filter(({ subject }) => isNotice(subject)).map(({ data }) => data) as never;
}

function isNotice(subject: string): boolean {
  return subject === String(Subjects.AccountNotice);
}

async function publishedMessages(outbox: Outbox): Promise<{ subject: string; data: object }[]> {
  await outbox.flush();
  const { calls } = (natsWrapper.client.publish as unknown as jest.Mock<void, [string, string]>).mock;
  return calls.map(([subject, wire]) => {
    const data = JSON.parse(wire) as { meta?: unknown };
    delete data.meta;
    return { subject, data };
  });
}

import { limitReports } from '../report-limit';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { Subjects, type UserRole, type UserStatus } from '@ticketing/common/contracts';
import { type CurrentUser, transactionalIdempotency } from '@ticketing/common/http';
import { type AnyListener, Messaging, MongoMessageStore, type Outcome } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import {
  deliver,
  type DeliveryOptions,
  type MockNatsWrapper,
  testJwtKey,
  testLogger,
  testUser,
  useTestDatabase,
} from '@ticketing/common/testing';
import { buildApp } from '../app';
import { createSupportContext, type SupportContextOptions } from '../support-context';
import type { SupportContext } from '../desk/desk';
import type { Dispatcher } from '../desk/dispatcher';
import { listeners } from '../events/listeners';
import { prepareModels } from '../models';
import { natsWrapper } from '../nats-wrapper';

/** An event as it was sent. */
export interface SentEvent {
  subject: string;
  data: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- of any subject
}

type TestOptions = Partial<SupportContextOptions> & { readonly reportsPerAccount?: number };

/** The help desk in a spec, on a database of its own and without a broker. */
export class TestService {
  app!: Express;
  desk!: SupportContext;
  dispatcher!: Dispatcher;
  directory!: UserDirectory;
  outbox!: Outbox;
  private messaging!: Messaging;
  private all: AnyListener[] = [];

  async build({ reportsPerAccount = 1_000_000, ...options }: TestOptions = {}): Promise<void> {
    const { connection } = mongoose;
    const nats = natsWrapper;
    const logger = testLogger;
    this.outbox = new Outbox({ connection, nats, logger });
    Object.assign(this, createSupportContext({ connection, outbox: this.outbox, logger, ...options }));
    await prepareModels(this.desk.models);
    this.directory = new UserDirectory(connection);
    const store = new MongoMessageStore(connection);
    const messaging = new Messaging({ service: 'support', nats, store, logger, retryInProcessMs: 50 });
    this.messaging = messaging;
    this.all = listeners(this.desk, this.directory);
    await messaging.listen(...this.all);
    this.app = buildApp({
      desk: this.desk,
      reportLimit: limitReports(connection, reportsPerAccount),
      idempotent: transactionalIdempotency(connection),
      directory: this.directory,
      deadLetters: messaging.deadLetters,
      health: new Health(),
      logger,
      jwtKey: testJwtKey,
    });
  }

  async stop(): Promise<void> {
    await this.messaging.close();
    await this.dispatcher.stop();
    await this.outbox.flush();
  }

  /** Resolves when every parked message that was released has been tried. */
  settled(): Promise<void> {
    return this.messaging.settled();
  }

  /** Runs the whole decision for a message on a subject. */
  deliver(subject: Subjects, payload: object | string, options?: DeliveryOptions): Promise<Outcome> {
    const listener = this.all.find((one) => one.subject === subject);
    if (!listener) throw new Error(`nothing listens to ${subject}`);
    return deliver(this.messaging, listener, payload, options);
  }

  /** What was sent since the spec began, in order. */
  async sent(): Promise<SentEvent[]> {
    await this.outbox.flush();
    const { calls } = (natsWrapper as unknown as MockNatsWrapper).client.publish.mock;
    return calls.map(([subject, wire]) => ({ subject, data: JSON.parse(wire) }));
  }

  /** A user that the directory knows. */
  async user(role: UserRole = 'customer', status: UserStatus = 'approved', name = ''): Promise<CurrentUser> {
    const user = testUser({ role, status });
    await this.apply(user, 0, name);
    return user;
  }

  /** Tells of a user's state and waits until the desk has done what follows from it. */
  async apply(user: CurrentUser, version: number, name = ''): Promise<void> {
    const outcome = await this.deliver(Subjects.UserUpdated, { ...user, version, name });
    if (outcome !== 'acked') throw new Error(`the user was ${outcome}`);
    await this.dispatcher.idle();
  }

  /** Open tickets counted for an engineer. */
  async openTickets(id: string): Promise<number | undefined> {
    const user = await mongoose.connection
      .collection('users')
      .findOne({ _id: new mongoose.Types.ObjectId(id) });
    return user?.['openTickets'] as number | undefined;
  }
}

/** Builds the desk before each test and stops it after. Call it at the top of a spec that mocks `nats-wrapper`. */
export function useTestService(options: TestOptions = {}): TestService {
  useTestDatabase();
  const service = new TestService();
  beforeEach(async () => {
    (natsWrapper as unknown as MockNatsWrapper).client.publish.mockClear();
    await service.build(options);
  });
  afterEach(() => service.stop());
  return service;
}

import { OrderStatus, type Subjects } from '@ticketing/common/contracts';
import { Messaging, MongoMessageStore, type Outcome } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import {
  deliver,
  type DeliveryOptions,
  publishedOn,
  testJwtKey,
  testLogger,
  useTestDatabase,
} from '@ticketing/common/testing';
import { FakeStripe } from '@ticketing/infra';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { listeners } from '../events/listeners';
import { Order, type OrderProjection } from '../models/order';
import { Ticket } from '../models/ticket';
import { natsWrapper } from '../nats-wrapper';
import { createPaymentDependencies, type PaymentDependencies } from '../payment-dependencies';
import { createStripe } from '../stripe/stripe-client';
import { StripeGateway } from '../stripe/stripe-gateway';
import { testBankAt } from '../stripe/test-bank';

export const webhookSecret = 'whsec_for_specs';

/** The service's parts on the spec's own database, with a fake Stripe and a broker that takes everything. */
export interface TestApp extends PaymentDependencies {
  app: Express;
  fake: FakeStripe;
  outbox: Outbox;
  messaging: Messaging;
  directory: UserDirectory;
  /** Puts the parts' clock forward, in ms. Starts at the real time before each test. */
  advanceClock(ms: number): void;
  now(): Date;
}

/**
 * Sets the parts up for a spec. Use with `jest.mock` of the NATS wrapper.
 *
 * @param providerTimeoutMs how long the fake is waited for; longer than a busy machine takes unless the spec says otherwise
 */
export function useTestApp(providerTimeoutMs = 20_000): TestApp {
  const parts = {} as TestApp;
  let offset = 0;
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const logger = testLogger;
    parts.now = () => new Date(Date.now() + offset);
    parts.advanceClock = (ms) => (offset += ms);
    parts.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    parts.fake = await new FakeStripe().start();
    const stripe = createStripe({
      key: 'sk_test_specs',
      apiBase: parts.fake.url,
      timeoutMs: providerTimeoutMs,
    });
    parts.messaging = new Messaging({
      service: 'payments',
      nats: natsWrapper,
      store: new MongoMessageStore(connection),
      logger,
      retryInProcessMs: 20,
    });
    parts.directory = new UserDirectory(connection);
    const made = createPaymentDependencies({
      connection,
      outbox: parts.outbox,
      gateway: new StripeGateway(stripe, webhookSecret),
      logger,
      providerTimeoutMs,
      pendingSeconds: 600,
      now: parts.now,
    });
    Object.assign(parts, made);
    parts.app = buildApp({
      connection,
      dependencies: made,
      config: { publishableKey: null, mode: 'mock' },
      testBank: testBankAt(parts.fake.url, providerTimeoutMs),
      directory: parts.directory,
      deadLetters: parts.messaging.deadLetters,
      health: new Health(),
      logger,
      jwtKey: testJwtKey,
    });
  });
  beforeEach(() => {
    offset = 0;
    parts.fake.faults.clear();
    parts.fake.requests.length = 0;
    jest.clearAllMocks();
  });
  afterEach(async () => {
    await parts.background.settled();
    await parts.outbox.flush();
  });
  afterAll(() => parts.fake.stop());
  return parts;
}

/** An order in the projection, live for 15 minutes and of 20 units unless told otherwise; its ticket's seller is `seller`. */
export async function givenOrder(order: Partial<OrderProjection> = {}): Promise<OrderProjection> {
  const row: OrderProjection = {
    _id: new mongoose.Types.ObjectId().toHexString(),
    version: 0,
    status: OrderStatus.Created,
    userId: 'buyer',
    expiresAt: new Date(Date.now() + 15 * 60_000),
    ticketId: new mongoose.Types.ObjectId().toHexString(),
    price: 20,
    ...order,
  };
  await Order.create(row);
  await Ticket.create({ _id: row.ticketId, version: 0, userId: 'seller' });
  return row;
}

/** Runs the whole decision for a message on a subject. */
export function send(
  parts: TestApp,
  subject: Subjects,
  payload: object | string,
  options?: DeliveryOptions,
): Promise<Outcome> {
  const listener = listeners(parts, parts.directory).find((one) => one.subject === subject);
  if (!listener) throw new Error(`nothing listens to ${subject}`);
  return deliver(parts.messaging, listener, payload, options);
}

/** What was published on a subject, in order, without meta. */
export async function published(outbox: Outbox, subject: string): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, subject);
}

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

/** The service on the spec's own database, with a fake Stripe and a broker that takes everything. */
export interface TestService extends PaymentDependencies {
  app: Express;
  fake: FakeStripe;
  outbox: Outbox;
  messaging: Messaging;
  directory: UserDirectory;
  /** Puts its clock forward, in ms. Starts at the real time before each test. */
  advanceClock(ms: number): void;
  now(): Date;
}

/**
 * Sets the service up for a spec. Use with `jest.mock` of the NATS wrapper.
 *
 * @param providerTimeoutMs how long the fake is waited for; longer than a busy machine takes unless the spec says otherwise
 */
export function useTestService(providerTimeoutMs = 20_000): TestService {
  const service = {} as TestService;
  let offset = 0;
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const logger = testLogger;
    service.now = () => new Date(Date.now() + offset);
    service.advanceClock = (ms) => (offset += ms);
    service.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    service.fake = await new FakeStripe().start();
    const stripe = createStripe({
      key: 'sk_test_specs',
      apiBase: service.fake.url,
      timeoutMs: providerTimeoutMs,
    });
    service.messaging = new Messaging({
      service: 'payments',
      nats: natsWrapper,
      store: new MongoMessageStore(connection),
      logger,
      retryInProcessMs: 20,
    });
    service.directory = new UserDirectory(connection);
    const made = createPaymentDependencies({
      connection,
      outbox: service.outbox,
      gateway: new StripeGateway(stripe, webhookSecret),
      logger,
      providerTimeoutMs,
      pendingSeconds: 600,
      now: service.now,
    });
    Object.assign(service, made);
    service.app = buildApp({
      connection,
      dependencies: made,
      config: { publishableKey: null, mode: 'mock' },
      testBank: testBankAt(service.fake.url, providerTimeoutMs),
      directory: service.directory,
      deadLetters: service.messaging.deadLetters,
      health: new Health(),
      logger,
      jwtKey: testJwtKey,
    });
  });
  beforeEach(() => {
    offset = 0;
    service.fake.faults.clear();
    service.fake.requests.length = 0;
    jest.clearAllMocks();
  });
  afterEach(async () => {
    await service.background.settled();
    await service.outbox.flush();
  });
  afterAll(() => service.fake.stop());
  return service;
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
  service: TestService,
  subject: Subjects,
  payload: object | string,
  options?: DeliveryOptions,
): Promise<Outcome> {
  const listener = listeners(service, service.directory).find((one) => one.subject === subject);
  if (!listener) throw new Error(`nothing listens to ${subject}`);
  return deliver(service.messaging, listener, payload, options);
}

/** What was published on a subject, in order, without meta. */
export async function published(outbox: Outbox, subject: string): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, subject);
}

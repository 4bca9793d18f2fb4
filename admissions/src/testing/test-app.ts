import { generateKeyPairSync } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import { idempotency, limitedAccount, RateLimit, rateLimit } from '@ticketing/common/http';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { deliver, publishedOn, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { CheckIns } from '../check-ins';
import { Codes } from '../codes';
import { DoorAccess } from '../door-access';
import { DOOR_MESSAGE_LIMIT, DoorMessages } from '../door-messages';
import { OrderCompletedListener, showProjection, ticketProjection } from '../events/listeners';
import { Issue } from '../issue';
import { Admission, type AdmissionFields } from '../models/admission';
import { OrderVersion } from '../models/known';
import { natsWrapper } from '../nats-wrapper';
import { Resales } from '../resales';
import { Transfers } from '../transfers';
import { type AppleWallet, type GoogleWallet, Wallets } from '../wallets';

/** The service on the spec's own database, with a broker that takes everything. */
export interface TestService {
  app: Express;
  /** A second replica: it shares the database and nothing else. */
  otherApp: Express;
  outbox: Outbox;
  messaging: Messaging;
  directory: UserDirectory;
  codes: Codes;
  issue: Issue;
  /** Of both replicas. */
  messages: DoorMessages[];
  resales: Resales;
  /** What the service takes for now. */
  clock: { now: Date };
}

/** What passes for wallets are signed with; nothing, if not given. */
export interface TestWallets {
  apple?: AppleWallet;
  google?: GoogleWallet;
}

/** Sets the service up for a spec. Use with `jest.mock` of the NATS wrapper. */
export function useTestService({
  apple,
  google,
  transfersPerAccount = 1_000_000,
  staffPerAccount = 1_000_000,
}: TestWallets & { transfersPerAccount?: number; staffPerAccount?: number } = {}): TestService {
  const service = { clock: { now: new Date() } } as TestService;
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const logger = testLogger;
    const now = () => service.clock.now;
    const codes = new Codes(generateKeyPairSync('ed25519').privateKey);
    const directory = new UserDirectory(connection);
    const store = new MongoMessageStore(connection);
    const messaging = new Messaging({
      service: 'admissions',
      nats: natsWrapper,
      store,
      logger,
      retryInProcessMs: 20,
    });
    const replica = () => {
      const outbox = new Outbox({ connection, nats: natsWrapper, logger });
      const limit = new RateLimit(connection, { name: 'door-messages', ...DOOR_MESSAGE_LIMIT });
      const messages = new DoorMessages({ outbox, limit, logger, now, batch: 2 });
      const app = buildApp({
        outbox,
        messages,
        wallets: new Wallets(apple, google),
        idempotent: idempotency(connection),
        directory,
        codes,
        checkIns: new CheckIns(outbox, now),
        transfers: new Transfers({ outbox, codes, now }),
        staffLimit: rateLimit(connection, {
          name: 'door-staff',
          limit: staffPerAccount,
          key: limitedAccount,
        }),
        transferLimit: rateLimit(connection, {
          name: 'transfers',
          limit: transfersPerAccount,
          key: limitedAccount,
        }),
        resales: new Resales({ outbox, codes, now }),
        now,
        access: new DoorAccess(directory),
        deadLetters: messaging.deadLetters,
        health: new Health(),
        logger,
        jwtKey: testJwtKey,
      });
      return { outbox, app, messages };
    };
    const { outbox, app, messages } = replica();
    const other = replica();
    Object.assign(service, { outbox, app, otherApp: other.app, messaging, directory, codes });
    service.messages = [messages, other.messages];
    service.issue = new Issue({ outbox, codes, now });
    service.resales = new Resales({ outbox, codes, now });
    await Admission.init();
  });
  beforeEach(() => {
    jest.clearAllMocks();
    service.clock.now = new Date();
  });
  afterEach(() => service.outbox.flush());
  return service;
}

/** What was published on a subject, in order, without meta. */
export async function published(outbox: Outbox, subject: string): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, subject);
}

export const newId = (): string => new mongoose.Types.ObjectId().toHexString();

/** Somebody with an account. */
export async function someone(
  service: TestService,
  { name = 'Ada', emailVerified = true } = {},
): Promise<{ id: string; email: string }> {
  const id = newId();
  const email = `${id}@example.com`;
  await service.directory.apply({
    id,
    email,
    name,
    emailVerified,
    version: 0,
    role: 'customer',
    status: 'approved',
  });
  return { id, email };
}

/** A show of a seller, and what is for sale. */
export interface TestSale {
  sellerId: string;
  ticketId: string;
  showId?: string;
  /** Places that were bought; the next buyer has others. */
  bought: number;
}

/** Puts tickets of a show up for sale, or of none. */
export async function sale(
  sellerId: string,
  { show = true, doorsAt = undefined as string | undefined, seats = undefined as string[] | undefined } = {},
): Promise<TestSale> {
  const ticketId = newId();
  const showId = show ? newId() : undefined;
  if (showId) await showProjection().apply(Subjects.ShowCreated, { ...showData(sellerId, showId), doorsAt });
  await ticketProjection().apply(Subjects.TicketCreated, {
    id: ticketId,
    version: 0,
    title: 'Stalls',
    price: 20,
    userId: sellerId,
    quantity: 100,
    ...(showId && { showId }),
    ...(seats && { seats }),
  });
  return { sellerId, ticketId, ...(showId && { showId }), bought: 0 };
}

export const showData = (userId: string, id: string) => ({
  id,
  userId,
  version: 0,
  title: 'Requiem',
  sequence: 0,
  queue: false,
  resaleCapPercent: 100,
  startsAt: '2031-05-04T18:00:00.000Z',
  timeZone: 'Europe/Prague',
  venue: { name: 'Rudolfinum', city: 'Praha' },
  currency: 'eur',
  status: 'scheduled' as const,
});

/** What orders publishes when an order of these places is paid. */
export const paidOrder = (
  userId: string,
  { ticketId }: Pick<TestSale, 'ticketId'>,
  places: number[],
  seats?: string[],
) => ({
  id: newId(),
  version: 1,
  userId,
  ticket: { id: ticketId },
  items: [{ ticket: { id: ticketId, price: 20 }, quantity: places.length, places, ...(seats && { seats }) }],
});

/** Pays for so many places of what is for sale. */
export async function buy(
  service: TestService,
  userId: string,
  what: TestSale,
  places = 1,
): Promise<AdmissionFields[]> {
  const first = what.bought;
  what.bought += places;
  const order = paidOrder(
    userId,
    what,
    Array.from({ length: places }, (_, nth) => first + nth),
  );
  await OrderVersion.create({ _id: order.id, version: 0 });
  await deliver(service.messaging, new OrderCompletedListener(service.issue, service.resales), order);
  return Admission.find({ orderId: order.id }).sort({ place: 1 }).lean<AdmissionFields[]>();
}

import { replicated } from '../system/replications';
import type {
  AdmissionState,
  NotificationState,
  OrderState,
  OutboxEvent,
  Snapshot,
  TicketState,
  Versioned,
  WaitingState,
} from './snapshot';

/** An id as it would be, told apart by kind and number. */
export function makeId(kind: 'ticket' | 'order' | 'user', number: number): string {
  return `${kind}-${number}`;
}

/** A ticket that nobody holds, unless told otherwise. */
export function ticket(number: number, over: Partial<TicketState> = {}): TicketState {
  const id = makeId('ticket', number);
  return { id, version: 0, title: `Concert ${number}`, status: 'open', orderId: null, ...over };
}

/** An order that waits to be paid, unless told otherwise. */
export function order(number: number, over: Partial<OrderState> = {}): OrderState {
  return {
    id: makeId('order', number),
    version: 0,
    userId: makeId('user', number),
    ticketId: makeId('ticket', number),
    status: 'created',
    expiresAt: 60_000,
    ...over,
  };
}

/** The admission to the first place of a ticket, valid unless told otherwise. */
export function admission(number: number, over: Partial<AdmissionState> = {}): AdmissionState {
  const place = `${makeId('ticket', number)}#0`;
  const good = { status: 'valid', code: `CODE${number}` } as const;
  return { id: `admission-${number}`, version: 0, orderId: makeId('order', number), place, ...good, ...over };
}

/** Somebody who waits for a place of the first ticket, unless told otherwise. */
export function waiting(number: number, over: Partial<WaitingState> = {}): WaitingState {
  const ticketId = makeId('ticket', 1);
  const userId = makeId('user', number);
  return { id: `waiting-${number}`, ticketId, userId, number, quantity: 1, status: 'waiting', ...over };
}

/** A mail that its provider took and nobody told the help desk of, unless told otherwise. */
export function notification(id: string, over: Partial<NotificationState> = {}): NotificationState {
  const sent = { type: 'EMAIL', status: 'PROCESSED', version: 1, unclear: 0, accepted: 1 };
  return { id, origin: 'event', isTold: false, ...sent, ...over };
}

type Owned = Pick<Snapshot, 'tickets' | 'orders' | 'admissions' | 'payments' | 'users' | 'support'>;

/** A sound system with these aggregates: each read model is at its owner's version, and each event was sent. */
export function givenSnapshot(given: Partial<Snapshot>): Snapshot {
  const owned: Owned = {
    tickets: given.tickets ?? [],
    orders: given.orders ?? [],
    admissions: given.admissions ?? [],
    payments: given.payments ?? [],
    users: given.users ?? [],
    support: given.support ?? [],
  };
  const rows: Readonly<Record<string, readonly Versioned[]>> = {
    ticket: owned.tickets,
    order: owned.orders,
    admission: owned.admissions,
    payment: owned.payments,
    user: owned.users,
    support: owned.support,
    notification: (given.notifications ?? []).filter(({ isTold }) => isTold),
  };
  const outbox = Object.entries(rows).flatMap(([kind, each]) => each.flatMap((row) => makeEvents(kind, row)));
  return {
    at: 0,
    notifications: [],
    places: [],
    stock: [],
    waiting: [],
    checkIns: [],
    parked: {},
    deadLetters: [],
    feed: [],
    sinks: new Map(),
    money: [],
    desk: [],
    ...given,
    ...owned,
    replications: replicated.flatMap(({ kind, copies }) =>
      copies.map(({ service }) => ({ kind, service, rows: rows[kind] ?? [] })),
    ),
    outbox,
    broker: new Map(outbox.map(({ id: eventId, subject }) => [eventId, subject])),
  };
}

function makeEvents(kind: string, { id, version }: Versioned): OutboxEvent[] {
  return Array.from({ length: version + 1 }, (_, index) => ({
    id: `${kind}:${id}@${index}`,
    service: kind,
    aggregate: `${kind}:${id}`,
    version: index,
    subject: index === 0 ? `${kind}:created` : `${kind}:updated`,
    isSent: true,
    at: 0,
    data: {},
  }));
}

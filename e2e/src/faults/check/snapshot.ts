import type { Taken } from '@ticketing/payments/testing';

/** An aggregate, or what a read model has of one. */
export interface Versioned {
  readonly id: string;
  /** The last version that was published, or applied. */
  readonly version: number;
}

export interface TicketState extends Versioned {
  readonly title: string;
  readonly status: 'open' | 'reserved' | 'sold';
  readonly orderId: string | null;
  /** Places there are; one, if absent. */
  readonly quantity?: number | undefined;
  /** Places in unpaid orders and in paid ones, as they are shown. */
  readonly held?: number | undefined;
  readonly sold?: number | undefined;
}

/** What orders knows of a ticket's places. */
export interface StockState {
  readonly id: string;
  /** Places that were ever for sale: their numbers are those below it. */
  readonly size: number;
  /** Places there are: all but those that were taken off sale. */
  readonly quantity: number;
}

/** What was ordered of one ticket. */
export interface ItemState {
  readonly ticketId: string;
  /** Of a place, in currency units. */
  readonly price: number;
  readonly quantity: number;
  readonly places: readonly number[];
  readonly seats?: readonly string[] | undefined;
}

export interface OrderState extends Versioned {
  readonly userId: string;
  readonly ticketId: string;
  /** Ids of the places it is for; those of orders from before there were places are unknown. */
  readonly places?: readonly string[] | undefined;
  /** Ids of those that it admits to once it is paid, where these are others: of what is sold again it is the first one’s. */
  readonly admits?: readonly string[] | undefined;
  readonly items?: readonly ItemState[] | undefined;
  /** What was given back while it went on. */
  readonly refunded?: readonly ItemState[] | undefined;
  /** Without that, in currency units. */
  readonly total?: number | undefined;
  /** Whether it was made for the next in a waiting list. */
  readonly isOffer?: boolean | undefined;
  /** ms since the epoch. */
  readonly createdAt?: number | undefined;
  readonly status: string;
  readonly cancelReason?: string | undefined;
  readonly paymentId?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** A place that isn't free, as orders keeps it. */
export interface PlaceState {
  /** `<ticket>#<n>`, n from 0. */
  readonly id: string;
  /** The order that has it; null of one that was taken off sale. */
  readonly orderId: string | null;
}

/** Somebody in the waiting list of a ticket. */
export interface WaitingState {
  readonly id: string;
  readonly ticketId: string;
  readonly userId: string;
  readonly quantity: number;
  /** In the line of the ticket, from 1. */
  readonly number: number;
  readonly status: 'waiting' | 'offered' | 'taken' | 'passed' | 'left';
  readonly orderId?: string | undefined;
}

/** Somebody's right to go in. */
export interface AdmissionState extends Versioned {
  readonly orderId: string;
  /** `<ticket>#<n>` */
  readonly place: string;
  readonly status: 'valid' | 'used' | 'void';
  readonly code?: string | undefined;
  /** Whether an order may pay for it that isn’t its own: until then it has no code. */
  readonly isSurrendered?: boolean | undefined;
}

/** What a gate was answered, as admissions keeps it. */
export interface CheckInState {
  readonly id: string;
  readonly admissionId: string;
  readonly result: string;
  readonly isUndone: boolean;
}

export interface PaymentState extends Versioned {
  readonly orderId: string;
  readonly status: string;
}

export interface UserState extends Versioned {
  readonly email: string;
}

export interface SupportState extends Versioned {
  readonly title: string;
}

export interface NotificationState extends Versioned {
  readonly type: string;
  readonly status: string;
  /** Who asked: `api` and `batch` are callers, the others are the system itself. */
  readonly origin: string;
  /** Pushes of which nobody can tell whether the provider took them: a crash, or a connection cut midway. */
  readonly unclear: number;
  /** Pushes that the provider said yes to. */
  readonly accepted: number;
  /** Whether each status it reaches is told to the help desk. */
  readonly isTold: boolean;
}

/** What one service knows of another's aggregates. */
export interface Replication {
  /** `ticket`, `order`, `payment`, `user`, `support` or `notification`. */
  readonly kind: string;
  readonly service: string;
  readonly rows: readonly Versioned[];
}

/** An event in an owner's outbox. */
export interface OutboxEvent {
  /** The event's own id, the same on every delivery. */
  readonly id: string;
  readonly service: string;
  readonly aggregate: string;
  readonly version: number;
  readonly subject: string;
  readonly isSent: boolean;
  /** ms since the epoch. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DeadLetterState {
  readonly service: string;
  readonly subject: string;
  readonly wire: string;
  readonly error: string;
}

/** One entry of the log that live streams read. */
export interface FeedState {
  readonly id: number;
  readonly scope: string;
}

/** Everything that is stored and sent, read at one moment when nothing is under way. */
export interface Snapshot {
  /** ms since the epoch. */
  readonly at: number;
  readonly tickets: readonly TicketState[];
  readonly orders: readonly OrderState[];
  readonly places: readonly PlaceState[];
  readonly stock: readonly StockState[];
  readonly waiting: readonly WaitingState[];
  readonly admissions: readonly AdmissionState[];
  readonly checkIns: readonly CheckInState[];
  readonly payments: readonly PaymentState[];
  readonly users: readonly UserState[];
  readonly support: readonly SupportState[];
  readonly notifications: readonly NotificationState[];
  readonly replications: readonly Replication[];
  readonly outbox: readonly OutboxEvent[];
  /** Subjects of what the broker delivered, by the event's id. */
  readonly broker: ReadonlyMap<string, string>;
  /** Messages that still wait for a predecessor, by service. */
  readonly parked: Readonly<Record<string, number>>;
  readonly deadLetters: readonly DeadLetterState[];
  readonly feed: readonly FeedState[];
  /** How often each uuid was taken by a provider. */
  readonly sinks: ReadonlyMap<string, number>;
  readonly money: readonly Taken[];
  /** What is wrong in the help desk's own books. */
  readonly desk: readonly string[];
}

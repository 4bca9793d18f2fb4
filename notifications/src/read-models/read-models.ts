import type {
  AdmissionIssuedEvent,
  AdmissionUpdatedEvent,
  CancelReason,
  ShowCreatedEvent,
  TicketStatus,
} from '@ticketing/common/contracts';
import type { TraceContext } from '@ticketing/common/observability';
import { OrderStatus } from '@ticketing/common/contracts';
import type { Connection } from 'mongoose';
import { VersionedReadModel } from './versioned-read-model';

/** A ticket for sale, as its events told. */
export interface TicketReadModel {
  _id: string;
  version: number;
  heard?: number;
  title: string;
  price: number;
  /** The seller. */
  userId: string;
  orderId: string | null;
  status: TicketStatus;
  showId?: string | undefined;
  /** Places there are, and those in paid orders; one, if absent. */
  quantity?: number | undefined;
  held?: number | undefined;
  sold?: number | undefined;
  /** The most sold places that the seller was told of. */
  soldTold?: number;
}

/** An order, as its events told. */
export interface OrderReadModel {
  _id: string;
  version: number;
  heard?: number;
  status: OrderStatus;
  /** The buyer. */
  userId: string;
  expiresAt: Date;
  /** The first of its tickets, and that one's price. */
  ticketId: string;
  price: number;
  /** What was ordered; one place of the ticket, if absent. */
  items?: { ticketId: string; quantity: number }[];
  /** What the buyer pays; the price, if absent. */
  total?: number | undefined;
  /** The shop's, if absent. */
  currency?: string | undefined;
  /** Made for the next in a waiting list. */
  offer?: true | undefined;
  reason?: CancelReason;
  /** When to remind the buyer; absent when that was done, or is no use any more. */
  remindAt?: Date;
  /** What planned the reminder. */
  trail?: TraceContext;
}

/** A show, as its events told. */
export interface ShowReadModel {
  _id: string;
  version: number;
  heard?: number;
  title: string;
  startsAt: string;
  endsAt?: string | undefined;
  doorsAt?: string | undefined;
  timeZone: string;
  venue: ShowCreatedEvent['data']['venue'];
  status: ShowCreatedEvent['data']['status'];
  /** Why it was cancelled, in the organiser's words. */
  cancelReason?: string | undefined;
  /** Raised when it moves. */
  sequence: number;
}

/** One person's right to go in once, as its events told. */
export interface AdmissionReadModel {
  _id: string;
  version: number;
  heard?: number;
  orderId: string;
  showId?: string | undefined;
  /** Of its ticket. */
  title: string;
  /** Its place among those of the ticket, from 0. */
  place: number;
  seat?: string | undefined;
  /** Who holds it. */
  userId: string;
  status: AdmissionIssuedEvent['data']['status'];
  /** Why it changed last. */
  reason?: AdmissionUpdatedEvent['data']['reason'] | undefined;
  /** ISO time of that. */
  changedAt?: string | undefined;
  /** As its QR shows it; none once it is void. */
  code?: string | undefined;
}

/** A payment, as its events told. */
export interface PaymentReadModel {
  _id: string;
  version: number;
  heard?: number;
  orderId: string;
  status: 'pending' | 'paid' | 'refunded';
  /** ISO time at which it was paid. */
  paidAt?: string;
}

/** A support ticket: only how far its events were told. */
export interface SupportReadModel {
  _id: string;
  version: number;
  heard?: number;
}

/** What this service knows of the others' aggregates. */
export class ReadModels {
  readonly tickets: VersionedReadModel<TicketReadModel>;
  readonly orders: VersionedReadModel<OrderReadModel>;
  readonly payments: VersionedReadModel<PaymentReadModel>;
  readonly shows: VersionedReadModel<ShowReadModel>;
  readonly admissions: VersionedReadModel<AdmissionReadModel>;
  readonly support: VersionedReadModel<SupportReadModel>;

  constructor(connection: Connection) {
    this.tickets = new VersionedReadModel(connection, 'tickets', 'ticket');
    this.orders = new VersionedReadModel(connection, 'orders', 'order');
    this.payments = new VersionedReadModel(connection, 'payments', 'payment');
    this.shows = new VersionedReadModel(connection, 'shows', 'show');
    this.admissions = new VersionedReadModel(connection, 'admissions', 'admission');
    this.support = new VersionedReadModel(connection, 'support_tickets', 'support');
  }

  /** Creates the indexes; safe to call again. */
  async prepare(): Promise<void> {
    await this.tickets.collection.createIndex({ userId: 1 });
    await this.admissions.collection.createIndex({ orderId: 1 });
    await this.payments.collection.createIndex({ orderId: 1 });
    await this.admissions.collection.createIndex({ showId: 1, userId: 1 });
    await this.orders.collection.createIndex(
      { remindAt: 1 },
      { partialFilterExpression: { remindAt: { $exists: true } } },
    );
  }
}

/** Whether an order still waits for its payment. */
export function isWaiting({ status }: Pick<OrderReadModel, 'status'>): boolean {
  return status === OrderStatus.Created || status === OrderStatus.AwaitingPayment;
}

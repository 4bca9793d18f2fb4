import type { Collection, Connection } from 'mongoose';
import type { DeadReason } from '../domain/delivery';
import type { Channel, NotificationStatus, Origin } from '../domain/notification';

/** How one push ended. `unknown`: the worker stopped before it stored the provider's answer. */
export interface AttemptRecord {
  /** From 1; a redrive goes on counting. */
  number: number;
  at: Date;
  tookMs: number;
  outcome: 'accepted' | 'retry' | 'refused' | 'unknown';
  /** The provider's code: an SMTP reply, an HTTP status, a Slack or network error code. */
  code?: string;
  error?: string;
  /** The provider's own id of the message. */
  messageId?: string;
  /** What the provider said, in one line. */
  response?: string;
  accepted?: string[];
  rejected?: string[];
}

/** Who did what with a dead letter. */
export interface AuditRecord {
  action: 'redrive' | 'discard';
  by: string;
  at: Date;
}

/**
 * A notification as it is stored. `dueAt` exists exactly while it is outstanding: when it may be tried next, or, while
 * SENDING, when the lease of the worker that holds `claim` ends. So a lease that runs out is due by itself.
 */
export interface NotificationRow {
  /** The uuid it was asked for with, or its id among the owner's own: the primary key's index is what makes it unique. */
  _id: string;
  type: Channel;
  receiver?: string;
  userId?: string;
  subject?: string;
  text: string;
  html?: string;
  kind: string;
  origin: Origin;
  submitter?: string;
  requester?: string;
  supportTicketId?: string;
  staffOnly?: boolean;
  path?: string;
  unsubscribeUrl?: string;
  traceparent?: string;
  status: NotificationStatus;
  version: number;
  dueAt?: Date;
  claim?: string;
  /** The rate limit has already given this one its turn. */
  permit?: true;
  /** Answered pushes since it was accepted or last redriven. */
  tries?: number;
  /** Leases that ran out, because a worker stopped. */
  interruptions?: number;
  attempts?: AttemptRecord[];
  createdAt: Date;
  processedAt?: Date;
  deadAt?: Date;
  deadReason?: DeadReason;
  redrivenAt?: Date;
  discardedAt?: Date;
  audit?: AuditRecord[];
  /** When its user read it in the app. */
  readAt?: Date;
  /** Set when it is PROCESSED or DEAD: what is outstanding never expires. */
  expireAt?: Date;
}

export type NotificationCollection = Collection<NotificationRow>;

/** The notifications of this database. The driver's collection, because intake and delivery write in bulk. */
export function notificationsOf(connection: Connection): NotificationCollection {
  return connection.collection<NotificationRow>('notifications');
}

/**
 * Longest an operation outside of transactions may take, in ms. Without a bound the driver can wait for ever: when the
 * server dies just as a command is written, it waits for a socket that is gone to drain.
 */
export const bounded = { timeoutMS: 10_000 } as const;

/** An acknowledged write survives the loss of a process or a machine. */
export const durable = { writeConcern: { w: 'majority', j: true }, ...bounded } as const;

/** How long a finished notification, and with it the memory of its uuid, is kept: 30 days. */
export const retentionMs = 30 * 24 * 3600 * 1000;

/**
 * The uuid is the primary key, and all other indexes are partial, because each index is paid for by every one of tens of
 * thousands of inserts a second: a second unique index would cost a third of the rate.
 */
export async function ensureNotificationIndexes(connection: Connection): Promise<void> {
  const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
  await notificationsOf(connection).createIndexes([
    { key: { type: 1, dueAt: 1 }, ...where('dueAt') },
    { key: { userId: 1, createdAt: -1, _id: -1 }, ...where('userId') },
    { key: { deadAt: -1, _id: -1 }, ...where('deadAt') },
    { key: { expireAt: 1 }, expireAfterSeconds: 0, ...where('expireAt') },
  ]);
}

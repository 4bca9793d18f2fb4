import { type OutgoingChannel, outgoingChannels } from '@ticketing/common/contracts';
import type { Collection, Connection } from 'mongoose';
import type { Content } from '../rules/content';

/** What a channel carries. */
export interface Rendered {
  subject?: string;
  text: string;
  html?: string;
}

/** How people are told: those that leave the platform have a provider, a queue and a breaker. `INBOX` is shown in the app only: it is complete as soon as it is stored. */
export const channels = [...outgoingChannels, 'INBOX'] as const;
export type Channel = (typeof channels)[number];
export { type OutgoingChannel, outgoingChannels };

/**
 * SENDING is a lease, not a fact: it never raises a notification's version. HELD waits until its receiver is proven to be
 * the user's. PROCESSED and DEAD are final. A digest is ACCEPTED anew with each entry that is added to it.
 */
export const statuses = ['ACCEPTED', 'HELD', 'SENDING', 'RETRYING', 'PROCESSED', 'DEAD'] as const;
export type NotificationStatus = (typeof statuses)[number];

/** Why a notification was given up. */
export type DeadReason =
  'refused' | 'retries exhausted' | 'unknown recipient' | 'unverified' | 'interrupted too often';

/** Where a notification came from. */
export type Origin = 'api' | 'batch' | 'event' | 'broadcast';

/** One of several things that a digest holds. */
export interface DigestEntry {
  /** Of the request it came with: it is added once. */
  uuid: string;
  /** ISO time at which it happened. */
  time: string;
  content: Content;
}

/** How a request is gathered with others: what follows a notification within the window becomes one more, a digest. */
export interface DigestRequest {
  /** Says what belongs together: requests of one key have channel and user in common. */
  key: string;
  /** From one notification of the key to the next, in ms. */
  windowMs: number;
  /** What it adds to a digest; a request without one is sent by itself and at once, and begins a window. */
  entry?: Omit<DigestEntry, 'uuid'>;
  /** The text of a digest of these, oldest first. */
  render: (entries: readonly DigestEntry[]) => Rendered;
}

/** What is told, to whom and why, as it was asked for and is stored. */
interface NotificationFields {
  type: Channel;
  /** An address, a Slack channel or webhook id, an E.164 number. Without it the user's address, or the channel's default. */
  receiver?: string;
  /** The account that a mail to an address given outright is about. */
  accountId?: string;
  /** Whose inbox shows it; the address is looked up when it is sent, unless there is a receiver. */
  userId?: string;
  subject?: string;
  text: string;
  html?: string;
  /** What it is about, for preferences and metrics: `direct`, `order.created`, … */
  kind: string;
  origin: Origin;
  /** Id of the user who asked for it; absent for the platform's own services. */
  submitter?: string;
  /** Who a help desk mail says it is from; shown to operators, never a header. */
  requester?: string;
  /** Its status changes are published as notification:updated for this support ticket. */
  supportTicketId?: string;
  /** The help desk must not show a customer that this was told. */
  staffOnly?: boolean;
  /** Where the app shows what it is about: a path of the browser client. */
  path?: string;
  /** One-click unsubscribe (RFC 8058) for what isn't essential. */
  unsubscribeUrl?: string;
  /** Admissions that a mail has attached, as they are when it is sent. */
  admissionIds?: readonly string[];
  /** W3C trace context of what it was asked by; its pushes are a part of that trace. */
  traceparent?: string;
  /** What a digest holds, oldest first. It takes more until a worker claims it for the first time. */
  entries?: DigestEntry[];
}

/** One thing to tell one receiver on one channel: already valid and normalised. */
export interface NotificationRequest extends NotificationFields {
  /** Lower case; the same uuid of the same owner is told once within 30 days. It becomes the notification's id, unless somebody else has taken it. */
  uuid: string;
  /** Stored as read already. Only for `INBOX`. */
  read?: true;
  /** Stored as HELD: the receiver isn't proven to be the user's. */
  held?: boolean;
  /** When it may be sent; at once, unless said otherwise. */
  dueAt?: Date;
  /** How it is gathered; without it, it is a notification of its own. */
  digest?: DigestRequest;
}

/** What became of one request. A conflict is a uuid that was used before with another body. */
export interface AcceptResult {
  outcome: 'accepted' | 'duplicate' | 'conflict';
  /** The notification's id. */
  id: string;
  /** It was HELD when it was accepted. */
  held?: boolean;
}

/** A status a notification has reached; `version` counts them from 0. */
export interface NotificationChange {
  id: string;
  type: Channel;
  kind: string;
  status: NotificationStatus;
  version: number;
  /** ISO time. */
  time: string;
  userId?: string;
  submitter?: string;
}

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
export interface NotificationRow extends NotificationFields {
  /** The uuid it was asked for with, or its id among the owner's own: the primary key's index is what makes it unique. */
  _id: string;
  /** When the last of several entries was added. */
  extendedAt?: Date;
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
  /** It was HELD when it was accepted. */
  heldAt?: Date;
  processedAt?: Date;
  deadAt?: Date;
  deadReason?: DeadReason;
  redrivenAt?: Date;
  /** Its receiver was proven to be the user's. */
  releasedAt?: Date;
  discardedAt?: Date;
  audit?: AuditRecord[];
  /** When its user read it in the app. */
  readAt?: Date;
  /** Set when it is PROCESSED or DEAD: what is outstanding never expires. */
  expireAt?: Date;
}

export type NotificationCollection = Collection<NotificationRow>;

/** The notifications of this database. The driver's collection, because intake and delivery write in bulk. */
export function notificationCollection(connection: Connection): NotificationCollection {
  return connection.collection<NotificationRow>('notifications');
}

/** An acknowledged write survives the loss of a process or a machine. */
export const durable = { writeConcern: { w: 'majority', j: true } } as const;

/** How long a finished notification, and with it the memory of its uuid, is kept: 30 days. */
export const RETENTION_MS = 30 * 24 * 3600 * 1000;

/**
 * The uuid is the primary key, and all other indexes are partial, because each index is paid for by every one of tens of
 * thousands of inserts a second: a second unique index would cost a third of the rate.
 */
export async function ensureNotificationIndexes(connection: Connection): Promise<void> {
  const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
  await notificationCollection(connection).createIndexes([
    { key: { type: 1, dueAt: 1 }, ...where('dueAt') },
    { key: { userId: 1, createdAt: -1, _id: -1 }, ...where('userId') },
    { key: { deadAt: -1, _id: -1 }, ...where('deadAt') },
    { key: { expireAt: 1 }, expireAfterSeconds: 0, ...where('expireAt') },
    { key: { 'entries.uuid': 1 }, ...where('entries.uuid') },
  ]);
}

/** True for what a user has sent to themselves: their own text, which is for nobody else to get. */
export function isSelfAddressed({
  submitter,
  userId,
}: Pick<NotificationRow, 'submitter' | 'userId'>): boolean {
  return submitter !== undefined && submitter === userId;
}

/** When a row reached the status it is in. */
export function reachedAt(row: NotificationRow): Date {
  if (row.status === 'PROCESSED') return row.processedAt ?? row.createdAt;
  if (row.status === 'DEAD') return row.deadAt ?? row.createdAt;
  const lastAttempt = row.tries ? row.attempts?.at(-1)?.at : undefined;
  return lastAttempt ?? row.releasedAt ?? row.redrivenAt ?? row.extendedAt ?? row.createdAt;
}

/** The status a stored row is in, as watchers are told. */
export function notificationChange(row: NotificationRow): NotificationChange {
  return {
    id: row._id,
    type: row.type,
    kind: row.kind,
    status: row.status,
    version: row.version,
    time: reachedAt(row).toISOString(),
    ...(row.userId && { userId: row.userId }),
    ...(row.submitter && { submitter: row.submitter }),
  };
}

/** The ways out. `INBOX` is shown in the app only: it is complete as soon as it is stored. */
export const channels = ['EMAIL', 'SLACK', 'SMS', 'INBOX'] as const;
export type Channel = (typeof channels)[number];

/** Channels that leave the platform, and so have a provider, a queue and a breaker. */
export const outgoingChannels = ['EMAIL', 'SLACK', 'SMS'] as const;
export type OutgoingChannel = (typeof outgoingChannels)[number];

/** SENDING is a lease, not a fact: it never raises a notification's version. PROCESSED and DEAD are final. */
export type NotificationStatus = 'ACCEPTED' | 'SENDING' | 'RETRYING' | 'PROCESSED' | 'DEAD';

/** Where a notification came from. */
export type Origin = 'api' | 'batch' | 'event' | 'broadcast';

/** One thing to tell one receiver on one channel: already valid and normalised. */
export interface NotificationRequest {
  /** Lower case; the same uuid of the same owner is told once within 30 days. It becomes the notification's id, unless somebody else has taken it. */
  uuid: string;
  type: Channel;
  /** An address, a Slack channel or webhook id, an E.164 number. Without it the user's address, or the channel's default. */
  receiver?: string;
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
  /** Stored as read already. Only for `INBOX`. */
  read?: true;
  /** One-click unsubscribe (RFC 8058) for what isn't essential. */
  unsubscribeUrl?: string;
  /** W3C trace context of what it was asked by; its pushes are a part of that trace. */
  traceparent?: string;
}

/** What became of one request. A conflict is a uuid that was used before with another body. */
export interface AcceptResult {
  outcome: 'accepted' | 'duplicate' | 'conflict';
  /** The notification's id. */
  id: string;
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

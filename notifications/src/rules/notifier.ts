import type { RecipientBook } from '../delivery/address-book';
import { render } from '../channels/render';
import type { NewFeedEntry } from '../feed/feed-log';
import type {
  AcceptResult,
  Channel,
  DigestEntry,
  DigestRequest,
  NotificationRequest,
  Rendered,
} from '../notification/notification';
import { deterministicUuid } from '../notification/notification-id';
import {
  channelsFor,
  isEssential,
  type PreferenceKind,
  type PreferenceStore,
} from '../preferences/preferences';
import { signUnsubscription } from '../preferences/unsubscribe';
import { fixedContent, type Content, type IntentContent, type TemplateContext } from './content';

/** A notification for one user, on every channel they chose. */
export interface NotificationIntent {
  readonly userId: string;
  /** What they may have turned off. */
  kind: PreferenceKind;
  /** What happened, for example `order.placed`. */
  event: string;
  content: IntentContent;
  supportTicketId?: string;
  /** The help desk must not show a customer that this was told. */
  staffOnly?: boolean;
  /** The user did it themselves: it is kept in their inbox as read, and no channel disturbs them with it. */
  ownAct?: boolean;
  /** Mailed whatever they chose: they have paid for it. */
  essential?: boolean;
  /** Admissions that the mail has attached, at an address that is proven. */
  admissionIds?: readonly string[];
  /** On channels that disturb people it is gathered with others. */
  digest?: IntentDigest;
}

/** What an intent is gathered with. */
export interface IntentDigest {
  /** Says what belongs together, among the news of one user on one channel. */
  key: string;
  /** What is said of several, oldest first. Without it, the intent is told by itself and at once, and begins a window. */
  merge?: (entries: readonly DigestEntry[]) => Content;
}

/** A mail about an account. */
export interface AccountMail {
  /** Not always the account's address: at times the one it had, or is to have. */
  readonly receiver: string;
  /** The account it is about, where it is about one. */
  readonly accountId?: string | undefined;
  /** What happened, for example `account.verify`. */
  readonly event: string;
  readonly content: Content;
  /** ISO 8601 time from which on it is of no use. */
  readonly until?: string | undefined;
}

/** Why people are notified: the same cause never notifies anyone twice. */
export interface Cause {
  /** Unique per cause and the same whenever it is repeated. */
  id: string;
  /** ISO 8601 time at which it happened. */
  time: string;
  origin?: 'event' | 'broadcast';
}

/** As much of the intake as the notifier needs. */
export interface Intake {
  accept(requests: NotificationRequest[]): Promise<AcceptResult[]>;
}

/** As much of the feed as the notifier needs. */
export interface Feed {
  append(...entries: NewFeedEntry[]): Promise<void>;
}

export interface NotifierOptions {
  intake: Intake;
  feed: Feed;
  preferences: PreferenceStore;
  recipients: Pick<RecipientBook, 'recipients'>;
  context: TemplateContext;
  /** Signs links that unsubscribe. */
  linkKey: string;
  /** News older than this, in ms, are shown in the app only: a service that hears all of history mails none of it. Default 7 days. */
  freshMs?: number;
  now?: () => Date;
  /** From one notification of a digest's key to the next, in ms; 0, the default, gathers nothing. */
  windowMs?: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Stores what people are notified of, and shows it live. A repetition with the same cause changes nothing. */
export class Notifier {
  constructor(private readonly options: NotifierOptions) {}

  /**
   * Notifies of all of these, then adds `entries` to the feed.
   *
   * @throws when a store is away; a repetition completes what was begun
   */
  async notify(cause: Cause, all: NotificationIntent[], entries: NewFeedEntry[] = []): Promise<void> {
    const everybody = [...new Set(all.map(({ userId }) => userId))];
    const isBroadcast = cause.origin === 'broadcast';
    const [preferences, recipients] = await Promise.all([
      this.options.preferences.of(everybody),
      isBroadcast ? [] : this.options.recipients.recipients(everybody),
    ]);
    const erased = new Set(recipients.flatMap(({ id, email }) => (email === '' ? [id] : [])));
    const intents = all.filter(({ userId }) => !erased.has(userId));
    const proven = new Set(
      // What an admin says to all goes to all as it is.
      isBroadcast ? everybody : recipients.flatMap(({ id, emailVerified }) => (emailVerified ? [id] : [])),
    );
    const requests = intents.flatMap((intent) => {
      const chosen = preferences.get(intent.userId);
      const channels = new Set(chosen ? channelsFor(chosen, intent.kind) : []);
      if (intent.essential) channels.add('EMAIL');
      return [...channels]
        .filter((channel) => channel === 'INBOX' || (!intent.ownAct && this.isFresh(cause)))
        .map((channel) => this.buildRequest(cause, intent, channel, proven.has(intent.userId)));
    });
    const results = requests.length > 0 ? await this.options.intake.accept(requests) : [];
    const stored = requests.map((request, nth) => ({ ...request, uuid: results[nth]?.id ?? request.uuid }));
    const inbox = stored.filter(({ type, read }) => type === 'INBOX' && !read);
    await this.options.feed.append(...inbox.map((request) => inboxEntry(request, cause)), ...entries);
  }

  /**
   * Mails what the account's owner has to know, whatever they chose, to an address that is given outright. News that is
   * old, or ended before it could be mailed, is dropped.
   */
  async mail(cause: Cause, { receiver, accountId, event, content, until }: AccountMail): Promise<void> {
    if (!this.isFresh(cause) || (until && Date.parse(until) <= this.now().getTime())) return;
    const request: NotificationRequest = {
      uuid: deterministicUuid(cause.id, event, receiver, 'EMAIL'),
      type: 'EMAIL',
      receiver,
      ...(accountId === undefined ? {} : { accountId }),
      ...render('EMAIL', content, this.options.context),
      kind: event,
      origin: 'event',
    };
    await this.options.intake.accept([request]);
  }

  /** @param proven whether the user's mail address is; the other channels have only addresses that are */
  private buildRequest(
    cause: Cause,
    intent: NotificationIntent,
    channel: Channel,
    proven: boolean,
  ): NotificationRequest {
    const { userId, kind, event, supportTicketId, staffOnly, ownAct, essential, admissionIds } = intent;
    const fixed = channel === 'EMAIL' && !proven;
    // Defence: a mail to an unproven address has no word of others → const said = (whole: Content) => whole;
    const said = (whole: Content) => (fixed ? fixedContent(intent.content) : whole);
    const unsubscribeUrl =
      channel === 'INBOX' || isEssential(kind, channel) || (essential && channel === 'EMAIL')
        ? undefined
        : this.unsubscribeUrl(signUnsubscription({ userId, kind, channel }, this.options.linkKey));
    const rendered = (whole: Content) => render(channel, said(whole), this.options.context, unsubscribeUrl);
    return {
      uuid: deterministicUuid(cause.id, event, userId, channel),
      type: channel,
      userId,
      ...rendered(intent.content),
      kind: event,
      origin: cause.origin ?? 'event',
      ...(supportTicketId === undefined ? {} : { supportTicketId }),
      ...(staffOnly ? { staffOnly } : {}),
      ...(channel === 'INBOX' && intent.content.link ? { path: intent.content.link.path } : {}),
      ...(channel === 'EMAIL' && proven && admissionIds ? { admissionIds } : {}),
      ...(channel === 'INBOX' && ownAct ? { read: true as const } : {}),
      ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
      ...this.gathered(cause, intent, channel, rendered),
    };
  }

  private gathered(
    { time }: Cause,
    { userId, content, digest }: NotificationIntent,
    channel: Channel,
    rendered: (content: Content) => Rendered,
  ): { digest?: DigestRequest } {
    const { windowMs = 0 } = this.options;
    if (!digest || windowMs === 0 || channel === 'INBOX') return {};
    const { key, merge } = digest;
    return {
      digest: {
        key: `${key}:${userId}:${channel}`,
        windowMs,
        ...(merge && { entry: { time, content } }),
        render: (entries) => rendered(merge?.(entries) ?? content),
      },
    };
  }

  private unsubscribeUrl(token: string): string {
    return `${this.options.context.webUrl}/api/notifications/unsubscribe?token=${token}`;
  }

  /** An event without a time counts as of today. */
  private isFresh({ time }: Cause): boolean {
    const at = Date.parse(time);
    return !(at > 0) || this.now().getTime() - at < (this.options.freshMs ?? WEEK_MS);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

function inboxEntry(
  { uuid, userId = '', kind, subject, text, path }: NotificationRequest,
  cause: Cause,
): NewFeedEntry {
  return {
    key: `inbox:${uuid}`,
    scope: `user:${userId}`,
    event: 'notification',
    data: { id: uuid, kind, subject, text, ...(path === undefined ? {} : { path }), time: cause.time },
  };
}

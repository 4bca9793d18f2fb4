import type { Message, Stan, Subscription, SubscriptionOptions } from 'node-nats-streaming';
import { isClosing } from './quiet-channels';

/** Messages that the broker sends ahead of their acknowledgements. */
const IN_FLIGHT = 1_024;
/** How far clocks differ, at the most. */
const CLOCKS_MS = 60_000;

/** The newest messages of some subjects, for this process alone; nothing of it is kept at the broker. */
export interface HistorySpec {
  /** How far back it goes, in milliseconds. */
  readonly spanMs: number;
  /** The last one must be a subject that has messages whenever one before it has. */
  readonly subjects: readonly [string, ...string[]];
  /** Given the messages of each subject in order; all of them again on every connection. Must not throw. */
  readonly onMessage: (subject: string, message: Message) => void;
  /** Called once everything that the broker had when this connection began was given to `onMessage`. */
  readonly onCaughtUp: () => void;
}

/**
 * Reads a history on one connection.
 *
 * The broker doesn't say where a subject ends, so a second subscription per subject asks for its last message. It starts
 * subscriptions one after another and sends over one connection: with the answer for a later subject, an earlier
 * one without an answer is known to be empty.
 *
 * @param onFailure told once when a subscription failed; the history is then to be read anew
 * @returns ends it
 */
export function readHistory(
  client: Stan,
  { spanMs, subjects, onMessage, onCaughtUp }: HistorySpec,
  onFailure: (error: unknown) => void,
): () => void {
  const open: Subscription[] = [];
  const read = new Map<string, number>();
  const ends = new Map<string, number>();
  // One that is nearly as old as the span may not be sent by the broker, whose clock is another.
  const oldest = Date.now() - spanMs + CLOCKS_MS;
  let ended = false;
  let caughtUp = false;

  const end = (): void => {
    ended = true;
    // One that the broker hasn't confirmed yet can't be closed; it is ignored, and ends with the connection.
    for (const subscription of open) if (isConfirmed(subscription)) subscription.close();
  };
  const fail = (error: unknown): void => {
    if (ended) return;
    end();
    onFailure(error);
  };
  const subscribe = (
    subject: string,
    options: SubscriptionOptions,
    handle: (message: Message) => void,
  ): void => {
    const subscription = client.subscribe(subject, options);
    subscription.on('message', (message: Message) => {
      if (!ended) handle(message);
    });
    subscription.on('error', fail);
    subscription.on('timeout', fail);
    open.push(subscription);
  };
  const check = (): void => {
    if (caughtUp || !subjects.every((subject) => (read.get(subject) ?? 0) >= (ends.get(subject) ?? Infinity)))
      return;
    caughtUp = true;
    onCaughtUp();
  };

  for (const subject of subjects) {
    const options = client.subscriptionOptions().setStartAtTimeDelta(spanMs).setMaxInFlight(IN_FLIGHT);
    subscribe(subject, options, (message) => {
      if (!isClosing(message)) onMessage(subject, message);
      read.set(subject, message.getSequence());
      check();
    });
  }
  subjects.forEach((subject, index) => {
    const options = client.subscriptionOptions().setStartWithLastReceived().setMaxInFlight(1);
    subscribe(subject, options, (message) => {
      if (ends.has(subject)) return;
      ends.set(subject, message.getTimestamp().getTime() < oldest ? 0 : message.getSequence());
      for (const earlier of subjects.slice(0, index)) if (!ends.has(earlier)) ends.set(earlier, 0);
      check();
    });
  });
  return end;
}

/** The client sets this on the broker's answer, and closing before throws. */
function isConfirmed(subscription: Subscription): boolean {
  return (subscription as unknown as { ackInbox?: string }).ackInbox !== undefined;
}

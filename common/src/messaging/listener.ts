import type { Logger } from 'pino';
import type { AggregateSubject, AggregateType, Event, EventMeta, EventOn } from '../contracts';

/** What a handler is told beside the data. */
export interface MessageContext {
  readonly meta: EventMeta;
  /** The broker's sequence number on the subject. */
  readonly sequence: number;
  readonly redelivered: boolean;
  readonly logger: Logger;
}

/**
 * Base of all listeners: one class per subject. The base class parses, checks, retries, parks, dead-letters and
 * acknowledges; a handler only says how it went.
 *
 * @example
 * class TicketCreatedListener extends Listener<TicketCreatedEvent> {
 *   readonly subject = Subjects.TicketCreated;
 *   async onMessage(data: TicketCreatedEvent['data']) { await tickets.insert(data); }
 * }
 */
export abstract class Listener<T extends Event> {
  abstract readonly subject: T['subject'];
  /** Milliseconds after which the broker delivers an unacknowledged message again. */
  readonly ackWait: number = 5_000;
  /** Messages handled at the same time in this process, at the most. */
  readonly maxInFlight: number = 64;

  /**
   * Applies one message. The outcome decides what becomes of it; a handler never acknowledges by itself.
   *
   * - It resolves: done, or already applied. The message is acknowledged.
   * - It throws `GapError`: retried for up to two seconds, then parked until its predecessor was applied.
   * - It throws because a server is away or someone wrote at the same time: delivered again, not counted.
   * - It throws anything else: counted, delivered again, and dead-lettered at the fifth time.
   *
   * It may be called more than once for one message, also at the same time in two replicas: the version check
   * or an inbox makes the effect happen once.
   */
  abstract onMessage(data: T['data'], message: MessageContext): Promise<void>;

  /**
   * Keeps a state that its owner tells once more, without doing anything about it: stored whole where it is unknown or
   * older, else dropped. A listener without this does nothing with replays.
   */
  onReplay?(data: T['data'], message: MessageContext): Promise<void>;

  /**
   * Messages with the same key are handled one after another in this process; without a key, those of one aggregate are.
   * For handlers that all write one document whatever aggregate the message is of: side by side, each would only make
   * the others' transactions start again. The messages of one aggregate must share a key.
   */
  exclusiveKey?(data: T['data']): string;
}

/** Listeners of any event; each knows its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list of differently typed listeners
export type AnyListener = Listener<any>;

/**
 * A listener for each subject of an aggregate's history; one that is left out does not compile. A version that a service
 * doesn't hear would be a gap to all later ones.
 */
export function aggregateListeners<A extends AggregateType>(listeners: {
  readonly [S in AggregateSubject<A>]: Listener<EventOn<S>>;
}): AnyListener[] {
  return Object.values(listeners);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AggregateRef, Event } from '../contracts';
import { SpanKind } from '@opentelemetry/api';
import { isDuplicateKey } from '../errors';
import { runWithCorrelation } from '../observability/correlation';
import { inSpan } from '../observability/tracing';
import { AppliedSignal } from './applied-signal';
import { decode, type IncomingMessage, InvalidMessageError } from './envelope';
import { classifyFailure, type GapError } from './errors';
import type { FailedMessages } from './failed-messages';
import { KeyedMutex } from '../concurrency/keyed-mutex';
import type { AnyListener, MessageContext } from './listener';
import type { ParkingStore, StoredMessage } from './message-store';
import { eventLag } from './messaging-metrics';
import type { Outcome } from './outcome';

const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 250;

/** What a processor works with. */
export interface MessageProcessorOptions {
  readonly failed: FailedMessages;
  /** Absent where nothing can have a gap. */
  readonly parking: ParkingStore | undefined;
  readonly logger: Logger;
  /** Milliseconds that a gap or conflict is retried before it is parked or left to the broker. */
  readonly retryMs: number;
  /** Told when an aggregate moved on, so that what waited for it can be released. */
  readonly onApplied: (aggregate: string) => void;
}

/** Hands messages to their listeners, one at a time per aggregate or key, and decides what becomes of each. */
export class MessageProcessor {
  private readonly mutex = new KeyedMutex();
  private readonly applied = new AppliedSignal();
  private gapWaits = 0;

  constructor(private readonly options: MessageProcessorOptions) {}

  /**
   * Handles a message until its outcome is known.
   * @throws when the consumer's own store is away
   */
  async process(listener: AnyListener, message: StoredMessage, redelivered: boolean): Promise<Outcome> {
    let incoming: IncomingMessage<Event>;
    try {
      incoming = read(message);
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      return this.options.failed.giveUp(message, error.message, 1);
    }
    const deadline = Date.now() + this.options.retryMs;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      const failure = await this.attempt(listener, message, incoming, redelivered);
      if (failure === undefined) return 'acked';
      const kind = classifyFailure(failure.error);
      const left = deadline - Date.now();
      if (kind === 'gap' && this.options.parking) {
        const { waitingFor } = failure.error as GapError;
        // Waiting messages must not fill the in-flight window in front of the one they wait for.
        const crowded = this.gapWaits >= listener.maxInFlight / 2;
        if (left <= 0 || crowded) return this.park(listener, message, incoming, waitingFor);
        await this.awaitPredecessor(waitingFor.aggregate, Math.min(wait, left));
      } else if (kind === 'conflict' && left > 0) {
        await sleep(Math.random() * Math.min(wait, left));
      } else if (isLeftToBroker(failure.error)) {
        this.options.logger.warn({ err: failure.error, subject: message.subject }, 'left for redelivery');
        return 'redeliver';
      } else {
        return this.options.failed.count(message, failure.error);
      }
    }
  }

  /** Runs the handler once, alone among the messages of its aggregate or its listener's key. @returns why it did not finish */
  attempt(
    listener: AnyListener,
    message: StoredMessage,
    incoming: IncomingMessage<Event>,
    redelivered: boolean,
  ): Promise<{ error: unknown } | undefined> {
    const { data, meta, ref } = incoming;
    const { logger, onApplied } = this.options;
    const key = listener.exclusiveKey?.(data) ?? ref?.aggregate ?? `${message.subject}:${meta.id}`;
    return this.mutex.run(key, async () => {
      try {
        await runWithCorrelation(meta.correlationId, () =>
          inSpan(`process ${message.subject}`, { kind: SpanKind.CONSUMER, parent: meta.traceparent }, () =>
            handle(listener, data, { meta, sequence: message.sequence, redelivered, logger }),
          ),
        );
      } catch (error) {
        return { error };
      }
      if (!meta.replayed) observeLag(message.subject, Date.parse(meta.time));
      if (ref) {
        this.applied.notify(ref.aggregate);
        onApplied(ref.aggregate);
      }
      return undefined;
    });
  }

  /** Keeps a message until its predecessor was applied. */
  async park(
    listener: AnyListener,
    message: StoredMessage,
    incoming: IncomingMessage<Event>,
    waitingFor: AggregateRef,
  ): Promise<Outcome> {
    const { parking } = this.options;
    if (!parking) throw new Error('this consumer keeps no parked messages');
    const id = await parking.park(message, ownRef(message, incoming), waitingFor);
    // The predecessor may have been applied elsewhere just before the message was parked, with nobody left to
    // release it: one more look closes that window.
    if ((await this.attempt(listener, message, incoming, true)) === undefined) {
      await parking.unpark(id);
      return 'acked';
    }
    return 'parked';
  }

  private async awaitPredecessor(aggregate: string, ms: number): Promise<void> {
    this.gapWaits += 1;
    try {
      await this.applied.wait(aggregate, ms);
    } finally {
      this.gapWaits -= 1;
    }
  }
}

/** Nothing but a listener that says how takes a replay: whatever else it does was done when the event was told first. */
async function handle(listener: AnyListener, data: object, context: MessageContext): Promise<void> {
  await (context.meta.replayed ? listener.onReplay?.(data, context) : listener.onMessage(data, context));
}

/** A message that doesn't tell its time has no lag. */
function observeLag(subject: string, recordedAt: number): void {
  if (recordedAt > 0) eventLag.observe({ subject }, Math.max(0, Date.now() - recordedAt) / 1000);
}

/**
 * Whether the broker is to deliver the message again, without counting a failure. A duplicate key that stays one is a bug of the
 * handler, not a race: it must end in the dead letters.
 */
export function isLeftToBroker(error: unknown): boolean {
  const kind = classifyFailure(error);
  return kind === 'unavailable' || (kind === 'conflict' && !isDuplicateKey(error));
}

/** @throws InvalidMessageError when the message can never be handled */
export function read(message: StoredMessage): IncomingMessage<Event> {
  const fallbackId = `${message.subject}.${message.sequence}`;
  return decode<Event>(message.subject as Event['subject'], message.wire, fallbackId);
}

/** A fact without a version is parked under its own identity. */
function ownRef(message: StoredMessage, incoming: IncomingMessage<Event>): AggregateRef {
  return incoming.ref ?? { aggregate: `${message.subject}:${incoming.meta.id}`, version: 0 };
}

import type { Message } from 'node-nats-streaming';
import type { Logger } from 'pino';
import type { AggregateRef, Event } from '../events';
import { runWithCorrelation } from '../runtime/correlation';
import { crashPoint } from '../runtime/crash-point';
import { AppliedSignal } from './applied-signal';
import { DeadLetters } from './dead-letters';
import { decode, type IncomingMessage, InvalidMessageError } from './envelope';
import { classifyFailure, GapError, isLastingConflict } from './errors';
import { KeyedMutex } from './keyed-mutex';
import type { Listener } from './listener';
import type { MessageStore, ParkedMessage, StoredMessage } from './message-store';
import {
  deadLetterTotal,
  eventLag,
  handledMessages,
  parkedMessages,
  parkedTooLong,
} from './messaging-metrics';
import type { NatsWrapper } from './nats-wrapper';
import type { Outcome } from './outcome';
import { Parking, type ReplayResult } from './parking';

/** A failed message is dead-lettered at this attempt. */
export const MAX_ATTEMPTS = 5;
/** How long a gap or a write conflict is retried in the process, in milliseconds. */
export const RETRY_IN_PROCESS_MS = 2_000;
const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 250;

/** Listeners of any event; each knows its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a registry of differently typed listeners
export type AnyListener = Listener<any>;

/** What a service's consumers share. */
export interface MessagingOptions {
  readonly nats: Pick<NatsWrapper, 'subscribe'>;
  readonly store: MessageStore;
  readonly logger: Logger;
  /** Milliseconds that a gap or conflict is retried before it is parked or left to the broker. */
  readonly retryInProcessMs?: number;
}

/**
 * The consuming side of a service: its listeners, one message at a time per aggregate, with parking and dead
 * letters kept in the service's own store.
 */
export class Messaging {
  readonly deadLetters: DeadLetters;
  private readonly listeners = new Map<string, AnyListener>();
  private readonly mutex = new KeyedMutex();
  private readonly applied = new AppliedSignal();
  private readonly parking?: Parking;
  private readonly retryMs: number;
  private inFlight = 0;
  private gapWaits = 0;
  private closing = false;
  private drained?: () => void;

  constructor(private readonly options: MessagingOptions) {
    this.retryMs = options.retryInProcessMs ?? RETRY_IN_PROCESS_MS;
    this.deadLetters = new DeadLetters(options.store, (letter) => this.replayDeadLetter(letter));
    if (options.store.parking) {
      this.parking = new Parking({
        store: options.store.parking,
        replay: (message) => this.replayParked(message),
        onCount: ({ total, old }) => {
          parkedMessages.set(total);
          parkedTooLong.set(old);
        },
        logger: options.logger,
      });
    }
  }

  /** Prepares the store and subscribes the listeners; each subject may have one. */
  async listen(...listeners: AnyListener[]): Promise<void> {
    await this.options.store.prepare();
    for (const listener of listeners) {
      const subject = subjectOf(listener);
      if (this.listeners.has(subject)) throw new Error(`two listeners for ${subject}`);
      this.listeners.set(subject, listener);
    }
    this.parking?.start();
    for (const listener of listeners) {
      this.options.nats.subscribe({
        subject: subjectOf(listener),
        queueGroupName: listener.queueGroupName,
        ackWait: listener.ackWait,
        maxInFlight: listener.maxInFlight,
        onMessage: (message) => void this.receive(listener, message),
      });
    }
  }

  /** Takes no more messages and waits for the handlers that run, for `timeoutMs` at the most. */
  async close(timeoutMs = 10_000): Promise<void> {
    this.closing = true;
    if (this.inFlight > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await this.parking?.stop();
  }

  /** Resolves when all parked messages released so far have been tried. */
  async settled(): Promise<void> {
    await this.parking?.settled();
  }

  /** Handles one message and says what became of it. Never rejects. */
  async process(listener: AnyListener, message: StoredMessage, redelivered: boolean): Promise<Outcome> {
    const outcome = await this.decide(listener, message, redelivered).catch((error: unknown): Outcome => {
      // Only the stores can fail here; the broker keeps the message for us.
      this.options.logger.warn({ err: error, subject: message.subject }, 'a message is left for redelivery');
      return 'redeliver';
    });
    handledMessages.inc({ subject: message.subject, outcome });
    return outcome;
  }

  private async receive(listener: AnyListener, message: Message): Promise<void> {
    if (this.closing) return;
    this.inFlight += 1;
    try {
      const wire = message.getRawData().toString('utf8');
      const stored = { subject: subjectOf(listener), sequence: message.getSequence(), wire };
      const outcome = await this.process(listener, stored, message.isRedelivered());
      crashPoint('listener:handled');
      if (outcome !== 'redeliver') message.ack();
    } catch (error) {
      this.options.logger.error({ err: error, subject: subjectOf(listener) }, 'acknowledging failed');
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.drained?.();
    }
  }

  private async decide(
    listener: AnyListener,
    message: StoredMessage,
    redelivered: boolean,
  ): Promise<Outcome> {
    let incoming: IncomingMessage<Event>;
    try {
      incoming = read(message);
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      return this.deadLetter(message, error.message, 1);
    }
    const deadline = Date.now() + this.retryMs;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      const failure = await this.attempt(listener, message, incoming, redelivered);
      if (failure === undefined) return 'acked';
      const kind = classifyFailure(failure.error);
      const left = deadline - Date.now();
      if (kind === 'gap' && this.parking) {
        const { waitingFor } = failure.error as GapError;
        if (left <= 0 || this.gapWaits >= listener.maxInFlight / 2) {
          return this.park(listener, message, incoming, waitingFor);
        }
        await this.awaitPredecessor(waitingFor.aggregate, Math.min(wait, left));
      } else if (kind === 'conflict' && left > 0) {
        await this.applied.wait('', Math.random() * Math.min(wait, left));
      } else if (kind === 'unavailable' || (kind === 'conflict' && !isLastingConflict(failure.error))) {
        this.options.logger.warn({ err: failure.error, subject: message.subject }, 'left for redelivery');
        return 'redeliver';
      } else {
        return this.countFailure(message, failure.error);
      }
    }
  }

  /** Runs the handler once, alone among the messages of its aggregate. */
  private attempt(
    listener: AnyListener,
    message: StoredMessage,
    incoming: IncomingMessage<Event>,
    redelivered: boolean,
  ): Promise<{ error: unknown } | undefined> {
    const { data, meta, ref } = incoming;
    const logger = this.options.logger;
    return this.mutex.run(ref?.aggregate ?? `${message.subject}:${meta.id}`, async () => {
      try {
        await runWithCorrelation(meta.correlationId, () =>
          listener.onMessage(data, { meta, sequence: message.sequence, redelivered, logger }),
        );
      } catch (error) {
        return { error };
      }
      eventLag.observe({ subject: message.subject }, Math.max(0, Date.now() - Date.parse(meta.time)) / 1000);
      if (ref) {
        this.applied.notify(ref.aggregate);
        this.parking?.release(ref.aggregate);
      }
      return undefined;
    });
  }

  private async awaitPredecessor(aggregate: string, ms: number): Promise<void> {
    this.gapWaits += 1;
    try {
      await this.applied.wait(aggregate, ms);
    } finally {
      this.gapWaits -= 1;
    }
  }

  private async park(
    listener: AnyListener,
    message: StoredMessage,
    incoming: IncomingMessage<Event>,
    waitingFor: AggregateRef,
  ): Promise<Outcome> {
    const store = this.options.store.parking;
    if (!store) throw new Error('this store keeps no parked messages');
    const id = await store.park(message, ownRef(message, incoming), waitingFor);
    // The predecessor may have been applied elsewhere just before the message was parked, with nobody left to
    // release it: one more look closes that window.
    if ((await this.attempt(listener, message, incoming, true)) === undefined) {
      await store.unpark(id);
      return 'acked';
    }
    return 'parked';
  }

  private async countFailure(message: StoredMessage, error: unknown): Promise<Outcome> {
    const attempts = await this.options.store.countFailure(message);
    this.options.logger.error({ err: error, ...identity(message), attempts }, 'a handler failed');
    return attempts >= MAX_ATTEMPTS ? this.deadLetter(message, describe(error), attempts) : 'redeliver';
  }

  private async deadLetter(message: StoredMessage, error: string, attempts: number): Promise<Outcome> {
    await this.options.store.addDeadLetter(message, error, attempts);
    deadLetterTotal.inc({ subject: message.subject });
    this.options.logger.error({ ...identity(message), error, attempts }, 'a message was dead-lettered');
    return 'dead-lettered';
  }

  private async replayParked(message: ParkedMessage): Promise<ReplayResult> {
    const listener = this.listeners.get(message.subject);
    if (!listener) return { done: false };
    const failure = await this.attempt(listener, message, read(message), true);
    if (!failure) return { done: true };
    const kind = classifyFailure(failure.error);
    if (kind === 'gap') return { done: false, waitingFor: (failure.error as GapError).waitingFor };
    if (kind === 'unavailable' || (kind === 'conflict' && !isLastingConflict(failure.error)))
      return { done: false };
    return { done: (await this.countFailure(message, failure.error)) === 'dead-lettered' };
  }

  private async replayDeadLetter(message: StoredMessage): Promise<void> {
    const listener = this.listeners.get(message.subject);
    if (!listener) throw new Error(`nothing here listens to ${message.subject}`);
    const incoming = read(message);
    const failure = await this.attempt(listener, message, incoming, true);
    if (!failure) return;
    if (failure.error instanceof GapError && this.parking) {
      await this.park(listener, message, incoming, failure.error.waitingFor);
      return;
    }
    throw failure.error;
  }
}

function subjectOf(listener: AnyListener): string {
  return listener.subject as string;
}

function read(message: StoredMessage): IncomingMessage<Event> {
  return decode<Event>(
    message.subject as Event['subject'],
    message.wire,
    `${message.subject}.${message.sequence}`,
  );
}

/** A fact without a version is parked under its own identity. */
function ownRef(message: StoredMessage, incoming: IncomingMessage<Event>): AggregateRef {
  return incoming.ref ?? { aggregate: `${message.subject}:${incoming.meta.id}`, version: 0 };
}

function identity(message: StoredMessage): { subject: string; sequence: number } {
  return { subject: message.subject, sequence: message.sequence };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

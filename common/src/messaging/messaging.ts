import type { Message } from 'node-nats-streaming';
import type { Logger } from 'pino';
import type { Event } from '../contracts';
import { crashPoint } from '../errors/crash-point';
import { retryUntilAvailable } from '../concurrency/retry-until-available';
import { DeadLetters } from './dead-letters';
import { type IncomingMessage, InvalidMessageError } from './envelope';
import { GapError } from './errors';
import { FailedMessages } from './failed-messages';
import type { AnyListener } from './listener';
import { isLeftToBroker, MessageProcessor, read } from './message-processor';
import type { MessageStore, ParkedMessage, StoredMessage } from './message-store';
import { countHandled, parkedMessages, parkedTooLong, replayNeeded } from './messaging-metrics';
import type { NatsWrapper } from './nats-wrapper';
import type { Outcome } from './outcome';
import { Parking, type RetryResult } from './parking';

/** How long a gap or a write conflict is retried in the process, in milliseconds. */
export const RETRY_IN_PROCESS_MS = 2_000;

/** What a service's consumers share. */
export interface MessagingOptions {
  /** The service's name; its queue groups and durable names are `<service>-service`. */
  readonly service: string;
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
  private readonly failed: FailedMessages;
  private readonly processor: MessageProcessor;
  private readonly parking?: Parking;
  /** Messages being handled, by subject and sequence. */
  private readonly inHand = new Set<string>();
  private closing = false;
  private drained?: () => void;
  private closed?: Promise<void>;

  constructor(private readonly options: MessagingOptions) {
    const { store, logger } = options;
    this.deadLetters = new DeadLetters(store, (letter) => this.retryDeadLetter(letter));
    this.failed = new FailedMessages(store, logger);
    if (store.parking) {
      this.parking = new Parking({
        store: store.parking,
        retry: (message) => this.retryParked(message),
        onCount: ({ total, old, lost }) => {
          parkedMessages.set(total);
          parkedTooLong.set(old);
          replayNeeded.set(lost);
        },
        logger,
      });
    }
    this.processor = new MessageProcessor({
      failed: this.failed,
      parking: store.parking,
      logger,
      retryMs: options.retryInProcessMs ?? RETRY_IN_PROCESS_MS,
      onApplied: (aggregate) => this.parking?.release(aggregate),
    });
  }

  /** Prepares the store and subscribes the listeners; each subject may have one. */
  async listen(...listeners: AnyListener[]): Promise<void> {
    await retryUntilAvailable(() => this.options.store.prepare(), this.options.logger);
    for (const listener of listeners) {
      const subject = readSubject(listener);
      if (this.listeners.has(subject)) throw new Error(`two listeners for ${subject}`);
      this.listeners.set(subject, listener);
    }
    this.parking?.start();
    for (const listener of listeners) {
      this.options.nats.subscribe({
        subject: readSubject(listener),
        queueGroupName: `${this.options.service}-service`,
        ackWait: listener.ackWait,
        maxInFlight: listener.maxInFlight,
        onMessage: (message) => void this.receive(listener, message),
      });
    }
  }

  /**
   * Takes no more messages and waits for the handlers that run, for `timeoutMs` at the most. Later calls return the same
   * promise.
   */
  close(timeoutMs = 10_000): Promise<void> {
    this.closing = true;
    this.closed ??= this.finish(timeoutMs);
    return this.closed;
  }

  private async finish(timeoutMs: number): Promise<void> {
    if (this.inHand.size > 0) {
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
    const outcome = await this.processor
      .process(listener, message, redelivered)
      .catch((error: unknown): Outcome => {
        // Only the stores can fail here; the broker keeps the message for us.
        this.options.logger.warn(
          { err: error, subject: message.subject },
          'a message is left for redelivery',
        );
        return 'redeliver';
      });
    countHandled(message.subject, outcome);
    return outcome;
  }

  private async receive(listener: AnyListener, message: Message): Promise<void> {
    const sequence = message.getSequence();
    const key = `${readSubject(listener)}#${sequence}`;
    // A handler slower than ackWait is delivered its message again and again, beyond the in-flight window: the copies
    // are let go, or a handler that hangs would gather them without end.
    if (this.closing || this.inHand.has(key)) return;
    this.inHand.add(key);
    try {
      const wire = message.getRawData().toString('utf8');
      const stored = { subject: readSubject(listener), sequence, wire };
      const outcome = await this.process(listener, stored, message.isRedelivered());
      crashPoint('listener:handled');
      if (outcome !== 'redeliver') message.ack();
    } catch (error) {
      this.options.logger.error({ err: error, subject: readSubject(listener) }, 'acknowledging failed');
    } finally {
      this.inHand.delete(key);
      if (this.inHand.size === 0) this.drained?.();
    }
  }

  private async retryParked(message: ParkedMessage): Promise<RetryResult> {
    const listener = this.listeners.get(message.subject);
    if (!listener) return { done: false };
    let incoming: IncomingMessage<Event>;
    try {
      incoming = read(message);
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      // The schema has changed since it was parked; those behind it have to be tried all the same.
      return { done: (await this.failed.giveUp(message, error.message, 1)) === 'dead-lettered' };
    }
    const failure = await this.processor.attempt(listener, message, incoming, true);
    if (!failure) return { done: true };
    if (failure.error instanceof GapError) return { done: false, waitingFor: failure.error.waitingFor };
    if (isLeftToBroker(failure.error)) return { done: false };
    return { done: (await this.failed.count(message, failure.error)) === 'dead-lettered' };
  }

  private async retryDeadLetter(message: StoredMessage): Promise<void> {
    const listener = this.listeners.get(message.subject);
    if (!listener) throw new Error(`nothing here listens to ${message.subject}`);
    const incoming = read(message);
    const failure = await this.processor.attempt(listener, message, incoming, true);
    if (!failure) return;
    if (!(failure.error instanceof GapError) || !this.parking) throw failure.error;
    await this.processor.park(listener, message, incoming, failure.error.waitingFor);
  }
}

function readSubject(listener: AnyListener): string {
  return listener.subject as string;
}

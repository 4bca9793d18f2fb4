import type { Logger } from 'pino';
import type { DeadLetterStore, StoredMessage } from './message-store';
import { deadLetterTotal } from './messaging-metrics';
import type { Outcome } from './outcome';

/** A failed message is dead-lettered at this attempt. */
export const MAX_ATTEMPTS = 5;

/** Counts the failures of messages and gives up on those that fail too often. */
export class FailedMessages {
  constructor(
    private readonly store: DeadLetterStore,
    private readonly logger: Logger,
  ) {}

  /** A handler failed: the message is delivered again, or dead-lettered at the fifth time. */
  async count(message: StoredMessage, error: unknown): Promise<Outcome> {
    const attempts = await this.store.countFailure(message);
    const { subject, sequence } = message;
    this.logger.error({ err: error, subject, sequence, attempts }, 'a handler failed');
    return attempts >= MAX_ATTEMPTS ? this.giveUp(message, toText(error), attempts) : 'redeliver';
  }

  /** The message is kept for a person. */
  async giveUp(message: StoredMessage, error: string, attempts: number): Promise<Outcome> {
    await this.store.addDeadLetter(message, error, attempts);
    const { subject, sequence } = message;
    deadLetterTotal.inc({ subject });
    this.logger.error({ subject, sequence, error, attempts }, 'a message was dead-lettered');
    return 'dead-lettered';
  }
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

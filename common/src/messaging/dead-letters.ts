import { NotFoundError } from '../errors';
import type { DeadLetter, DeadLetterPage, DeadLetterStore } from './message-store';

/** How a redrive went. */
export interface RedriveResult {
  readonly redriven: boolean;
  /** Why it was not, in the handler's words. */
  readonly error?: string;
}

/** Lets a person look at, retry and drop the messages that a service could not handle. */
export class DeadLetters {
  /** @param replay hands a stored message to this service's own handler; rejects when it fails again. */
  constructor(
    private readonly store: DeadLetterStore,
    private readonly replay: (letter: DeadLetter) => Promise<void>,
  ) {}

  /** Newest first. */
  list(page: DeadLetterPage): Promise<DeadLetter[]> {
    return this.store.listDeadLetters(page);
  }

  count(): Promise<number> {
    return this.store.countDeadLetters();
  }

  /**
   * Hands the message to the handler once more; nothing is published again. Gone from the list when it worked.
   * @throws NotFoundError when there is no such dead letter.
   */
  async redrive(id: string): Promise<RedriveResult> {
    const letter = await this.store.findDeadLetter(id);
    if (!letter) throw new NotFoundError();
    try {
      await this.replay(letter);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.store.noteRedrive(id, message);
      return { redriven: false, error: message };
    }
    await this.store.removeDeadLetter(id);
    return { redriven: true };
  }

  /** Drops a dead letter for good. @throws NotFoundError when there is no such dead letter. */
  async discard(id: string): Promise<void> {
    if (!(await this.store.removeDeadLetter(id))) throw new NotFoundError();
  }
}

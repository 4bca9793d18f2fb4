import { NotFoundError } from '../errors';
import type { DeadLetter, DeadLetterPage, DeadLetterStore } from './message-store';

/** How a redrive went. */
export interface RedriveResult {
  readonly redriven: boolean;
  /** Why it was not, in the handler's words. */
  readonly error?: string;
}

/** What is done with a dead letter before a person's wish is carried out. */
export type BeforeLetter = (letter: Pick<DeadLetter, 'subject' | 'sequence'>) => Promise<void>;

/** Lets a person look at, retry and drop the messages that a service could not handle. */
export class DeadLetters {
  /** @param retry hands a stored message to this service's own handler; rejects when it fails again. */
  constructor(
    private readonly store: DeadLetterStore,
    private readonly retry: (letter: DeadLetter) => Promise<void>,
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
   * @param before done first; when it fails, nothing is redriven
   * @throws NotFoundError when there is no such dead letter.
   */
  async redrive(id: string, before?: BeforeLetter): Promise<RedriveResult> {
    const letter = await this.find(id);
    await before?.(letter);
    try {
      await this.retry(letter);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.store.noteRedrive(id, message);
      return { redriven: false, error: message };
    }
    await this.store.removeDeadLetter(id);
    return { redriven: true };
  }

  /**
   * Drops a dead letter for good.
   * @param before done first; when it fails, nothing is dropped
   * @throws NotFoundError when there is no such dead letter.
   */
  async discard(id: string, before?: BeforeLetter): Promise<void> {
    await before?.(await this.find(id));
    if (!(await this.store.removeDeadLetter(id))) throw new NotFoundError();
  }

  private async find(id: string): Promise<DeadLetter> {
    const letter = await this.store.findDeadLetter(id);
    if (!letter) throw new NotFoundError();
    return letter;
  }
}

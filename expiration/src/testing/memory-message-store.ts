import type { DeadLetter, MessageStore, StoredMessage } from '@ticketing/common/messaging';

/** Dead letters of a spec that has no Redis. */
export class MemoryMessageStore implements MessageStore {
  readonly letters = new Map<string, DeadLetter>();
  readonly failures = new Map<string, number>();

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  countFailure(message: StoredMessage): Promise<number> {
    const attempts = (this.failures.get(toId(message)) ?? 0) + 1;
    this.failures.set(toId(message), attempts);
    return Promise.resolve(attempts);
  }

  addDeadLetter(message: StoredMessage, error: string, attempts: number): Promise<void> {
    const id = toId(message);
    this.letters.set(id, { ...message, id, error, attempts, deadAt: new Date(), redrives: 0 });
    return Promise.resolve();
  }

  listDeadLetters(): Promise<DeadLetter[]> {
    return Promise.resolve([...this.letters.values()]);
  }

  findDeadLetter(id: string): Promise<DeadLetter | null> {
    return Promise.resolve(this.letters.get(id) ?? null);
  }

  noteRedrive(): Promise<void> {
    return Promise.resolve();
  }

  removeDeadLetter(id: string): Promise<boolean> {
    return Promise.resolve(this.letters.delete(id));
  }

  countDeadLetters(): Promise<number> {
    return Promise.resolve(this.letters.size);
  }
}

function toId({ subject, sequence }: StoredMessage): string {
  return `${subject}.${sequence}`;
}

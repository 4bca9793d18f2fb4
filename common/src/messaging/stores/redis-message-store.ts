import type { Redis } from 'ioredis';
import type {
  DeadLetter,
  DeadLetterPage,
  DeadLetterPosition,
  MessageStore,
  StoredMessage,
} from '../message-store';

/** Failure counts of messages that recovered are forgotten after this many seconds. */
const FAILURE_RETENTION_SECONDS = 7 * 24 * 3600;

/** Dead letters and failure counts in Redis, for a consumer that keeps no database. It parks nothing. */
export class RedisMessageStore implements MessageStore {
  /** @param prefix put before every key, for example `expiration:`. */
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async prepare(): Promise<void> {
    // Keys need no preparation.
  }

  async countFailure(message: StoredMessage): Promise<number> {
    const key = this.failureKey(toId(message));
    const attempts = await this.redis.incr(key);
    await this.redis.expire(key, FAILURE_RETENTION_SECONDS);
    return attempts;
  }

  async addDeadLetter(message: StoredMessage, error: string, attempts: number): Promise<void> {
    const { subject, sequence, wire } = message;
    const deadAt = new Date();
    const letter: Omit<DeadLetter, 'deadAt'> & { deadAt: string } = {
      id: toId(message),
      subject,
      sequence,
      wire,
      error,
      attempts,
      redrives: 0,
      deadAt: deadAt.toISOString(),
    };
    await this.redis
      .multi()
      .hsetnx(this.lettersKey, letter.id, JSON.stringify(letter))
      .zadd(this.orderKey, 'NX', deadAt.getTime(), letter.id)
      .exec();
  }

  async listDeadLetters({ limit, after }: DeadLetterPage): Promise<DeadLetter[]> {
    const ids = after
      ? await this.idsAfter(after, limit)
      : await this.redis.zrevrange(this.orderKey, 0, limit - 1);
    if (ids.length === 0) return [];
    const letters = await this.redis.hmget(this.lettersKey, ...ids);
    return letters.flatMap((letter) => (letter ? [parse(letter)] : []));
  }

  /** Of the same millisecond, Redis has the greater id first. */
  private async idsAfter({ deadAt, id }: DeadLetterPosition, limit: number): Promise<string[]> {
    const at = deadAt.getTime();
    const [same, older] = await Promise.all([
      this.redis.zrevrangebyscore(this.orderKey, at, at),
      this.redis.zrevrangebyscore(this.orderKey, `(${at}`, '-inf', 'LIMIT', 0, limit),
    ]);
    return [...same.filter((other) => other < id), ...older].slice(0, limit);
  }

  async findDeadLetter(id: string): Promise<DeadLetter | null> {
    const letter = await this.redis.hget(this.lettersKey, id);
    return letter === null ? null : parse(letter);
  }

  async noteRedrive(id: string, error: string): Promise<void> {
    const letter = await this.findDeadLetter(id);
    if (!letter) return;
    await this.redis.hset(
      this.lettersKey,
      id,
      JSON.stringify({ ...letter, error, redrives: letter.redrives + 1 }),
    );
  }

  async removeDeadLetter(id: string): Promise<boolean> {
    const results = await this.redis
      .multi()
      .hdel(this.lettersKey, id)
      .zrem(this.orderKey, id)
      .del(this.failureKey(id))
      .exec();
    return results?.[0]?.[1] === 1;
  }

  countDeadLetters(): Promise<number> {
    return this.redis.hlen(this.lettersKey);
  }

  private get lettersKey(): string {
    return `${this.prefix}dead-letters`;
  }

  private get orderKey(): string {
    return `${this.prefix}dead-letters:order`;
  }

  private failureKey(id: string): string {
    return `${this.prefix}failures:${id}`;
  }
}

function toId(message: StoredMessage): string {
  return `${message.subject}.${message.sequence}`;
}

function parse(letter: string): DeadLetter {
  const stored = JSON.parse(letter) as Omit<DeadLetter, 'deadAt'> & { deadAt: string };
  return { ...stored, deadAt: new Date(stored.deadAt) };
}

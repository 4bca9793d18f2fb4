import type { Redis } from 'ioredis';

/** How often one person may speak. */
export interface MessageRateLimitOptions {
  redis: Redis;
  /** Messages per window; default 5. */
  limit?: number;
  /** In ms; default 10,000. A window begins with its first message. */
  windowMs?: number;
  prefix?: string;
}

const script = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`;

/** Counts what a person says in all rooms and replicas together. */
export class MessageRateLimit {
  constructor(private readonly options: MessageRateLimitOptions) {}

  /** How long the person has to wait, in ms: 0 when they may speak now, which counts. */
  async wait(person: string): Promise<number> {
    const { redis, limit = 5, windowMs = 10_000, prefix = 'notifications:talk' } = this.options;
    const [count, left] = (await redis.eval(script, 1, `${prefix}:${person}`, windowMs)) as [number, number];
    return count <= limit ? 0 : Math.max(1, left);
  }
}

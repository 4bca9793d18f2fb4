import { within } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import type { Redis } from 'ioredis';
import type { NotificationRow, OutgoingChannel } from '../notification/notification';

/** How often one receiver may be told something on one channel. */
export interface RateLimit {
  perMinute: number;
  /** How many may follow each other at once. */
  burst: number;
}

export const defaultRateLimit: RateLimit = { perMinute: 10, burst: 20 };

/** A turn that was given: when it comes, and what to remember for the next. */
export interface Turn {
  /** ms until the turn; 0 now. */
  waitMs: number;
  /** The theoretical arrival time of the next, in ms since the epoch. */
  next: number;
}

/**
 * A token bucket in the form of the generic cell rate algorithm (ITU-T I.371), which remembers one number per receiver.
 * A turn is always given, if need be a later one: so each of a thousand notifications for one receiver is put off once,
 * to a time of its own, and costs nothing until then.
 *
 * @param previous `next` of the last turn; undefined when there was none
 * @param now ms since the epoch
 */
export function takeTurn(limit: RateLimit, previous: number | undefined, now: number): Turn {
  const interval = 60_000 / limit.perMinute;
  const next = Math.max(previous ?? now, now) + interval;
  return { waitMs: Math.max(0, Math.ceil(next - limit.burst * interval - now)), next };
}

/** The same rule as `takeTurn`, for many receivers in one round trip, by Redis' own clock. */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local waits = {}
for i, key in ipairs(KEYS) do
  local previous = tonumber(redis.call('GET', key) or now)
  local turn = math.max(previous, now) + interval
  redis.call('SET', key, string.format('%.3f', turn), 'PX', math.ceil(turn - now) + 1000)
  waits[i] = math.max(0, math.ceil(turn - burst * interval - now))
end
return waits`;

const MAX_LOCAL_RECEIVERS = 50_000;
/** How long Redis may take, and for how long it isn't asked again when it took longer, in ms. */
const REDIS_TIMEOUT_MS = 1_000;

/**
 * Gives each notification its turn under the receiver's rate limit, shared by all replicas through Redis. While Redis is
 * away each process keeps the limit by itself: people still hear, at most as many times the rate as there are replicas.
 */
export class RateLimiter {
  private readonly local = new Map<string, number>();
  private away = false;
  private silentUntil = 0;

  constructor(
    private readonly redis: Redis,
    private readonly limit: RateLimit,
    private readonly logger: Logger,
    private readonly prefix = 'notifications:turn:',
  ) {}

  /** The wait of each row in ms, in their order; 0 for one that may go now. A row has one turn, however often it's tried. */
  async take(type: OutgoingChannel, rows: { row: NotificationRow; receiver: string }[]): Promise<number[]> {
    if (this.limit.perMinute === 0) return rows.map(() => 0);
    const wanting = rows.filter(({ row }) => !row.permit);
    const keys = wanting.map(({ receiver }) => `${this.prefix}${type}:${receiver.toLowerCase()}`);
    const waits = keys.length === 0 ? [] : await this.waits(keys);
    const given = new Map(wanting.map(({ row }, index) => [row._id, waits[index] ?? 0]));
    return rows.map(({ row }) => given.get(row._id) ?? 0);
  }

  private async waits(keys: string[]): Promise<number[]> {
    try {
      const waits = await this.sharedWaits(keys);
      if (this.away) {
        this.logger.info('rate limits are shared again');
        this.away = false;
        this.local.clear();
      }
      return waits;
    } catch (error) {
      this.silentUntil = Date.now() + (this.redis.status === 'ready' ? REDIS_TIMEOUT_MS : 0);
      if (!this.away)
        this.logger.warn({ err: error }, 'Redis is away: each replica keeps the rate limits by itself');
      this.away = true;
      return keys.map((key) => this.localWait(key));
    }
  }

  private async sharedWaits(keys: string[]): Promise<number[]> {
    if (this.redis.status !== 'ready') throw new Error('not connected to Redis');
    if (Date.now() < this.silentUntil) throw new Error('Redis does not answer');
    const { perMinute, burst } = this.limit;
    const ask = () => this.redis.eval(script, keys.length, ...keys, 60_000 / perMinute, burst);
    return (await within(REDIS_TIMEOUT_MS, ask)) as number[];
  }

  private localWait(key: string): number {
    const { waitMs, next } = takeTurn(this.limit, this.local.get(key), Date.now());
    this.local.delete(key);
    this.local.set(key, next);
    const oldest = this.local.size > MAX_LOCAL_RECEIVERS ? this.local.keys().next().value : undefined;
    if (oldest !== undefined) this.local.delete(oldest);
    return waitMs;
  }
}

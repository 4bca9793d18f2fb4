import type { Redis } from 'ioredis';
import { MEMORY_SECONDS, type Timer } from '../domain/timer';

/** What to do with a timer: set it (in place of that of `replaces`), or not, and why not. */
export type TimerDecision =
  { set: true; replaces: number | undefined } | { set: false; because: 'ended' | 'superseded' | 'fired' };

/**
 * KEYS[1] the order's hash; ARGV version, seconds to live. One script, so that two replicas that handle two versions
 * of an order at once agree on the newer.
 */
const CLAIM = `
local known = redis.call('HMGET', KEYS[1], 'ended', 'version', 'fired')
local incoming = tonumber(ARGV[1])
local version = tonumber(known[2] or -1)
if known[1] then return 'ended' end
if version > incoming then return 'superseded' end
if tonumber(known[3] or -1) >= incoming then return 'fired' end
redis.call('HSET', KEYS[1], 'version', incoming)
redis.call('EXPIRE', KEYS[1], ARGV[2])
if version >= 0 and version < incoming then return version end
return -1`;

/** KEYS[1] the order's hash; ARGV seconds to live. Returns the version whose timer may still run, or -1. */
const END = `
redis.call('HSET', KEYS[1], 'ended', 1)
redis.call('EXPIRE', KEYS[1], ARGV[1])
local known = redis.call('HMGET', KEYS[1], 'version', 'fired')
local version = tonumber(known[1] or -1)
if tonumber(known[2] or -1) >= version then return -1 end
return version`;

/** KEYS[1] the order's hash; ARGV version, seconds to live. */
const FIRED = `
redis.call('HSET', KEYS[1], 'fired', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])`;

interface ScriptedRedis extends Redis {
  claimTimer(key: string, version: number, seconds: number): Promise<string | number>;
  endTimer(key: string, seconds: number): Promise<number>;
  firedTimer(key: string, version: number, seconds: number): Promise<unknown>;
}

/**
 * Remembers of each order the version of its timer, whether that fired, and whether the order ended. Events come in
 * any order and more than once; this is what makes the timer the one of the newest version, or none.
 */
export class TimerMemory {
  private readonly redis: ScriptedRedis;

  /** @param prefix put before every key, for example `expiration:` */
  constructor(
    redis: Redis,
    private readonly prefix: string,
  ) {
    redis.defineCommand('claimTimer', { numberOfKeys: 1, lua: CLAIM });
    redis.defineCommand('endTimer', { numberOfKeys: 1, lua: END });
    redis.defineCommand('firedTimer', { numberOfKeys: 1, lua: FIRED });
    this.redis = redis as ScriptedRedis;
  }

  /** Decides whether a version's timer is to be set, and notes it as the order's newest if so. */
  async claim({ orderId, version }: Timer, seconds: number): Promise<TimerDecision> {
    const answer = await this.redis.claimTimer(this.key(orderId), version, seconds);
    if (typeof answer === 'string')
      return { set: false, because: answer as 'ended' | 'superseded' | 'fired' };
    return { set: true, replaces: answer < 0 ? undefined : answer };
  }

  /** Notes the order's end. @returns the version whose timer may still run. */
  async end(orderId: string): Promise<number | undefined> {
    const version = await this.redis.endTimer(this.key(orderId), MEMORY_SECONDS);
    return version < 0 ? undefined : version;
  }

  /** Whether the timer is still wanted: its order has not ended and no newer version replaced it. */
  async isWanted({ orderId, version }: Timer): Promise<boolean> {
    const [ended, newest, fired] = await this.redis.hmget(this.key(orderId), 'ended', 'version', 'fired');
    return !ended && Number(newest ?? -1) <= version && Number(fired ?? -1) < version;
  }

  /** Notes that the timer's event was published. */
  async fired({ orderId, version }: Timer): Promise<void> {
    await this.redis.firedTimer(this.key(orderId), version, MEMORY_SECONDS);
  }

  private key(orderId: string): string {
    return `${this.prefix}order:${orderId}`;
  }
}

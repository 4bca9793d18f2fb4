import type { RoleLookup, UserUpdatedEvent } from '@ticketing/common';
import type { Redis } from 'ioredis';
import type { RedisConnections } from '../redis';

type UserState = UserUpdatedEvent['data'];

/** A session lives 12 hours, in seconds with an hour to spare: what changed before is in every token that is valid. */
const REMEMBERED_SECONDS = 13 * 3600;

/** KEYS[1] the user's key; ARGV version, state, seconds to live. */
const RECORD = `
local known = redis.call('HGET', KEYS[1], 'version')
if known and tonumber(known) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'state', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1`;

interface ScriptedRedis extends Redis {
  recordRole(key: string, version: number, state: string, seconds: number): Promise<number>;
}

/**
 * What changed of users' roles while sessions from before may be about. An event tells a user's whole state, so the newest
 * version alone counts, and none has to be waited for: with Redis emptied, the next change is as good.
 */
export class RoleChanges implements RoleLookup {
  private readonly redis: ScriptedRedis;

  /** @param prefix put before every key, for example `expiration:` */
  constructor(
    private readonly connections: Pick<RedisConnections, 'client' | 'requireReady'>,
    private readonly prefix: string,
  ) {
    connections.client.defineCommand('recordRole', { numberOfKeys: 1, lua: RECORD });
    this.redis = connections.client as ScriptedRedis;
  }

  /**
   * Notes a user's state.
   *
   * @returns false when it was known, or a newer one
   * @throws UnavailableError while Redis is away
   */
  async record({ id, version, email, role, status }: UserState): Promise<boolean> {
    this.connections.requireReady();
    const state = JSON.stringify({ email, role, status });
    return (await this.redis.recordRole(this.key(id), version, state, REMEMBERED_SECONDS)) === 1;
  }

  /**
   * The user's newest state, or null when nothing changed in the last hours.
   *
   * @throws UnavailableError while Redis is away
   */
  async find(id: string): Promise<Pick<UserState, 'email' | 'role' | 'status'> | null> {
    this.connections.requireReady();
    const state = await this.redis.hget(this.key(id), 'state');
    return state ? (JSON.parse(state) as UserState) : null;
  }

  private key(id: string): string {
    return `${this.prefix}user:${id}`;
  }
}

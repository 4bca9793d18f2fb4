import type { Redis } from 'ioredis';

/** Who is in a room after a step: how many people, and whether the step changed who is there. */
export interface PresenceChange {
  changed: boolean;
  looking: number;
}

export interface PresenceOptions {
  redis: Redis;
  /** How long a lease lasts unless it is renewed, in ms. */
  leaseMs?: number;
  prefix?: string;
}

/** The two keys of a room: leases by when they lapse, and people by how many leases they have. */
const presenceKeys = (prefix: string, room: string) =>
  [`${prefix}:{${room}}:seats`, `${prefix}:{${room}}:people`] as const;

/** Redis's clock, in ms: those of the replicas may differ. */
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

const release = `
local function release(lease)
  if redis.call('ZREM', KEYS[1], lease) == 0 then return false end
  local person = string.match(lease, '^([^/]*)/')
  if redis.call('HINCRBY', KEYS[2], person, -1) > 0 then return false end
  redis.call('HDEL', KEYS[2], person)
  return person
end
`;

const scripts = {
  take: `${now}
    local fresh = redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
    local changed = 0
    if fresh == 1 then
      local person = string.match(ARGV[1], '^([^/]*)/')
      if redis.call('HINCRBY', KEYS[2], person, 1) == 1 then changed = 1 end
    end
    redis.call('PEXPIRE', KEYS[1], ARGV[2] * 4)
    redis.call('PEXPIRE', KEYS[2], ARGV[2] * 4)
    return { changed, redis.call('HLEN', KEYS[2]) }`,
  leave: `${release}
    local left = release(ARGV[1])
    return { left and 1 or 0, redis.call('HLEN', KEYS[2]) }`,
  fade: `${now}
    return redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])`,
  lapse: `${now}${release}
    local people = {}
    for _, lease in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
      local person = release(lease)
      if person then table.insert(people, person) end
    end
    return { redis.call('HLEN', KEYS[2]), unpack(people) }`,
};

/**
 * Who is looking at a ticket's page, over all replicas. Each connection has a lease that lapses unless it is renewed, so
 * a replica that was killed leaves nobody behind. A person with two pages open is one person. Every step is one script, so
 * that of two replicas only one finds that somebody came or left.
 */
export class Presence {
  private readonly prefix: string;
  private readonly leaseMs: number;

  constructor(private readonly options: PresenceOptions) {
    this.prefix = options.prefix ?? 'notifications:rooms';
    this.leaseMs = options.leaseMs ?? 15_000;
  }

  /** Takes or renews a lease. `changed`: this person wasn't there before. */
  async take(room: string, person: string, connection: string): Promise<PresenceChange> {
    return change(await this.run('take', room, `${person}/${connection}`, this.leaseMs));
  }

  /** Gives a lease up at once. `changed`: this person isn't there any more. */
  async leave(room: string, person: string, connection: string): Promise<PresenceChange> {
    return change(await this.run('leave', room, `${person}/${connection}`));
  }

  /** Lets a lease lapse after `graceMs` unless it is taken again: whoever only reconnects hasn't left. */
  async letLapse(room: string, person: string, connection: string, graceMs: number): Promise<void> {
    await this.run('fade', room, `${person}/${connection}`, graceMs);
  }

  /** Removes the leases that have lapsed, and says who has left by that; each is told to one caller only. */
  async lapse(room: string): Promise<{ looking: number; left: string[] }> {
    const [looking, ...left] = (await this.run('lapse', room)) as [number, ...string[]];
    return { looking, left };
  }

  /** Whether this person is there. */
  async has(room: string, person: string): Promise<boolean> {
    return (await this.options.redis.hexists(presenceKeys(this.prefix, room)[1], person)) === 1;
  }

  /** How many people are looking. */
  async count(room: string): Promise<number> {
    return this.options.redis.hlen(presenceKeys(this.prefix, room)[1]);
  }

  /** Ids of the people who are looking, at most `limit`. */
  async people(room: string, limit = 100): Promise<string[]> {
    return (await this.options.redis.hkeys(presenceKeys(this.prefix, room)[1])).slice(0, limit);
  }

  private run(script: keyof typeof scripts, room: string, ...args: (string | number)[]): Promise<unknown> {
    return this.options.redis.eval(scripts[script], 2, ...presenceKeys(this.prefix, room), ...args);
  }
}

function change(result: unknown): PresenceChange {
  const [changed, looking] = result as [number, number];
  return { changed: changed === 1, looking };
}

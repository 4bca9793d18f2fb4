import { UnavailableError } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import { Redis } from 'ioredis';
import { corkWrites } from './cork-writes';

/** How often the server is asked whether it is still there, in ms. */
const HEARTBEAT_MS = 5_000;
/** A server that doesn't answer a heartbeat within this time, in ms, is gone, and so are all connections to it. */
const SILENCE_MS = 10_000;
const RETRY_MS = { first: 50, longest: 1_000 };

/** Kinds of connection that a Bull queue asks for. */
export type ConnectionKind = 'client' | 'subscriber' | 'bclient';

/** Bull closes and reopens the connection that blocks when it stops, and leaves a failure of that to nobody. */
class BlockingRedis extends Redis {
  override async connect(): Promise<void> {
    // After a failed attempt the client tries again by itself.
    await super.connect().catch(() => undefined);
  }
}

/**
 * The process's connections to Redis: one for commands, one for the queue's subscription, one that blocks. Each waits
 * for a server that is away, says so once, and comes back by itself.
 */
export class RedisConnections {
  private readonly open = new Map<ConnectionKind, Redis>();
  private away = false;
  private closing = false;
  private asking = false;
  private readonly heartbeats: NodeJS.Timeout;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
    { heartbeatMs = HEARTBEAT_MS, silenceMs = SILENCE_MS } = {},
  ) {
    this.heartbeats = setInterval(() => void this.sendHeartbeat(silenceMs), heartbeatMs).unref();
  }

  /** The connection for commands. */
  get client(): Redis {
    return this.get('client');
  }

  /** The connection of that kind, made at first use. */
  get(kind: ConnectionKind): Redis {
    const known = this.open.get(kind);
    if (known) return known;
    const Client = kind === 'bclient' ? BlockingRedis : Redis;
    const redis = new Client(this.url, {
      // A command waits for the server rather than fail: what must not wait asks `requireReady` first.
      maxRetriesPerRequest: null,
      // Bull refuses the check on connections that block or subscribe.
      enableReadyCheck: kind === 'client',
      retryStrategy: (times) => Math.min(RETRY_MS.first * 2 ** Math.min(times, 10), RETRY_MS.longest),
    });
    this.open.set(kind, redis);
    // Without a listener an error ends the process; what it says is told once, by watch().
    redis.on('error', (error: Error) => this.watch(kind, error.message));
    if (kind === 'client') redis.on('connect', () => corkWrites(redis.stream));
    redis.on('close', () => this.watch(kind, 'the connection was closed'));
    redis.on('ready', () => this.isBack(kind));
    return redis;
  }

  /** Whether commands are answered now. */
  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Resolves once the server answers, however long that takes. */
  async ready(): Promise<void> {
    await Promise.all([this.client.ping(), this.get('bclient').ping()]);
  }

  /** @throws UnavailableError when the server is away. */
  async ping(): Promise<void> {
    this.requireReady();
    await this.client.ping();
  }

  /** @throws UnavailableError when the server is away: a message is then left to the broker instead of piling up here. */
  requireReady(): void {
    if (!this.isReady) throw new UnavailableError('Redis is away');
  }

  /** Closes all connections. Never rejects. */
  close(): Promise<void> {
    this.closing = true;
    clearInterval(this.heartbeats);
    for (const redis of this.open.values()) redis.disconnect();
    return Promise.resolve();
  }

  /**
   * A link that was cut without a word looks open for many minutes. The blocked connection can't be asked, so what
   * the one for commands finds goes for all.
   */
  private async sendHeartbeat(silenceMs: number): Promise<void> {
    if (this.asking || !this.isReady) return;
    this.asking = true;
    const silence = setTimeout(() => {
      this.logger.warn({ silenceMs }, 'Redis does not answer, connecting anew');
      for (const redis of this.open.values()) redis.disconnect(true);
    }, silenceMs);
    await this.client.ping().catch(() => undefined);
    clearTimeout(silence);
    this.asking = false;
  }

  private watch(kind: ConnectionKind, reason: string): void {
    if (kind !== 'client' || this.away || this.closing) return;
    this.away = true;
    this.logger.warn({ reason }, 'waiting for Redis');
  }

  private isBack(kind: ConnectionKind): void {
    if (kind !== 'client') return;
    this.away = false;
    this.logger.info('connected to Redis');
  }
}

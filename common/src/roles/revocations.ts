import type mongoose from 'mongoose';
import { PeriodicTask } from '../concurrency';
import { type SessionEndedEvent, Subjects, type UserCreatedEvent } from '../contracts';
import { isDuplicateKey } from '../errors';
import { type AnyListener, Listener } from '../messaging';
import type { Logger } from '../observability';

/** How often what other replicas heard of is read where somebody watches, in milliseconds. */
const READ_EVERY_MS = 400;
/** How often it is read where nobody asks: what was taken back is told for 20 minutes only, in ms. */
const READ_UNASKED_EVERY_MS = 60_000;
/** How old that may be where a session is accepted, in milliseconds; older, it is read first. */
const STALE_MS = 250;
/** Rows become visible later than their time says, and clocks of a replica set differ: so much is read again, in ms. */
const OVERLAP_MS = 10_000;
/** How long an ended session is remembered, in ms: longer than its last token lives. */
const REMEMBERED_MS = 20 * 60_000;

/** What speaks against a session: it has ended, or its account is suspended. */
export type Refusal = 'ended' | 'suspended';

/** Whose session it is. Tokens that auth did not issue have no `sid`. */
export interface SessionHolder {
  readonly id: string;
  readonly sid?: string;
}

interface RevocationRow {
  /** `session:<id>` or `user:<id>`. */
  _id: string;
  /** By the database's clock. */
  at: Date;
  isRevoked: boolean;
  /** Of an account: the version that said so. */
  version?: number;
  expiresAt?: Date;
}

/** Whose credentials were revoked: those of one session, or of one account. */
export interface Revoked {
  readonly sid?: string;
  readonly userId?: string;
}

export interface RevocationsOptions {
  readonly connection: mongoose.Connection;
  readonly logger: Logger;
  readonly readEveryMs?: number;
  readonly readUnaskedEveryMs?: number;
  readonly staleMs?: number;
}

/**
 * The sessions that have ended and the accounts that are suspended, in the service's database and in the memory of each of
 * its processes. A replica hears of its own messages only; what the others heard of it reads from the database: before it accepts a
 * session when the last reading is 250 ms old, every 400 ms where somebody watches, and once a minute where nobody asks. So a request
 * costs a look into a map, but for a few a second.
 */
export class Revocations {
  private readonly rows: mongoose.mongo.Collection<RevocationRow>;
  private readonly revoked = new Map<string, number>();
  private readonly watchers = new Set<(revoked: Revoked) => void>();
  private readonly task: PeriodicTask;
  private readonly watchingTask: PeriodicTask;
  private reading: Promise<void> | undefined;
  /** When the last reading that was successful had begun, in ms since the process began. */
  private readAt = -Infinity;
  private newest = 0;

  constructor(private readonly options: RevocationsOptions) {
    this.rows = options.connection.collection(
      'revocations',
    ) as unknown as mongoose.mongo.Collection<RevocationRow>;
    this.task = new PeriodicTask(() => this.tryToRead(), options.readUnaskedEveryMs ?? READ_UNASKED_EVERY_MS);
    this.watchingTask = new PeriodicTask(() => this.tryToRead(), options.readEveryMs ?? READ_EVERY_MS);
  }

  /** Creates the indexes, reads what is known, and goes on reading now and then. */
  async start(): Promise<void> {
    await this.rows.createIndexes([{ key: { at: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }]);
    await this.read();
    this.task.start();
  }

  async close(): Promise<void> {
    await Promise.all([this.task.stop(), this.watchingTask.stop()]);
  }

  /** What speaks against a session, at once when that is known. Rejects when the database can't tell. */
  refusal(holder: SessionHolder): Refusal | undefined | Promise<Refusal | undefined> {
    if (performance.now() - this.readAt <= (this.options.staleMs ?? STALE_MS)) return this.known(holder);
    return this.refresh().then(() => this.known(holder));
  }

  /** What speaks against a session by what this process has learned so far. */
  known({ id, sid }: SessionHolder): Refusal | undefined {
    if (this.revoked.has(`user:${id}`)) return 'suspended';
    return sid !== undefined && this.revoked.has(`session:${sid}`) ? 'ended' : undefined;
  }

  /** Calls back as soon as this process learns of a revocation, and looks for those by itself from now on. */
  onRevoked(watcher: (revoked: Revoked) => void): void {
    if (this.watchers.size === 0) this.watchingTask.start();
    this.watchers.add(watcher);
  }

  /** Keeps an ended session until its tokens have expired. */
  async end(sid: string): Promise<void> {
    const _id = `session:${sid}`;
    await this.rows.updateOne(
      { _id },
      [{ $set: { at: '$$NOW', isRevoked: true, expiresAt: { $add: ['$$NOW', REMEMBERED_MS] } } }],
      { upsert: true },
    );
    this.apply({ _id, isRevoked: true });
  }

  /** Keeps whether an account is suspended, as its newest version says. */
  async applyUser({ id, version, status }: UserCreatedEvent['data']): Promise<void> {
    const isRevoked = status === 'suspended';
    const _id = `user:${id}`;
    if (!isRevoked && version === 0) return;
    const expiresAt = isRevoked ? '$$REMOVE' : { $add: ['$$NOW', REMEMBERED_MS] };
    try {
      const { matchedCount, upsertedCount } = await this.rows.updateOne(
        { _id, version: { $lt: version } },
        [{ $set: { at: '$$NOW', isRevoked, version, expiresAt } }],
        { upsert: isRevoked },
      );
      if (matchedCount + upsertedCount > 0) this.apply({ _id, isRevoked });
    } catch (error) {
      // A newer version is there.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** What keeps the ended sessions. */
  listener(): AnyListener {
    return new SessionEndedListener(this);
  }

  /** Reads until what is known is as new as it must be. */
  private async refresh(): Promise<void> {
    const since = performance.now() - (this.options.staleMs ?? STALE_MS);
    do await this.read();
    while (this.readAt < since);
  }

  private read(): Promise<void> {
    this.reading ??= this.readChanges().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readChanges(): Promise<void> {
    const began = performance.now();
    const rows = await this.rows.find({ at: { $gte: new Date(this.newest - OVERLAP_MS) } }).toArray();
    for (const row of rows) {
      this.newest = Math.max(this.newest, row.at.getTime());
      this.apply(row);
    }
    this.readAt = began;
    this.forget(began - REMEMBERED_MS);
  }

  private apply({ _id, isRevoked }: Pick<RevocationRow, '_id' | 'isRevoked'>): void {
    if (!isRevoked) return void this.revoked.delete(_id);
    const isNew = !this.revoked.has(_id);
    const isSession = _id.startsWith('session:');
    if (!isNew) return;
    this.revoked.set(_id, isSession ? performance.now() : Infinity);
    const id = _id.slice(_id.indexOf(':') + 1);
    for (const watcher of this.watchers) watcher(isSession ? { sid: id } : { userId: id });
  }

  /** Sessions are in the order in which this process learned of them. */
  private forget(before: number): void {
    for (const [key, learned] of this.revoked) {
      if (learned === Infinity) continue;
      if (learned >= before) return;
      this.revoked.delete(key);
    }
  }

  private async tryToRead(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      if (!this.task.isStopped) this.options.logger.warn({ err: error }, 'ended sessions could not be read');
    }
  }
}

class SessionEndedListener extends Listener<SessionEndedEvent> {
  readonly subject = Subjects.SessionEnded as const;

  constructor(private readonly revocations: Pick<Revocations, 'end'>) {
    super();
  }

  onMessage({ id }: SessionEndedEvent['data']): Promise<void> {
    return this.revocations.end(id);
  }
}

import { createHash } from 'node:crypto';
import { PeriodicTask } from '@ticketing/common/concurrency';
import { isDuplicateKey } from '@ticketing/common/errors';
import { requestSource } from '@ticketing/common/http';
import { correlationId, type SecurityLogger } from '@ticketing/common/observability';
import type { Transaction } from '@ticketing/common/outbox';
import type { Request } from 'express';
import mongoose from 'mongoose';
import { type Act, chainEntry } from '../domain/audit-chain';
import { AuditEntry, type PendingAct, PendingAudit, type StoredEntry } from '../models/audit-entry';

const SEAL_EVERY_MS = 1_000;
const SEALED_AT_ONCE = 200;
const COUNTED_MS = 60_000;

/** An act without what the request says by itself. */
export type NewAct = Pick<Act, 'action' | 'actor' | 'subject' | 'before' | 'after'>;

/**
 * Who did what to whom: an append-only log in which each entry has the hash of the one before.
 *
 * An act is first stored by itself, in the transaction that makes it true, so that acts wait for nobody. Then one transaction
 * gives those that wait their places. The unique sequence lets one replica do so at a time; another's attempt starts again.
 */
export class AuditLog {
  private readonly task = new PeriodicTask(
    () => this.seal().catch((error: unknown) => this.logger.warn({ err: error }, 'the audit log waits')),
    SEAL_EVERY_MS,
  );
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;

  constructor(
    private readonly connection: mongoose.Connection,
    private readonly logger: SecurityLogger,
  ) {}

  /** Stores an act; with a transaction, together with what it did. */
  async record(act: NewAct, req?: Request, tx?: Pick<Transaction, 'session'>): Promise<void> {
    const now = new Date();
    const source = req ? requestSource(req) : {};
    const row = { _id: newId(), ...act, ...source, correlationId: correlationId(), at: now, dueAt: now };
    await PendingAudit.create([row], tx ? { session: tx.session } : {});
  }

  /**
   * Stores an act that strangers may repeat as often as they like: the first of a minute from an address to an account at
   * once, the others as one with their number when the minute is over.
   */
  async count(act: NewAct, req: Request): Promise<void> {
    const minute = Math.floor(Date.now() / COUNTED_MS);
    const source = requestSource(req);
    const key = JSON.stringify([act.action, act.subject, source.address, minute]);
    const _id = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const at = new Date();
    const { upsertedCount } = await PendingAudit.updateOne(
      { _id },
      {
        $inc: { count: 1 },
        $setOnInsert: { ...act, ...source, at, dueAt: new Date((minute + 1) * COUNTED_MS) },
      },
      { upsert: true },
    );
    if (upsertedCount > 0) await this.record(act, req);
  }

  /** Stores an act that another service has told of; again changes nothing. @param id of the event */
  async take(id: string, act: Act): Promise<void> {
    const row = { ...act, dueAt: new Date() };
    await PendingAudit.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
  }

  /** Gives all acts that wait their places. */
  seal(): Promise<void> {
    this.next ??= this.running.then(() => {
      this.next = undefined;
      return this.sealAll();
    });
    const { next } = this;
    this.running = next.catch(() => undefined);
    return next;
  }

  start(): void {
    this.task.start();
  }

  async stop(): Promise<void> {
    await this.task.stop();
    await this.seal().catch(() => undefined);
  }

  private async sealAll(): Promise<void> {
    for (;;) {
      try {
        if ((await this.sealSome()) < SEALED_AT_ONCE) return;
      } catch (error) {
        // Another replica was first: what it has done needn't be done again.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  /** @returns how many waited */
  private async sealSome(): Promise<number> {
    if (!(await PendingAudit.exists({ dueAt: { $lte: new Date() } }))) return 0;
    let waiting: Omit<PendingAct, 'dueAt'>[] = [];
    const entries = await this.connection.transaction(async (session) => {
      const now = { $lte: new Date() };
      waiting = await PendingAudit.find({ dueAt: now }, null, { session })
        .sort({ at: 1, _id: 1 })
        .select({ dueAt: 0 })
        .limit(SEALED_AT_ONCE)
        .lean<Omit<PendingAct, 'dueAt'>[]>();
      const placed = await AuditEntry.find({ _id: { $in: waiting.map(({ _id }) => _id) } }, null, { session })
        .distinct('_id')
        .then((ids) => new Set(ids));
      const last = await AuditEntry.findOne({}, null, { session }).sort({ sequence: -1 }).lean<StoredEntry>();
      const stored: StoredEntry[] = [];
      for (const { _id, ...act } of waiting) {
        // Alone in its minute, it has been told already; and an event may come again once its act has its place.
        if (act.count === 1 || placed.has(_id)) continue;
        const { id, ...entry } = chainEntry(_id, act, stored.at(-1) ?? last ?? undefined);
        stored.push({ _id: id, ...entry });
      }
      if (stored.length > 0) await AuditEntry.collection.insertMany(stored as never[], { session });
      await PendingAudit.deleteMany({ _id: { $in: waiting.map(({ _id }) => _id) } }, { session });
      return stored;
    });
    for (const { _id, ...entry } of entries) this.logger.security({ id: _id, ...entry }, entry.action);
    return waiting.length;
  }
}

function newId(): string {
  return new mongoose.Types.ObjectId().toHexString();
}

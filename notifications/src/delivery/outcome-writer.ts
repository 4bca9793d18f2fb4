import { Batcher } from '@ticketing/common/concurrency';
import { isUnavailable } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { mongo } from 'mongoose';
import type { Changes } from '../notification/changes';
import {
  type AttemptRecord,
  type NotificationRow,
  RETENTION_MS,
  notificationChange,
  durable,
  type NotificationCollection,
  type DeadReason,
} from '../notification/notification';
import { updatePlainly, type UpdateStatement } from '../notification/plain-writes';
import { isToldToSupport, publishUpdates } from '../notification/publish-updates';
import { leaseLostTotal } from './metrics';
import { type NextState, restingStatus, type PushOutcome } from './push-outcome';

/** A push and its answer. */
export interface Push {
  at: Date;
  tookMs: number;
  outcome: PushOutcome;
}

/** The attempt as it is kept with the notification. */
export function attemptRecord(row: NotificationRow, { at, tookMs, outcome }: Push): AttemptRecord {
  const attempt = { number: (row.attempts?.length ?? 0) + 1, at, tookMs };
  if (outcome.kind !== 'accepted') {
    return { ...attempt, outcome: outcome.kind, code: outcome.code, error: outcome.error };
  }
  const { messageId, response, accepted, rejected } = outcome;
  return {
    ...attempt,
    outcome: 'accepted',
    ...(messageId !== undefined && { messageId }),
    ...(response !== undefined && { response }),
    ...(accepted !== undefined && { accepted }),
    ...(rejected !== undefined && { rejected }),
  };
}

/** What to write after a push that was answered; written twice, it changes nothing. */
export function afterPush(row: NotificationRow, push: Push, next: NextState): OutcomeUpdate {
  const attempt = attemptRecord(row, push);
  const tries = (row.tries ?? 0) + 1;
  const attempts = [...(row.attempts ?? []), attempt];
  if (next.status === 'RETRYING') {
    // Trying again and again is one status: only the first time is news.
    const news = restingStatus(row.tries) !== 'RETRYING';
    const version = row.version + (news ? 1 : 0);
    const { dueAt } = next;
    return {
      id: row._id,
      filter: { claim: row.claim },
      update: {
        $set: { status: 'RETRYING', dueAt, version, tries, permit: true },
        $unset: { claim: '' },
        $addToSet: { attempts: attempt },
      },
      ...(news && { reached: { ...row, status: 'RETRYING', dueAt, version, tries, attempts } }),
    };
  }
  const final = next.status === 'DEAD' ? finished(row, push.at, next.reason) : processed(row, push.at);
  return {
    id: row._id,
    // A provider's yes is true whoever holds the lease now; a second one would show among the attempts.
    filter: next.status === 'PROCESSED' ? {} : { claim: row.claim },
    update: {
      $set: { ...final, tries },
      $unset: { dueAt: '', claim: '', permit: '' },
      $addToSet: { attempts: attempt },
    },
    reached: { ...row, ...final, tries, attempts },
  };
}

/** What to write when it is given up without a push. */
export function deadLettered(row: NotificationRow, at: Date, reason: DeadReason): OutcomeUpdate {
  const final = finished(row, at, reason);
  return {
    id: row._id,
    filter: { claim: row.claim },
    update: { $set: final, $unset: { dueAt: '', claim: '', permit: '' } },
    reached: { ...row, ...final },
  };
}

/** What to write when its receiver isn't proven to be its user's: it waits for that. Only the first time is news. */
export function held(row: NotificationRow, dueAt: Date): OutcomeUpdate {
  const news = row.status !== 'HELD';
  const state = { status: 'HELD' as const, dueAt, version: row.version + (news ? 1 : 0) };
  return {
    id: row._id,
    filter: { claim: row.claim },
    update: { $set: state, $unset: { claim: '' } },
    ...(news && { reached: { ...row, ...state } }),
  };
}

/** What to write when it is put off without an attempt: nothing anyone is told. */
export function deferred(row: NotificationRow, dueAt: Date, permit: boolean): OutcomeUpdate {
  const status = row.status === 'HELD' ? row.status : restingStatus(row.tries);
  return {
    id: row._id,
    filter: { claim: row.claim },
    update: {
      $set: { status, dueAt, ...(permit && { permit: true as const }) },
      $unset: { claim: '' },
    },
  };
}

function processed(row: NotificationRow, at: Date) {
  const status = 'PROCESSED' as const;
  return { status, version: row.version + 1, processedAt: at, expireAt: expiry(at) };
}

function finished(row: NotificationRow, at: Date, reason: DeadReason) {
  const status = 'DEAD' as const;
  return { status, version: row.version + 1, deadAt: at, deadReason: reason, expireAt: expiry(at) };
}

function expiry(at: Date): Date {
  return new Date(at.getTime() + RETENTION_MS);
}

/** A provider's yes, which is true whoever holds the lease. */
export function isAccepted({ reached }: OutcomeUpdate): boolean {
  return reached?.status === 'PROCESSED';
}

/** Whether a row tells that a change was written, even though the database's answer to it was lost. */
export function isWritten(row: NotificationRow, { update }: OutcomeUpdate): boolean {
  const attempt = (update.$addToSet as { attempts?: AttemptRecord } | undefined)?.attempts;
  if (attempt) return (row.attempts ?? []).some((one) => isSame(one, attempt));
  const { dueAt, deadAt } = update.$set as Partial<NotificationRow>;
  return deadAt ? isSameTime(row.deadAt, deadAt) : isSameTime(row.dueAt, dueAt);
}

/**
 * The change as it is told when another worker has written since: a lease that ran out leaves two with an answer. A
 * version is told once, so a yes is the next one after the other's answer, and after another yes it is no news.
 */
export function rebaseOutcome(
  current: NotificationRow,
  { update, reached }: OutcomeUpdate,
): Pick<OutcomeUpdate, 'update'> & Partial<OutcomeUpdate> {
  if (!reached || current.version < reached.version) return { update, ...(reached && { reached }) };
  if (current.status === reached.status) return { update: { $addToSet: update.$addToSet ?? {} } };
  const version = current.version + 1;
  return {
    update: withoutDeath({ ...update, $set: { ...update.$set, version } }),
    reached: { ...reached, version },
  };
}

/** One that the other has given up is no dead letter any more. */
function withoutDeath(update: OutcomeUpdate['update']): OutcomeUpdate['update'] {
  return { ...update, $unset: { ...update.$unset, deadAt: '', deadReason: '' } };
}

function isSame(one: AttemptRecord, other: AttemptRecord): boolean {
  return (
    one.number === other.number &&
    one.outcome === other.outcome &&
    one.tookMs === other.tookMs &&
    isSameTime(one.at, other.at)
  );
}

function isSameTime(one: Date | undefined, other: Date | undefined): boolean {
  return one?.getTime() === other?.getTime();
}

/** A change of one row: what to write, and the row as it is then. */
export interface OutcomeUpdate {
  id: string;
  /** Which row may be written: one whose lease we still have, or, after a provider's yes, in any state. */
  filter: mongo.Filter<NotificationRow>;
  update: mongo.UpdateFilter<NotificationRow>;
  /** The row after a new status; absent when only the time of the next try moves. */
  reached?: NotificationRow;
}

export interface OutcomeWriterOptions {
  collection: NotificationCollection;
  outbox: Outbox;
  changes: Changes;
  logger: Logger;
}

const MAX_PAUSE_MS = 2_000;

/** Writes only where the row's version is the one before: a yes that comes late must not set it back. */
function toStatement(entry: OutcomeUpdate): UpdateStatement {
  const { id, filter, update, reached } = entry;
  return {
    q: { _id: id, ...filter, ...(reached && isAccepted(entry) && { version: reached.version - 1 }) },
    u: update,
  };
}

/**
 * Writes down what became of each push. Answers that come together share one durable write; while the database is away
 * they are kept and tried again, because an answer that is lost means a push that is repeated.
 */
export class OutcomeWriter {
  private readonly batches = new Batcher<OutcomeUpdate>((entries) => this.persist(entries), {
    maxSize: 1_000,
  });
  private abandoned = false;
  /** Writes that wait for the database. */
  private waiting = 0;

  constructor(private readonly options: OutcomeWriterOptions) {}

  /** Resolves when the change is durable and watchers were told; never rejects. */
  async write(entry: OutcomeUpdate): Promise<void> {
    try {
      if (entry.reached && isToldToSupport(entry.reached)) await this.untilDone(() => this.writeTold(entry));
      else await this.batches.add(entry);
    } catch (error) {
      this.options.logger.error(
        { err: error, notificationId: entry.id },
        'an answer was not stored; its lease will run out',
      );
    }
  }

  /** True while answers wait for the database to be back: until they are stored, their notifications look as if nobody had pushed them. */
  get isBehind(): boolean {
    return this.waiting > 0;
  }

  /** Stops waiting for a database that is away: what isn't stored is left to the leases. */
  abandon(): void {
    this.abandoned = true;
  }

  private persist(entries: readonly OutcomeUpdate[]): Promise<void> {
    return this.untilDone(async () => {
      const matched = await updatePlainly(this.options.collection, entries.map(toStatement));
      this.publish(matched === entries.length ? entries : await this.settle(entries));
    });
  }

  /**
   * Finds out which of some changes were written, when not all were: the answer to the first attempt was lost, or a lease
   * ran out and another worker has written since. A yes is written all the same.
   *
   * @returns those to tell of
   */
  private async settle(entries: readonly OutcomeUpdate[]): Promise<OutcomeUpdate[]> {
    const { collection } = this.options;
    const ids = entries.map(({ id }) => id);
    const found = await collection.find({ _id: { $in: ids } }).toArray();
    const rows = new Map(found.map((row) => [row._id, row]));
    const settled: OutcomeUpdate[] = [];
    for (const entry of entries) {
      const row = rows.get(entry.id);
      const one = row && isWritten(row, entry) ? entry : await this.settleLate(entry);
      if (one) settled.push(one);
      else leaseLostTotal.inc();
    }
    return settled;
  }

  private async settleLate(entry: OutcomeUpdate): Promise<OutcomeUpdate | undefined> {
    const { collection } = this.options;
    while (isAccepted(entry)) {
      const current = await collection.findOne({ _id: entry.id });
      if (!current) return undefined;
      const { update, reached } = rebaseOutcome(current, entry);
      const { status, version } = current;
      const { matchedCount } = await collection.updateOne({ _id: entry.id, status, version }, update, {
        ignoreUndefined: true,
        ...durable,
      });
      if (matchedCount === 1) return { ...entry, reached };
    }
    return undefined;
  }

  private async writeTold(entry: OutcomeUpdate): Promise<void> {
    const { outbox, collection } = this.options;
    const written = await outbox.transaction(async (tx) => {
      const found = { _id: entry.id, ...entry.filter };
      const current = await collection.findOne(found, { session: tx.session });
      if (!current) return undefined;
      const { update, reached } = rebaseOutcome(current, entry);
      await collection.updateOne(found, update, { session: tx.session, ignoreUndefined: true });
      if (reached) await publishUpdates(tx, [reached]);
      return { ...entry, reached };
    });
    if (written) this.publish([written]);
    else leaseLostTotal.inc();
  }

  private publish(entries: readonly OutcomeUpdate[]): void {
    this.options.changes.publish(
      entries.flatMap(({ reached }) => (reached ? [notificationChange(reached)] : [])),
    );
  }

  private async untilDone<R>(work: () => Promise<R>): Promise<R> {
    let counted = false;
    try {
      for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        try {
          return await work();
        } catch (error) {
          if (this.abandoned) throw error;
          this.options.logger.warn(
            { err: error },
            'answers of providers are kept until the database is back',
          );
          if (!counted && isUnavailable(error)) {
            counted = true;
            this.waiting += 1;
          }
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }
    } finally {
      if (counted) this.waiting -= 1;
    }
  }
}

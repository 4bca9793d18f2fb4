import { type DeadReason, type NextState, restingStatus } from '../domain/delivery';
import type { PushOutcome } from '../domain/push-outcome';
import { type AttemptRecord, type NotificationRow, retentionMs } from '../models/notification';
import type { Entry } from './ledger';

/** A push and its answer. */
export interface Push {
  at: Date;
  tookMs: number;
  outcome: PushOutcome;
}

/** The attempt as it is kept with the notification. */
export function attemptOf(row: NotificationRow, { at, tookMs, outcome }: Push): AttemptRecord {
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
export function afterPush(row: NotificationRow, push: Push, next: NextState): Entry {
  const attempt = attemptOf(row, push);
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
export function givenUp(row: NotificationRow, at: Date, reason: DeadReason): Entry {
  const final = finished(row, at, reason);
  return {
    id: row._id,
    filter: { claim: row.claim },
    update: { $set: final, $unset: { dueAt: '', claim: '', permit: '' } },
    reached: { ...row, ...final },
  };
}

/** What to write when it is put off without an attempt: nothing anyone is told. */
export function putOff(row: NotificationRow, dueAt: Date, permit: boolean): Entry {
  return {
    id: row._id,
    filter: { claim: row.claim },
    update: {
      $set: { status: restingStatus(row.tries), dueAt, ...(permit && { permit: true as const }) },
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
  return new Date(at.getTime() + retentionMs);
}

import type { AdmissionIssuedEvent, AdmissionUpdatedEvent } from '@ticketing/common/contracts';
import { writeConflict } from '@ticketing/common/mongo';
import type { Resume } from '@ticketing/common/observability';
import type { Transaction } from '@ticketing/common/outbox';
import { AdmissionIssuedPublisher, AdmissionUpdatedPublisher } from './events/publishers';
import { changeResale } from './change-resales';
import { Admission, type AdmissionFields, type HistoryEntry } from './models/admission';
import { Door } from './models/door';

/** An admission as it was read, and what becomes of it. */
export interface AdmissionChange {
  readonly admission: AdmissionFields;
  readonly set: Partial<
    Pick<AdmissionFields, 'status' | 'userId' | 'codeVersion' | 'code' | 'checkedIn' | 'resale'>
  >;
  readonly entry: HistoryEntry & { readonly action: AdmissionUpdatedEvent['data']['reason'] };
  /** Of what asked for it, where changes of several share a transaction. */
  readonly resume?: Resume;
}

/** The turn that changes of the admissions of a door take in this process. */
export const doorTurn = (doorId: string): string => `door:${doorId}`;

/** Stores new admissions and publishes them. */
export async function issueAll(
  tx: Transaction,
  admissions: readonly Omit<AdmissionFields, 'sequence'>[],
): Promise<void> {
  const next = await nextSequences(tx, admissions);
  await Admission.collection.insertMany(
    admissions.map((admission) => ({ ...admission, sequence: next(admission.doorId) })) as never[],
    { session: tx.session },
  );
  for (const admission of admissions)
    await new AdmissionIssuedPublisher(tx).publish(toAdmissionEvent(admission));
}

/** What ends a resale. */
const ENDS_RESALE = ['checked-in', 'transferred', 'refunded', 'show-cancelled'] as const;

/**
 * Makes each change the next version of its admission, and publishes it. One that was used, voided or changed hands is for
 * sale no more.
 *
 * @returns the admissions as they are now
 * @throws a write conflict, so that the transaction begins again, when one was changed since it was read
 */
export async function changeAll(
  tx: Transaction,
  changes: readonly AdmissionChange[],
): Promise<AdmissionFields[]> {
  if (changes.length === 0) return [];
  const next = await nextSequences(
    tx,
    changes.map(({ admission }) => admission),
  );
  const changed = changes.map(({ admission, set, entry }) => ({
    ...admission,
    ...set,
    ...(endOfResale(entry.action) && { resale: undefined }),
    version: admission.version + 1,
    sequence: next(admission.doorId),
    history: [...admission.history, entry],
  }));
  const { modifiedCount } = await Admission.collection.bulkWrite(
    changed.map(({ _id, ...row }) => ({
      replaceOne: { filter: { _id, version: row.version - 1 }, replacement: withoutUndefined(row) },
    })) as never[],
    { session: tx.session },
  );
  if (modifiedCount < changes.length) throw writeConflict('an admission changed while it was decided on');
  for (const [nth, { admission, entry, resume }] of changes.entries()) {
    const data = { ...toAdmissionEvent(changed[nth]!), reason: entry.action };
    const reason = endOfResale(entry.action);
    const publish = async () => {
      await new AdmissionUpdatedPublisher(tx).publish(data);
      if (admission.resale && reason)
        await changeResale(tx, admission.resale.id, { status: 'withdrawn', reason });
    };
    await (resume ? resume(publish) : publish());
  }
  return changed;
}

function endOfResale(action: HistoryEntry['action']): (typeof ENDS_RESALE)[number] | undefined {
  return ENDS_RESALE.find((each) => each === action);
}

/** Numbers the changes of each door; two transactions that change admissions of one door can't both commit at once. */
async function nextSequences(
  { session }: Transaction,
  admissions: readonly Pick<AdmissionFields, 'doorId'>[],
): Promise<(doorId: string) => number> {
  const counts = new Map<string, number>();
  for (const { doorId } of admissions) counts.set(doorId, (counts.get(doorId) ?? 0) + 1);
  const last = new Map<string, number>();
  for (const [doorId, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const door = await Door.findByIdAndUpdate(
      doorId,
      { $inc: { sequence: count } },
      { session, upsert: true, returnDocument: 'after' },
    ).lean();
    last.set(doorId, door.sequence - count);
  }
  return (doorId) => {
    const sequence = last.get(doorId)! + 1;
    last.set(doorId, sequence);
    return sequence;
  };
}

export function toAdmissionEvent(admission: Omit<AdmissionFields, 'sequence'>): AdmissionIssuedEvent['data'] {
  const { _id, version, orderId, ticketId, showId, title, place, seat, ...row } = admission;
  const { userId, buyerId, sellerId, status, codeVersion, code, resaleOf } = row;
  return {
    id: _id,
    version,
    orderId,
    ticketId,
    title,
    place,
    userId,
    buyerId,
    sellerId,
    status,
    codeVersion,
    ...(showId && { showId }),
    ...(seat && { seat }),
    ...(code && { code }),
    ...(resaleOf && { resaleOf }),
  };
}

function withoutUndefined(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

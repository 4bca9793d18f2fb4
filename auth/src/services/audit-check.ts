import type { Connection } from 'mongoose';
import { type Entry, findFault } from '../domain/audit-chain';
import type { StoredEntry } from '../models/audit-entry';

/** What a look through the whole log found. */
export interface ChainReport {
  /** Entries that were read. */
  readonly count: number;
  /** The last entry that was read, as `sequence:hash`; to be given to a later check. */
  readonly head?: string | undefined;
  /** What is wrong with the first entry that isn't as it was written. */
  readonly fault: string | undefined;
}

/**
 * Reads the log from its first entry and stops at the first that isn't as it was written.
 *
 * @param known `sequence:hash` of an entry that was there before: the chain alone can't show that its end is gone
 */
export async function checkChain(connection: Connection, known?: string): Promise<ChainReport> {
  const [sequence, hash] = known?.split(':') ?? [];
  const rows = connection.collection<StoredEntry>('audit_log').find({}, { sort: { sequence: 1 } });
  let last: Entry | undefined;
  let count = 0;
  let isThere = known === undefined;
  const report = (fault?: string): ChainReport => ({
    count,
    head: last && `${last.sequence}:${last.hash}`,
    fault,
  });
  for await (const { _id, ...row } of rows) {
    const entry = { id: _id, ...row };
    const fault = findFault(entry, last);
    if (fault) return report(fault);
    isThere ||= String(entry.sequence) === sequence && entry.hash === hash;
    last = entry;
    count += 1;
  }
  return report(isThere ? undefined : `entry ${sequence}: removed from the end, or replaced`);
}

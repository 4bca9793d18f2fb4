import type { AggregateRef } from '../contracts';
import { GapError } from './errors';

/** What to do with version `incoming` of an aggregate of which `current` was the last applied. */
export type VersionDecision = 'apply' | 'stale' | 'gap';

/**
 * Versions count from 0 and are applied one by one: the next one applies, one already applied is stale, and
 * one further ahead has to wait.
 * @param current the last version applied, or `undefined` when the aggregate is not yet known.
 */
export function decideVersion(current: number | undefined, incoming: number): VersionDecision {
  const next = current === undefined ? 0 : current + 1;
  if (incoming === next) return 'apply';
  return incoming < next ? 'stale' : 'gap';
}

/**
 * Whether a version is the next of its aggregate; one that was applied already is not.
 * @param current the last version applied, or `undefined` when the aggregate is not yet known.
 * @throws GapError when an earlier version is missing
 */
export function isNextVersion({ aggregate, version }: AggregateRef, current: number | undefined): boolean {
  const decision = decideVersion(current, version);
  if (decision === 'gap') throw new GapError({ aggregate, version: version - 1 });
  return decision === 'apply';
}

/**
 * How long a row of a read model waits for others while events come one upon the other, in ms: it costs half the processor time
 * when twenty share a write instead of five.
 */
export const READ_MODEL_LINGER_MS = 50;

/** One version of a row, and what it sets and unsets. */
export interface RowVersion {
  readonly key: unknown;
  readonly version: number;
  readonly set: object;
  readonly unset?: readonly string[];
}

/**
 * Writes version 0 where there is no row, and each later one over the one before it; nothing over any other.
 *
 * One row only, yet by `updateMany`: the driver would number each `updateOne`, so that the server could tell a repetition, and
 * the server would keep a record of its own with every write. The version tells a repetition here.
 */
export function versionWrite({ key, version, set, unset = [] }: RowVersion) {
  if (version === 0)
    return {
      updateMany: { filter: { _id: key }, update: { $setOnInsert: { ...set, version } }, upsert: true },
    };
  const update = { $set: { ...set, version }, $unset: Object.fromEntries(unset.map((field) => [field, ''])) };
  return { updateMany: { filter: { _id: key, version: version - 1 }, update } };
}

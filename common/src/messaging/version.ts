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

/** One version of a row, and what it sets and unsets. */
export interface RowVersion {
  readonly key: unknown;
  readonly version: number;
  readonly set: object;
  readonly unset?: readonly string[];
}

/** Writes version 0 where there is no row, and each later one over the one before it; nothing over any other. */
export function versionWrite({ key, version, set, unset = [] }: RowVersion) {
  if (version === 0)
    return {
      updateOne: { filter: { _id: key }, update: { $setOnInsert: { ...set, version } }, upsert: true },
    };
  const update = { $set: { ...set, version }, $unset: Object.fromEntries(unset.map((field) => [field, ''])) };
  return { updateOne: { filter: { _id: key, version: version - 1 }, update } };
}

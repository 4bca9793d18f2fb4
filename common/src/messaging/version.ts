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

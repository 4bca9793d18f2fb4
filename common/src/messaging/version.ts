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

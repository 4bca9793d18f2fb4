import { catalogue, type Subjects } from '../contracts';
import type { AnyListener } from '../messaging';

/**
 * Expects a service that hears of a versioned aggregate to hear every subject of it. One that it doesn't hear leaves a
 * gap in the versions, and all later events of that aggregate wait behind it for ever.
 */
export function expectAllSubjectsHeard(listeners: readonly AnyListener[]): void {
  const heard = new Set(listeners.map(({ subject }) => subject as Subjects));
  const aggregates = new Set([...heard].map((subject) => catalogue[subject].aggregateType));
  aggregates.delete(undefined);
  const unheard = Object.values(catalogue)
    .filter(({ aggregateType }) => aggregates.has(aggregateType))
    .filter(({ subject }) => !heard.has(subject))
    .map(({ subject }) => subject);
  expect(unheard).toEqual([]);
}

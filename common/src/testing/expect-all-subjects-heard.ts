import { catalogue, Subjects } from '../contracts';
import type { AnyListener } from '../messaging';

/**
 * Expects a service that hears of a versioned aggregate to hear every subject of it. One that it doesn't hear leaves a
 * gap in the versions, and all later events of that aggregate wait behind it for ever.
 */
export function expectAllSubjectsHeard(listeners: readonly AnyListener[]): void {
  const heard = new Set(listeners.map(({ subject }) => subject as Subjects));
  const aggregates = new Set([...heard].map((subject) => catalogue[subject].aggregate));
  aggregates.delete(undefined);
  const unheard = Object.values(Subjects).filter(
    (subject) => aggregates.has(catalogue[subject].aggregate) && !heard.has(subject),
  );
  expect(unheard).toEqual([]);
}

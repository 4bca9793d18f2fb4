import type { Finding } from './finding';
import { some } from './group';
import type { FeedState } from './snapshot';

/** What one watcher saw, over all its connections. */
export interface Watched {
  /** The kind of connection. */
  readonly by: string;
  readonly scope: string;
  /** The id it began after. */
  readonly after: number;
  /** Ids in the order in which they came. */
  readonly ids: readonly number[];
  /** The last id that its cursor is at. */
  readonly cursor: number;
}

/** I9: a cursor sees every id of its scope once and in order, across reconnects. */
export function checkStreams(feed: readonly FeedState[], watched: readonly Watched[]): Finding[] {
  return watched.flatMap(({ by, scope, after, ids, cursor }) => {
    const findings: Finding[] = [];
    const finding = (text: string) =>
      findings.push({ invariant: 'I9', kind: 'cursor', text: `the ${by} of ${scope} ${text}` });
    const seen = new Set(ids);
    const again = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (again.length > 0) finding(`saw ${some(again)} again`);
    if (ids.some((id, index) => index > 0 && id < (ids[index - 1] ?? 0))) finding('saw entries out of order');
    const own = feed.filter((entry) => entry.scope === scope && entry.id > after && entry.id <= cursor);
    const missed = own.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    if (missed.length > 0) finding(`missed ${some(missed)}`);
    const there = new Set(own.map(({ id }) => id));
    const stray = ids.filter((id) => !there.has(id));
    if (stray.length > 0) finding(`saw what is not in its log: ${some(stray)}`);
    return findings;
  });
}

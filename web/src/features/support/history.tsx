import type { ReactNode } from 'react';
import { serverNow } from '../../lib/api/server-clock';
import { getHistory } from './api';
import type { SupportTicket } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo } from '../../lib/words/format';
import { describeChange } from '../../lib/words/support-words';
import { ResourceView } from '../../ui/states';

/** Who changed what, newest first. It is read anew with each version of the ticket. */
export function History({
  id,
  version,
  ticket,
}: {
  id: string;
  version: number;
  ticket: SupportTicket;
}): ReactNode {
  const resource = useResource(`history:${id}:${version}`, (signal) => getHistory(id, signal));
  return (
    <section className="card stack">
      <h2>History</h2>
      <ResourceView resource={resource} loading={<p className="small soft">Loading…</p>}>
        {(entries) => {
          const names = new Map<string, string>([
            [ticket.reporter, ticket.reporterName ?? 'the customer'],
            ...(ticket.assignee === null
              ? []
              : [[ticket.assignee, ticket.assigneeName ?? 'an engineer'] as const]),
          ]);
          for (const { actor, actorName } of entries) {
            if (actor !== null && actorName !== null) names.set(actor, actorName);
          }
          const findName = (user: string): string => names.get(user) ?? 'another engineer';
          return (
            <ol className="stack small" style={{ '--gap': '0.5rem' } as React.CSSProperties}>
              {[...entries].reverse().map((entry) => (
                <li key={entry.version}>
                  <strong>
                    {entry.actorName ?? (entry.actor === null ? 'The help desk' : findName(entry.actor))}
                  </strong>{' '}
                  {entry.version === 0
                    ? 'reported it'
                    : entry.changes.map((change) => describeChange(change, findName)).join(', ')}{' '}
                  <span className="soft">· {formatAgo(entry.at, serverNow())}</span>
                </li>
              ))}
            </ol>
          );
        }}
      </ResourceView>
    </section>
  );
}

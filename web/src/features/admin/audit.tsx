import { Fragment, type ReactNode } from 'react';
import { withQuery } from '../../lib/api/client';
import type { AuditEntry } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatDateTime, plural } from '../../lib/words/format';
import { FilterForm, TextFilter, TimeFilter, useFilters } from '../../ui/filter-form';
import { text } from '../../ui/form';
import { StaffPage } from '../../ui/staff-page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { auditFile, listAuditEntries } from './api';
import { listChanges } from './audit-changes';

const filterNames = ['actor', 'subject', 'action', 'address', 'from', 'until'] as const;

/** The instant of a time on the reader's clock; undefined where that is none. */
function toInstant(local: string): string | undefined {
  const time = Date.parse(local);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

interface PartyProps {
  id: string;
  account: AuditEntry['actorAccount'];
  filter: 'actor' | 'subject';
}

/** Who did it, or to whom or what it was done; leads to what else there is of them. */
function Party({ id, account, filter }: PartyProps): ReactNode {
  return (
    <>
      <Link to={withQuery(paths.audit, { [filter]: id })}>
        {account?.name ?? <span className="mono">{id}</span>}
      </Link>
      {account !== undefined && ` (${account.email})`}
    </>
  );
}

function Changes({ entry }: { entry: AuditEntry }): ReactNode {
  const changes = listChanges(entry);
  if (changes.length === 0) return null;
  return (
    <div
      className="table-scroll"
      tabIndex={0}
      role="group"
      aria-label={`What entry ${entry.sequence} changed`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{before ?? '–'}</td>
              <td>{after ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entry({ entry }: { entry: AuditEntry }): ReactNode {
  const { sequence, action, actor, subject, at, address, count } = entry;
  const facts = [
    ['Time', at],
    ['Actor', actor],
    ['Subject', subject],
    ['Browser', entry.userAgent],
    ['Request', entry.correlationId],
    ['Hash', entry.hash],
    ['Hash before', entry.previous],
  ] as const;
  return (
    <article className="card stack">
      <div>
        <h2>{action}</h2>
        <p className="small soft">
          {[formatDateTime(at), address && `from ${address}`, count !== undefined && plural(count, 'time')]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <p>
        By{' '}
        {actor === null ? (
          'nobody who was signed in'
        ) : (
          <Party id={actor} account={entry.actorAccount} filter="actor" />
        )}
        {subject !== null && subject !== actor && (
          <>
            , to <Party id={subject} account={entry.subjectAccount} filter="subject" />
          </>
        )}
      </p>
      <Changes entry={entry} />
      <details>
        <summary>Entry {sequence}</summary>
        <dl className="facts small">
          {facts.map(
            ([name, value]) =>
              value != null && (
                <Fragment key={name}>
                  <dt>{name}</dt>
                  <dd className="mono">{value}</dd>
                </Fragment>
              ),
          )}
        </dl>
      </details>
    </article>
  );
}

/** Who did what to whom, for admins: searched, read page by page, and taken away as a file. */
export default function AuditPage(): ReactNode {
  const filters = useFilters(filterNames);
  const query = { ...filters, from: toInstant(filters.from), until: toInstant(filters.until) };
  const pages = usePages<AuditEntry>(auditFile(query), (next, signal) =>
    listAuditEntries(query, next, signal),
  );
  const actions = new Set(pages.items?.map(({ action }) => action));
  return (
    <StaffPage
      title="Audit log"
      lead="Who did what to whom, newest first. Nothing in it is changed or taken away."
      actions={
        <a className="button quiet" href={auditFile(query)} download="">
          Download CSV
        </a>
      }
    >
      <FilterForm
        filters={filters}
        fields={filterNames}
        className="audit"
        validate={(values): Record<string, string> => {
          const [from, until] = [text(values, 'from'), text(values, 'until')];
          return from !== '' && until !== '' && from >= until
            ? { until: 'This is not after the first time.' }
            : {};
        }}
      >
        <TextFilter name="actor" label="Who did it" placeholder="Mail address or id" />
        <TextFilter name="subject" label="To whom or what" placeholder="Mail address or id" />
        <TextFilter name="action" label="Action" placeholder="account.changed" list="audit-actions" />
        <TextFilter name="address" label="From the address" placeholder="203.0.113.7" />
        <TimeFilter name="from" label="Since" />
        <TimeFilter name="until" label="Before" />
        <datalist id="audit-actions">
          {[...actions].sort().map((action) => (
            <option key={action} value={action} />
          ))}
        </datalist>
      </FilterForm>
      <PagedList
        pages={pages}
        label="Audit log"
        itemHeight={170}
        empty={<Empty icon="eye" title="Nothing like that is in the log" />}
      >
        {(entry) => <Entry entry={entry} />}
      </PagedList>
    </StaffPage>
  );
}

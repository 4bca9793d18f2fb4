import { type ReactNode, useCallback, useRef } from 'react';
import { Link } from '../../lib/router/link';
import { withQuery } from '../../lib/api/client';
import { serverNow } from '../../lib/api/server-clock';
import { type SupportFilter, listSupport, supportPath } from './api';
import type { SupportTicket } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo } from '../../lib/words/format';
import { openReports, priorityWord, priorityWords, statusWords } from '../../lib/words/support-words';
import { useLiveRefresh } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { effectiveRole, isStaff } from '../../lib/session/rights';
import { useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { ChoiceFilter, FilterForm, TextFilter, useFilters } from '../../ui/filter-form';
import { PagedList } from '../../ui/paged-list';
import { StaffPage } from '../../ui/staff-page';
import { Found } from '../../ui/found';
import { Empty } from '../../ui/states';

const filterNames = ['q', 'priority', 'assignee'] as const;
const parameterNames = ['status', ...filterNames] as const;
type Filters = Record<(typeof parameterNames)[number], string>;

/** What is closed stands apart, by the `status` of the address. */
const tabs: [string, string][] = [
  ['', 'Open'],
  ['closed', 'Closed'],
  ['all', 'All'],
];

function Row({ ticket, staff }: { ticket: SupportTicket; staff: boolean }): ReactNode {
  const { label, tone, icon } = statusWords[ticket.status];
  return (
    <Link to={paths.helpTicket(ticket.id)} className="line-item">
      <span className="grow stack" style={{ '--gap': '0.15rem' } as React.CSSProperties}>
        <strong>{ticket.title}</strong>
        <span className="small soft">
          {staff && `${ticket.reporterName ?? 'A customer'} · `}
          {priorityWord(ticket.ticketPriority)} · {formatAgo(ticket.updatedAt, serverNow())} ·{' '}
          {ticket.assignee === null
            ? 'waiting for an engineer'
            : `with ${ticket.assigneeName ?? 'an engineer'}`}
        </span>
      </span>
      <Chip tone={tone} icon={icon}>
        {label}
      </Chip>
    </Link>
  );
}

function Filters({ filters, admin }: { filters: Filters; admin: boolean }): ReactNode {
  return (
    <FilterForm filters={filters} fields={filterNames} className="three">
      <TextFilter name="q" label="Search" placeholder="Words in title or text" maxLength={200} />
      <ChoiceFilter name="priority" label="Priority" choices={Object.entries(priorityWords)} />
      <ChoiceFilter
        name="assignee"
        label="Engineer"
        any="Anyone"
        choices={[['me', 'Me'], ...(admin ? [['none', 'Nobody yet'] as const] : [])]}
      />
    </FilterForm>
  );
}

/** What of the address is a filter; anything else in it is ignored. */
function toQuery({ q, status, priority, assignee }: Filters): SupportFilter {
  return {
    q,
    status: status === 'all' ? undefined : status === 'closed' ? 'CLOSED' : openReports,
    priority: priority in priorityWords ? Number(priority) : undefined,
    assignee,
  };
}

export default function SupportListPage(): ReactNode {
  const user = useUser();
  const filters = useFilters(parameterNames);
  const query = toQuery(filters);
  const key = withQuery(supportPath, { ...query });
  const latest = useRef(query);
  latest.current = query;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listSupport(latest.current, next, signal),
    [],
  );
  const pages = usePages(key, load);
  useLiveRefresh('support', pages.refreshInPlace);
  const staff = isStaff(user);
  return (
    <StaffPage
      title="Help desk"
      lead={staff ? 'What people need help with.' : 'Your questions, and our answers.'}
      actions={
        <Link to={paths.newHelp} className="button">
          Report trouble
        </Link>
      }
    >
      {user.role === 'engineer' && user.status === 'pending' && (
        <p className="notice wait">
          An admin has yet to approve your account. Until then you see your own tickets only.
        </p>
      )}
      {staff && <Filters filters={filters} admin={effectiveRole(user) === 'admin'} />}
      <nav className="row pills" aria-label="Which">
        {tabs.map(([value, label]) => (
          <Link
            key={value}
            to={withQuery(paths.help, { ...filters, status: value })}
            className="header-link"
            aria-current={filters.status === value ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
        <Found total={pages.total} one="report" />
      </nav>
      <PagedList
        pages={pages}
        label="Support tickets"
        itemHeight={84}
        empty={
          <Empty
            icon="help"
            title={
              filterNames.some((name) => filters[name])
                ? 'Nothing matches'
                : filters.status === 'closed'
                  ? 'Nothing is closed yet'
                  : 'Nothing open'
            }
          >
            <p>
              {filterNames.some((name) => filters[name])
                ? 'Try fewer filters.'
                : 'If something goes wrong, tell us; we answer here and by mail.'}
            </p>
          </Empty>
        }
      >
        {(ticket) => <Row ticket={ticket} staff={staff} />}
      </PagedList>
    </StaffPage>
  );
}

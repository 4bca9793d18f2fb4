import { type ReactNode, useCallback, useRef } from 'react';
import { Link } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
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
import { Form, Select, SubmitButton, TextField, text } from '../../ui/form';
import { PagedList } from '../../ui/paged-list';
import { StaffPage } from '../../ui/staff-page';
import { Found } from '../../ui/found';
import { Empty } from '../../ui/states';

const filterNames = ['q', 'priority', 'assignee'] as const;
const parameterNames = ['status', ...filterNames] as const;
type Filter = Partial<Record<(typeof parameterNames)[number], string>>;

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

function Filters({
  filter,
  onChange,
  admin,
}: {
  filter: Filter;
  onChange: (next: Filter) => void;
  admin: boolean;
}): ReactNode {
  return (
    <Form
      fields={filterNames}
      label="Filter"
      className="filters three card"
      onSubmit={(values) => {
        onChange({
          status: filter.status,
          ...Object.fromEntries(filterNames.map((name) => [name, text(values, name)])),
        });
        return Promise.resolve();
      }}
    >
      <TextField
        name="q"
        label="Search"
        type="search"
        defaultValue={filter.q}
        maxLength={200}
        placeholder="Words in title or text"
      />
      <Select name="priority" label="Priority" defaultValue={filter.priority ?? ''}>
        <option value="">Any</option>
        {Object.entries(priorityWords).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select name="assignee" label="Engineer" defaultValue={filter.assignee ?? ''}>
        <option value="">Anyone</option>
        <option value="me">Me</option>
        {admin && <option value="none">Nobody yet</option>}
      </Select>
      <SubmitButton>Filter</SubmitButton>
    </Form>
  );
}

/** What of the address is a filter; anything else in it is ignored. */
function toQuery({ q, status, priority, assignee }: Filter): SupportFilter {
  return {
    q,
    status: status === 'all' ? undefined : status === 'closed' ? 'CLOSED' : openReports,
    priority: priority !== undefined && priority in priorityWords ? Number(priority) : undefined,
    assignee,
  };
}

export default function SupportListPage(): ReactNode {
  const user = useUser();
  const [parameters, setParameters] = useSearchParams();
  const filter: Filter = Object.fromEntries(
    parameterNames.flatMap((name) => {
      const value = parameters.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const query = toQuery(filter);
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
      {staff && (
        <Filters
          key={key}
          filter={filter}
          admin={effectiveRole(user) === 'admin'}
          onChange={(next) =>
            setParameters(Object.fromEntries(Object.entries(next).filter(([, value]) => value)))
          }
        />
      )}
      <nav className="row pills" aria-label="Which">
        {tabs.map(([value, label]) => (
          <Link
            key={value}
            to={withQuery(paths.help, { ...filter, status: value })}
            className="header-link"
            aria-current={(filter.status ?? '') === value ? 'page' : undefined}
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
              filterNames.some((name) => filter[name])
                ? 'Nothing matches'
                : filter.status === 'closed'
                  ? 'Nothing is closed yet'
                  : 'Nothing open'
            }
          >
            <p>
              {filterNames.some((name) => filter[name])
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

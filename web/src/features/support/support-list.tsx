import { type ReactNode, useCallback, useRef } from 'react';
import { Link } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { withQuery } from '../../lib/api/client';
import { serverNow } from '../../lib/api/server-clock';
import { type SupportFilter, listSupport, supportPath } from './api';
import type { SupportStatus, SupportTicket } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo } from '../../lib/words/format';
import { priorityWord, priorityWords, statusWords } from '../../lib/words/support-words';
import { useLiveRefresh } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { effectiveRole, isStaff } from '../../lib/session/rights';
import { useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { Form, Select, SubmitButton, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';

const filterNames = ['q', 'status', 'priority', 'assignee'] as const;
type Filter = Partial<Record<(typeof filterNames)[number], string>>;

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
      className="filters card"
      onSubmit={(values) => {
        onChange(Object.fromEntries(filterNames.map((name) => [name, text(values, name)])));
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
      <Select name="status" label="Status" defaultValue={filter.status ?? ''}>
        <option value="">Any</option>
        {Object.entries(statusWords).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
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
    status: status !== undefined && status in statusWords ? (status as SupportStatus) : undefined,
    priority: priority !== undefined && priority in priorityWords ? Number(priority) : undefined,
    assignee,
  };
}

export default function SupportListPage(): ReactNode {
  const user = useUser();
  const [parameters, setParameters] = useSearchParams();
  const filter: Filter = Object.fromEntries(
    filterNames.flatMap((name) => {
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
    <Page
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
            setParameters(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')))
          }
        />
      )}
      <PagedList
        pages={pages}
        label="Support tickets"
        itemHeight={84}
        empty={
          <Empty icon="help" title={parameters.size > 0 ? 'Nothing matches' : 'Nothing here'}>
            <p>
              {parameters.size > 0
                ? 'Try fewer filters.'
                : 'If something goes wrong, tell us; we answer here and by mail.'}
            </p>
          </Empty>
        }
      >
        {(ticket) => <Row ticket={ticket} staff={staff} />}
      </PagedList>
    </Page>
  );
}

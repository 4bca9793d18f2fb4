import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useSearchParams } from '../../lib/router/router';
import { withQuery } from '../../lib/api/client';
import { messageOf } from '../../lib/api/errors';
import type { User, UserRole, UserStatus } from '../../lib/api/types';
import { type UserFilter, listUsers, setStanding, usersPath } from '../../lib/api/users';
import { usePages } from '../../lib/data/use-pages';
import { useLiveRefresh } from '../../lib/live/live-context';
import { useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { Form, Select, SubmitButton, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

const filterNames = ['q', 'role', 'status'] as const;
const statuses: UserStatus[] = ['pending', 'approved', 'suspended'];
const statusWords = { pending: 'Pending', approved: 'Approved', suspended: 'Suspended' } as const;
const statusTone = { pending: 'wait', approved: 'good', suspended: 'bad' } as const;
const roles: UserRole[] = ['customer', 'engineer', 'admin'];

const roleRights: Record<UserRole, string> = {
  customer: 'They buy and sell, and see nobody else’s orders and reports.',
  engineer: 'They read and answer the reports that are assigned to them, internal notes included.',
  admin:
    'They may do everything here: read all reports, change roles, suspend people and write to everybody.',
};

function Row({ user, own, onChanged }: { user: User; own: boolean; onChanged: () => void }): ReactNode {
  const [pending, setPending] = useState(false);
  const [chosen, setChosen] = useState<UserRole | null>(null);
  const role = chosen ?? user.role;
  const change = async (body: { role?: UserRole; status?: UserStatus }): Promise<void> => {
    const changed = await setStanding(user.id, body);
    showToast({ text: `${changed.name} is now ${changed.status} as ${changed.role}` });
    setChosen(null);
    onChanged();
  };
  const approve = async (): Promise<void> => {
    setPending(true);
    try {
      await change({ status: 'approved' });
    } catch (error) {
      showToast({ text: 'That didn’t work', detail: messageOf(error), kind: 'bad' });
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="line-item">
      <div className="grow person">
        <strong>{user.name}</strong>
        <p className="small soft">{user.email}</p>
      </div>
      <Chip tone={statusTone[user.status]}>{statusWords[user.status]}</Chip>
      <select
        className="input role"
        aria-label={`Role of ${user.email}`}
        value={role}
        disabled={pending || own}
        onChange={(event) => setChosen(event.target.value as UserRole)}
      >
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      {role !== user.role ? (
        <ConfirmButton
          label="Apply"
          accessibleName={`Apply the role ${role} to ${user.email}`}
          question={`Make ${user.name} ${role === 'customer' ? 'a' : 'an'} ${role}?`}
          explanation={
            <>
              <p>
                {user.email} is {user.role === 'customer' ? 'a' : 'an'} {user.role} now.
              </p>
              <p>{roleRights[role]}</p>
            </>
          }
          keepLabel={`Keep ${user.role}`}
          tone="plain"
          className="small standing"
          onConfirm={() => change({ role })}
        />
      ) : user.status === 'approved' ? (
        <ConfirmButton
          label="Suspend"
          accessibleName={`Suspend ${user.email}`}
          question={`Suspend ${user.name}?`}
          explanation={`${user.email} loses every right here at once, until somebody approves them again.`}
          keepLabel="Keep them"
          className="small standing"
          disabled={own}
          onConfirm={() => change({ status: 'suspended' })}
        />
      ) : (
        <button
          type="button"
          className="button small standing"
          disabled={pending || own}
          aria-label={`Approve ${user.email}`}
          onClick={() => void approve()}
        >
          Approve
        </button>
      )}
    </div>
  );
}

export default function UsersPage(): ReactNode {
  const me = useUser();
  const [parameters, setParameters] = useSearchParams();
  const filter = Object.fromEntries(filterNames.map((name) => [name, parameters.get(name) ?? '']));
  const query: UserFilter = {
    q: filter.q,
    role: roles.find((role) => role === filter.role),
    status: statuses.find((status) => status === filter.status),
  };
  const key = withQuery(usersPath, { ...query });
  const latest = useRef(query);
  latest.current = query;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listUsers(latest.current, next, signal),
    [],
  );
  const pages = usePages(key, load);
  // An engineer who opens an account is told of in the inbox.
  useLiveRefresh('notification', pages.refreshInPlace);
  return (
    <Page title="People" lead="Approve engineers, and decide who may do what.">
      <Form
        key={key}
        fields={filterNames}
        label="Filter"
        className="filters three card"
        onSubmit={(values) => {
          const typed = filterNames.map((name): [string, string] => [name, text(values, name)]);
          setParameters(new URLSearchParams(typed.filter(([, value]) => value !== '')));
          return Promise.resolve();
        }}
      >
        <TextField
          name="q"
          label="Search"
          type="search"
          defaultValue={filter.q}
          maxLength={100}
          placeholder="Name or address"
        />
        <Select name="role" label="Role" defaultValue={filter.role}>
          <option value="">Any</option>
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </Select>
        <Select name="status" label="Status" defaultValue={filter.status}>
          <option value="">Any</option>
          {statuses.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </Select>
        <SubmitButton>Filter</SubmitButton>
      </Form>
      <PagedList
        pages={pages}
        label="People"
        itemHeight={78}
        empty={<Empty icon="person" title="Nobody matches" />}
      >
        {(user) => <Row user={user} own={user.id === me.id} onChanged={pages.refresh} />}
      </PagedList>
    </Page>
  );
}

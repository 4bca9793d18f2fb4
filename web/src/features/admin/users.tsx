import { type ReactNode, useCallback, useRef, useState } from 'react';
import { withQuery } from '../../lib/api/client';
import type { User, UserRole, UserStatus } from '../../lib/api/types';
import { type UserFilter, listPending, listUsers, setRoleAndStatus, usersPath } from '../../lib/api/users';
import { usePages } from '../../lib/data/use-pages';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { useUser } from '../../lib/session/session-context';
import { RoomReports } from './room-reports';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { ChoiceFilter, FilterForm, TextFilter, useFilters } from '../../ui/filter-form';
import { StaffPage } from '../../ui/staff-page';
import { PagedList } from '../../ui/paged-list';
import { Found } from '../../ui/found';
import { Empty } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

type RoleAndStatus = { role?: UserRole; status?: UserStatus };

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

const withArticle = (role: UserRole): string => `${role === 'customer' ? 'a' : 'an'} ${role}`;

/** What a change of somebody's rights will do, asked before it does. */
function describeChange(
  user: User,
  { role, status }: RoleAndStatus,
): { question: string; effects: string[] } {
  if (role !== undefined) {
    return {
      question: `Make ${user.name} ${withArticle(role)}?`,
      effects: [`${user.email} is ${withArticle(user.role)} now.`, roleRights[role]],
    };
  }
  if (status === 'suspended') {
    return {
      question: `Suspend ${user.name}?`,
      effects: [
        `${user.email} is signed out everywhere at once, and can neither sign in nor do anything here until somebody approves them again.`,
        'What they sell and hold stays as it is.',
      ],
    };
  }
  const what =
    user.status === 'pending'
      ? 'has the rights of a customer until now.'
      : 'was suspended, and may sign in again.';
  return {
    question: `Approve ${user.name} as ${withArticle(user.role)}?`,
    effects: [`${user.email} ${what}`, roleRights[user.role]],
  };
}

interface ChangeButtonProps {
  user: User;
  change: RoleAndStatus;
  label: string;
  accessibleName: string;
  keepLabel: string;
  disabled: boolean;
  onConfirm: () => Promise<void>;
}

function ChangeButton({ user, change, ...button }: ChangeButtonProps): ReactNode {
  const { question, effects } = describeChange(user, change);
  return (
    <ConfirmButton
      {...button}
      question={question}
      explanation={effects.map((effect) => (
        <p key={effect}>{effect}</p>
      ))}
      tone={change.status === 'suspended' ? 'danger' : 'plain'}
      className="small change-account"
    />
  );
}

function Row({ user, own, onChanged }: { user: User; own: boolean; onChanged: () => void }): ReactNode {
  const [chosen, setChosen] = useState<UserRole | null>(null);
  const role = chosen ?? user.role;
  const change = async (body: RoleAndStatus): Promise<void> => {
    const changed = await setRoleAndStatus(user.id, body);
    showToast({ text: `${changed.name} is now ${changed.status} as ${changed.role}` });
    setChosen(null);
    onChanged();
  };
  const button = (
    body: RoleAndStatus,
    texts: Pick<ChangeButtonProps, 'label' | 'accessibleName' | 'keepLabel'>,
  ) => <ChangeButton user={user} change={body} {...texts} disabled={own} onConfirm={() => change(body)} />;
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
        disabled={own}
        onChange={(event) => setChosen(event.target.value as UserRole)}
      >
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      {role !== user.role
        ? button(
            { role },
            {
              label: 'Apply',
              accessibleName: `Apply the role ${role} to ${user.email}`,
              keepLabel: `Keep ${user.role}`,
            },
          )
        : user.status === 'approved'
          ? button(
              { status: 'suspended' },
              { label: 'Suspend', accessibleName: `Suspend ${user.email}`, keepLabel: 'Keep them' },
            )
          : button(
              { status: 'approved' },
              { label: 'Approve', accessibleName: `Approve ${user.email}`, keepLabel: 'Not now' },
            )}
    </div>
  );
}

export default function UsersPage(): ReactNode {
  const me = useUser();
  const filters = useFilters(filterNames);
  const query: UserFilter = {
    q: filters.q,
    role: roles.find((role) => role === filters.role),
    status: statuses.find((status) => status === filters.status),
  };
  const key = withQuery(usersPath, { ...query });
  const latest = useRef(query);
  latest.current = query;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listUsers(latest.current, next, signal),
    [],
  );
  const pages = usePages(key, load);
  const filtered = filterNames.some((name) => filters[name] !== '');
  // Whoever waits for a decision comes first, however many have opened an account since.
  const waiting = useResource(filtered ? null : 'users:pending', listPending);
  const known = filtered || waiting.data !== undefined || waiting.error !== undefined;
  const first = filtered ? [] : (waiting.data ?? []);
  // Both are shown at once: who waits would push down what stands there already.
  const rest = pages.items?.filter(({ id }) => !first.some((user) => user.id === id));
  const refresh = (): void => {
    pages.refresh();
    waiting.refresh();
  };
  // An engineer who opens an account is told of in the inbox.
  useLiveRefresh('notification', pages.refreshInPlace);
  const row = (user: User): ReactNode => <Row user={user} own={user.id === me.id} onChanged={refresh} />;
  return (
    <StaffPage title="People" lead="Approve engineers, and decide who may do what.">
      <RoomReports />
      <FilterForm filters={filters} fields={filterNames} className="three">
        <TextFilter name="q" label="Search" placeholder="Name or address" />
        <ChoiceFilter name="role" label="Role" choices={roles.map((role) => [role, role])} />
        <ChoiceFilter name="status" label="Status" choices={statuses.map((status) => [status, status])} />
      </FilterForm>
      <p>
        <Found total={pages.total} one="account" />
      </p>
      {known && pages.items && first.length > 0 && (
        <section className="stack" aria-labelledby="waiting">
          <h2 id="waiting">Waiting for your decision</h2>
          <ul className="list">
            {first.map((user) => (
              <li key={user.id}>{row(user)}</li>
            ))}
          </ul>
          <h2>Everybody else</h2>
        </section>
      )}
      <PagedList
        pages={{ ...pages, items: known ? rest : undefined, refresh }}
        label="People"
        itemHeight={78}
        empty={<Empty icon="person" title="Nobody matches" />}
      >
        {row}
      </PagedList>
    </StaffPage>
  );
}

import {
  Subjects,
  type UserCreatedEvent,
  type UserUpdatedEvent,
  type EventMeta,
} from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { RecipientBook } from '../delivery/address-book';
import type { NewFeedEntry } from '../feed/feed-log';
import type { IntentContent } from './content';
import type { NotificationIntent } from './notifier';
import { NotificationListener, type RuleDependencies } from './rule';

/** Adds new users to the read model, and tells admins of engineers who wait. */
export class UserCreatedListener extends NotificationListener<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated as const;

  onMessage(data: UserCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return applyAccount(data, meta, this.dependencies);
  }

  override onReplay(data: UserCreatedEvent['data']): Promise<void> {
    return this.dependencies.directory.restore(data);
  }
}

/** Keeps the read model up to date, and tells engineers that they are approved. */
export class UserUpdatedListener extends NotificationListener<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated as const;

  onMessage(data: UserUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return applyAccount(data, meta, this.dependencies);
  }

  override onReplay(data: UserUpdatedEvent['data']): Promise<void> {
    return this.dependencies.directory.restore(data);
  }
}

type UserData = UserCreatedEvent['data'];

/**
 * Applies an account's next version to the read model, after those whom it concerns were told. A crash in between tells again,
 * which changes nothing.
 *
 * @throws GapError when an earlier version is missing
 */
export async function applyAccount(
  data: UserData,
  meta: EventMeta,
  {
    directory,
    recipients,
    notifier,
    hold,
  }: Pick<RuleDependencies, 'directory' | 'recipients' | 'notifier' | 'hold'>,
): Promise<void> {
  const before = await directory.find(data.id);
  if ((before?.version ?? -1) === data.version - 1) {
    await notifier.notify(meta, await accountIntents(before, data, recipients), accountEntries(before, data));
  }
  await directory.apply(data);
  // Also of a version that was applied before: the process may have ended in between.
  if (data.emailVerified) await hold.release(data.id);
}

async function accountIntents(
  before: RoleAndStatus | null,
  after: UserData,
  recipients: RecipientBook,
): Promise<NotificationIntent[]> {
  switch (accountChange(before, after)) {
    case 'approved':
      return [{ userId: after.id, kind: 'support', event: 'account.approved', content: engineerApproved() }];
    case 'waiting': {
      const content = engineerWaiting(after);
      const admins = await recipients.admins();
      return admins.map((userId) => ({ userId, kind: 'support', event: 'account.waiting', content }));
    }
    default:
      return [];
  }
}

/** To the user, whose pages show what the account may do. */
function accountEntries(
  before: RoleAndStatus | null,
  { id, version, role, status }: UserData,
): NewFeedEntry[] {
  if (!before || (before.role === role && before.status === status)) return [];
  return [
    {
      key: `account:${id}:${version}`,
      scope: `user:${id}`,
      event: 'account',
      data: { id, version, role, status },
    },
  ];
}

/** As much of an account as decides what it may do. */
export interface RoleAndStatus {
  role: string;
  status: string;
}

/** What an account's change means for others: an engineer waits for an admin's approval, or has got it. */
export type AccountChange = 'waiting' | 'approved';

/** What happened to an account; undefined when nobody needs to know. `before` is null for a new one. */
export function accountChange(before: RoleAndStatus | null, after: RoleAndStatus): AccountChange | undefined {
  if (after.role !== 'engineer') return undefined;
  if (before?.role === after.role && before.status === after.status) return undefined;
  if (after.status === 'pending') return 'waiting';
  return after.status === 'approved' ? 'approved' : undefined;
}

/** To an engineer: an admin has approved the account. */
export function engineerApproved(): IntentContent {
  return {
    subject: 'Your account is approved',
    fixedSubject: 'Your account is approved',
    paragraphs: [
      'An admin has approved your account as an engineer. Reports are assigned to you from now on.',
    ],
    link: { label: 'Go to the help desk', path: '/support' },
  };
}

/** To admins: an engineer can do nothing before one of them approves. */
export function engineerWaiting({ name, email }: { name: string; email: string }): IntentContent {
  return {
    subject: 'An engineer waits for approval',
    fixedSubject: 'An engineer waits for approval',
    paragraphs: [
      `${name ? `${name} (${email})` : email} has opened an account as an engineer and waits for approval.`,
    ],
    link: { label: 'Approve or refuse', path: `/admin/users?status=pending&q=${encodeURIComponent(email)}` },
  };
}

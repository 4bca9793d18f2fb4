import type { EventMeta, UserCreatedEvent } from '@ticketing/common/contracts';
import { GapError } from '@ticketing/common/messaging';
import { accountChange, type Standing } from '../domain/account-change';
import type { NewFeedEntry } from '../live/feed/feed-entry';
import type { RecipientBook } from '../recipients/recipient-book';
import { engineerApproved, engineerWaiting } from '../templates';
import type { ListenerParts } from './listeners/listener-parts';
import { causeOf, type Tell } from './teller';

type UserData = UserCreatedEvent['data'];

/**
 * Applies an account's next version to the replica, after those whom it concerns were told. A crash in between tells again,
 * which changes nothing.
 *
 * @throws GapError when an earlier version is missing
 */
export async function applyAccount(
  data: UserData,
  meta: EventMeta,
  { directory, recipients, teller }: Pick<ListenerParts, 'directory' | 'recipients' | 'teller'>,
): Promise<void> {
  const before = await directory.find(data.id);
  if ((before?.version ?? -1) === data.version - 1) {
    await teller.tell(causeOf(meta), await tellsOf(before, data, recipients), entriesOf(before, data));
  }
  if ((await directory.apply(data)) === 'gap') {
    throw new GapError({ aggregate: `user:${data.id}`, version: data.version - 1 });
  }
}

async function tellsOf(before: Standing | null, after: UserData, recipients: RecipientBook): Promise<Tell[]> {
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
function entriesOf(before: Standing | null, { id, version, role, status }: UserData): NewFeedEntry[] {
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

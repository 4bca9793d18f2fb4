import type { SupportCreatedEvent } from '@ticketing/common/contracts';
import { GapError } from '@ticketing/common/messaging';
import { createdAudience, isStaff, updatedAudience } from '../domain/support-audience';
import type { NewFeedEntry } from '../live/feed/feed-entry';
import type { RecipientBook } from '../recipients/recipient-book';
import { supportCreated, supportUpdated } from '../templates';
import type { Tell } from './teller';

type SupportData = SupportCreatedEvent['data'];

/** What a support event is told as. */
export interface SupportNews {
  tells: Tell[];
  entries: NewFeedEntry[];
}

/**
 * Whom a support event is told to, and how. What is for staff only reaches no customer on any channel, and who made a
 * change has it among their notifications without being disturbed by it.
 *
 * @throws GapError when somebody isn't known yet of whom it must be
 */
export async function supportNews(
  what: 'created' | 'updated',
  ticket: SupportData,
  recipients: RecipientBook,
): Promise<SupportNews> {
  const stakeholders = what === 'created' ? createdAudience(ticket) : updatedAudience(ticket);
  const audience = ticket.audience === 'staff' ? await staffOf(stakeholders, recipients) : stakeholders;
  const names = what === 'created' ? new Map<string, string>() : await namesIn(ticket, recipients);
  const contentFor = (userId: string) =>
    what === 'created' ? supportCreated(ticket) : supportUpdated(ticket, { id: userId, names });
  const { id, version, title, status, ticketPriority, assignee } = ticket;
  return {
    tells: audience.map((userId) => ({
      userId,
      kind: 'support',
      event: `support.${what}`,
      content: contentFor(userId),
      supportTicketId: id,
      ...(what === 'updated' && userId === ticket.actor ? { ownAct: true } : {}),
      ...(ticket.audience === 'staff' ? { staffOnly: true } : {}),
    })),
    entries: audience.map((userId) => ({
      key: `support:${id}:${version}:${userId}`,
      scope: `user:${userId}`,
      event: 'support',
      data: { id, version, title, status, ticketPriority, assignee },
    })),
  };
}

/** Names of the people a change is told with: who made it, and who is assigned by it. */
async function namesIn(
  { actor, changes }: SupportData,
  recipients: RecipientBook,
): Promise<Map<string, string>> {
  const assigned = changes.filter(({ field }) => field === 'assignee').map(({ to }) => to);
  const ids = [actor, ...assigned].filter((id): id is string => typeof id === 'string');
  return new Map((await recipients.recipients(ids)).map(({ id, name }) => [id, name]));
}

async function staffOf(userIds: string[], recipients: RecipientBook): Promise<string[]> {
  const known = new Map((await recipients.recipients(userIds)).map((user) => [user.id, user]));
  return userIds.filter((id) => {
    const user = known.get(id);
    if (!user) throw new GapError({ aggregate: `user:${id}`, version: 0 });
    return isStaff(user);
  });
}

import { GapError, type SupportCreatedEvent } from '@ticketing/common';
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
 * Whom a support event is told to, and how. What is for staff only reaches no customer on any channel.
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
  const content = what === 'created' ? supportCreated(ticket) : supportUpdated(ticket);
  const { id, version, title, status, ticketPriority, assignee } = ticket;
  return {
    tells: audience.map((userId) => ({
      userId,
      kind: 'support',
      event: `support.${what}`,
      content,
      supportTicketId: id,
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

async function staffOf(userIds: string[], recipients: RecipientBook): Promise<string[]> {
  const known = new Map((await recipients.recipients(userIds)).map((user) => [user.id, user]));
  return userIds.filter((id) => {
    const user = known.get(id);
    if (!user) throw new GapError({ aggregate: `user:${id}`, version: 0 });
    return isStaff(user);
  });
}

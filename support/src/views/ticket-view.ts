import { outgoingChannels } from '@ticketing/common/contracts';
import { isStaff } from '@ticketing/common/http';
import { z } from 'zod';
import { MAX_TEXT, MAX_TITLE } from '../domain/change';
import type { Actor } from '../domain/rights';
import type { Models } from '../models';
import { ticketStatuses } from '../domain/status';
import type { SupportTicketDocument } from '../models/support-ticket';

const time = z.string().meta({ format: 'date-time' });
const name = z.string().nullable();

const notificationView = z
  .object({
    id: z.string(),
    recipient: z.string().describe('User id, or an address'),
    /** Of a recipient who is a user and gave one. */
    recipientName: name,
    channel: z.enum(outgoingChannels),
    status: z.enum(['ACCEPTED', 'HELD', 'SENDING', 'PROCESSED', 'RETRYING', 'DEAD']),
    time,
  })
  .meta({ id: 'TicketNotification' });

/** A support ticket, as it is shown. Names are null when the user gave none, or isn't known here yet. */
export const ticketView = z
  .object({
    id: z.string(),
    title: z.string().min(1).max(MAX_TITLE),
    description: z.string().min(1).max(MAX_TEXT),
    ticketPriority: z.int().min(1).max(4),
    status: z.enum(ticketStatuses),
    reporter: z.string().describe('User id'),
    reporterName: name,
    assignee: z.string().nullable().describe('User id of the engineer; null while it waits for one'),
    assigneeName: name,
    orderId: z.string().nullable(),
    ticketId: z.string().nullable().describe('The ticket for sale it is about'),
    createdAt: time,
    updatedAt: time,
    version: z.int().min(0).describe('Raised by one with each change'),
    notifications: z.array(notificationView).describe('The newest ones, newest first'),
  })
  .meta({ id: 'SupportTicket' });

export type TicketView = z.infer<typeof ticketView>;

/** Tickets as `viewer` may see them, with names and notifications. */
export async function presentTickets(
  { engineers, notifications }: Pick<Models, 'engineers' | 'notifications'>,
  tickets: readonly SupportTicketDocument[],
  viewer: Actor,
): Promise<TicketView[]> {
  const told = await notifications.of(tickets.map(toId), isStaff(viewer));
  const people = tickets.flatMap(({ reporter, assignee }) => (assignee ? [reporter, assignee] : [reporter]));
  const recipients = [...told.values()].flat().map(({ recipient }) => recipient);
  const names = await engineers.findNames([...people, ...recipients]);
  return tickets.map((ticket) => ({
    id: toId(ticket),
    title: ticket.title,
    description: ticket.description,
    ticketPriority: ticket.ticketPriority,
    status: ticket.status,
    reporter: ticket.reporter,
    reporterName: names.get(ticket.reporter) ?? null,
    assignee: ticket.assignee,
    assigneeName: (ticket.assignee && names.get(ticket.assignee)) || null,
    orderId: ticket.orderId,
    ticketId: ticket.ticketId,
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
    version: ticket.version,
    notifications: (told.get(toId(ticket)) ?? []).map(({ audience: _audience, ...shown }) => ({
      ...shown,
      recipientName: names.get(shown.recipient) ?? null,
    })),
  }));
}

/** One ticket as `viewer` may see it. */
export async function presentTicket(
  models: Pick<Models, 'engineers' | 'notifications'>,
  ticket: SupportTicketDocument,
  viewer: Actor,
): Promise<TicketView> {
  const [view] = await presentTickets(models, [ticket], viewer);
  return view as TicketView;
}

function toId(ticket: SupportTicketDocument): string {
  return String(ticket._id);
}

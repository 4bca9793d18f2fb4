import { type Actor, isStaff } from '../domain/rights';
import type { Models } from '../models';
import type { TicketNotification } from '../models/notification-status-projection';
import type { SupportTicketDoc } from '../models/support-ticket';

/** A notification about a support ticket, as it is shown. */
export interface NotificationView extends Omit<TicketNotification, 'audience'> {
  /** The name of a recipient who is a user and gave one. */
  recipientName: string | null;
}

/** A support ticket, as it is shown. */
export interface TicketView {
  id: string;
  title: string;
  description: string;
  ticketPriority: number;
  status: string;
  reporter: string;
  /** Null when the user gave no name, or isn't known here yet. */
  reporterName: string | null;
  assignee: string | null;
  assigneeName: string | null;
  orderId: string | null;
  ticketId: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  /** The newest ones, newest first. */
  notifications: NotificationView[];
}

/** Tickets as `viewer` may see them, with names and notifications. */
export async function presentTickets(
  { roster, notifications }: Pick<Models, 'roster' | 'notifications'>,
  tickets: readonly SupportTicketDoc[],
  viewer: Actor,
): Promise<TicketView[]> {
  const told = await notifications.of(tickets.map(idOf), isStaff(viewer));
  const people = tickets.flatMap(({ reporter, assignee }) => (assignee ? [reporter, assignee] : [reporter]));
  const recipients = [...told.values()].flat().map(({ recipient }) => recipient);
  const names = await roster.namesOf([...people, ...recipients]);
  return tickets.map((ticket) => ({
    id: idOf(ticket),
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
    notifications: (told.get(idOf(ticket)) ?? []).map(({ audience: _audience, ...shown }) => ({
      ...shown,
      recipientName: names.get(shown.recipient) ?? null,
    })),
  }));
}

/** One ticket as `viewer` may see it. */
export async function presentTicket(
  models: Pick<Models, 'roster' | 'notifications'>,
  ticket: SupportTicketDoc,
  viewer: Actor,
): Promise<TicketView> {
  const [view] = await presentTickets(models, [ticket], viewer);
  return view as TicketView;
}

function idOf(ticket: SupportTicketDoc): string {
  return String(ticket._id);
}

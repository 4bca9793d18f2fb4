import { Subjects, type TicketCreatedEvent, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { NewFeedEntry } from '../feed/feed-log';
import type { TicketReplica } from '../replicas/replicas';
import { type Content, type IntentContent, type TemplateContext, formatMoney } from './content';
import type { NotificationIntent } from './notifier';
import { NotificationListener } from './rule';

/** Gets to know a ticket, and shows it to those who watch it. */
export class TicketCreatedListener extends NotificationListener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated as const;

  async onMessage(data: TicketCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, notifier } = this.dependencies;
    if (!(await replicas.tickets.check(data)).apply) return;
    const { id, version, title, price, userId } = data;
    const ticket: TicketReplica = { _id: id, version, title, price, userId, orderId: null, status: 'open' };
    await notifier.notify(meta, [], [ticketEntry(ticket)]);
    await replicas.tickets.store(ticket);
  }
}

/** Tells the seller that the ticket was reserved, freed or sold, and shows its state to those who watch it. */
export class TicketUpdatedListener extends NotificationListener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated as const;

  async onMessage(data: TicketUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, notifier } = this.dependencies;
    const step = await replicas.tickets.check(data);
    if (!step.apply) return;
    const { id, version, title, price, userId, orderId, status } = data;
    const ticket: TicketReplica = { _id: id, version, title, price, userId, orderId, status };
    const change = ticketChange(step.before, ticket);
    await notifier.notify(meta, change ? [this.tellOf(change, data)] : [], [ticketEntry(ticket)]);
    await replicas.tickets.store(ticket);
  }

  private tellOf(change: TicketChange, ticket: TicketUpdatedEvent['data']): NotificationIntent {
    const event = change === 'undone' ? 'freed' : change;
    return {
      userId: ticket.userId,
      kind: 'ticket',
      event: `ticket.${event}`,
      content: this.content(change, ticket),
    };
  }

  private content(change: TicketChange, ticket: TicketUpdatedEvent['data']): IntentContent {
    switch (change) {
      case 'reserved':
        return ticketReserved(ticket, this.dependencies.context);
      case 'sold':
        return ticketSold(ticket);
      case 'freed':
        return ticketFreed(ticket, false);
      case 'undone':
        return ticketFreed(ticket, true);
    }
  }
}

/** As much of a ticket as decides what its seller is told. */
export interface TicketState {
  status: 'open' | 'reserved' | 'sold';
  /** The order that holds it. */
  orderId: string | null;
}

/** What happened to a ticket, as its seller sees it. */
export type TicketChange = 'reserved' | 'freed' | 'sold' | 'undone';

/**
 * What a seller is to be told; undefined when the hold didn't change. A hold that passes from one order to the next without
 * the ticket being open in between is a new reservation.
 */
export function ticketChange(before: TicketState | undefined, after: TicketState): TicketChange | undefined {
  switch (after.status) {
    case 'reserved':
      return before?.status === 'reserved' && before.orderId === after.orderId ? undefined : 'reserved';
    case 'sold':
      return before?.status === 'sold' ? undefined : 'sold';
    case 'open':
      if (before?.status === 'sold') return 'undone';
      return before?.status === 'reserved' ? 'freed' : undefined;
  }
}

/** How the public sees a ticket. */
export function publicState(status: TicketState['status']): 'free' | 'reserved' | 'sold' {
  return status === 'open' ? 'free' : status;
}

/** A ticket, as far as its seller is told of it. */
export interface TicketFacts {
  id: string;
  title: string;
  price: number;
}

/** To the seller: a buyer holds the ticket. */
export function ticketReserved(ticket: TicketFacts, context: TemplateContext): IntentContent {
  return {
    subject: `Your ticket "${ticket.title}" is reserved`,
    fixedSubject: 'Your ticket is reserved',
    paragraphs: [
      `Someone has reserved your ticket "${ticket.title}" at ${formatMoney(ticket.price, context)}.`,
      'While the reservation lasts the ticket cannot be changed. We tell you how it ends.',
    ],
    link: linkTo(ticket),
  };
}

/** To the seller: the hold ended without a sale, or the sale was undone. */
export function ticketFreed(ticket: TicketFacts, wasSold: boolean): IntentContent {
  const why = wasSold
    ? `The sale of your ticket "${ticket.title}" was undone and the buyer's money given back.`
    : `The reservation of your ticket "${ticket.title}" has ended without a sale.`;
  return {
    subject: `Your ticket "${ticket.title}" is for sale again`,
    fixedSubject: 'Your ticket is for sale again',
    paragraphs: [why, 'It is for sale again.'],
    link: linkTo(ticket),
  };
}

/** To the seller: the ticket was paid. */
export function ticketSold(ticket: TicketFacts): IntentContent {
  return {
    subject: `Your ticket "${ticket.title}" is sold`,
    fixedSubject: 'Your ticket is sold',
    paragraphs: [`Your ticket "${ticket.title}" was paid and is sold.`],
    link: linkTo(ticket),
  };
}

function linkTo(ticket: TicketFacts): Content['link'] {
  return { label: 'See the ticket', path: `/tickets/${encodeURIComponent(ticket.id)}` };
}

/** What everyone who watches a ticket may see of it. */
export interface TicketSnapshot {
  id: string;
  version: number;
  title: string;
  price: number;
  state: 'free' | 'reserved' | 'sold';
}

export function ticketSnapshot({ _id, version, title, price, status }: TicketReplica): TicketSnapshot {
  return { id: _id, version, title, price, state: publicState(status) };
}

/** To all who watch the ticket. */
export function ticketEntry(ticket: TicketReplica): NewFeedEntry {
  return {
    key: `ticket:${ticket._id}:${ticket.version}`,
    scope: `ticket:${ticket._id}`,
    event: 'ticket',
    data: ticketSnapshot(ticket),
  };
}

import { Subjects, type TicketCreatedEvent, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { NewFeedEntry } from '../feed/feed-log';
import type { TicketReadModel } from '../read-models/read-models';
import { type Content, type IntentContent, type TemplateContext, formatMoney } from './content';
import type { NotificationIntent } from './notifier';
import { ticketTitle } from './order-title';
import { NotificationListener } from './rule';

/** Gets to know a ticket, and shows it to those who watch it. */
export class TicketCreatedListener extends NotificationListener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated as const;

  async onMessage(data: TicketCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    if (!(await readModels.tickets.check(data)).apply) return;
    const ticket = ticketReadModel({ ...data, orderId: null, status: 'open' });
    await notifier.notify(meta, [], [ticketEntry(ticket)]);
    await readModels.tickets.store(ticket);
  }

  override onReplay(data: TicketCreatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.tickets.restore(
      ticketReadModel({ ...data, orderId: null, status: 'open' }),
    );
  }
}

/** Tells the seller that the ticket was reserved, freed or sold, and shows its state to those who watch it. */
export class TicketUpdatedListener extends NotificationListener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated as const;

  async onMessage(data: TicketUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.tickets.check(data);
    if (!step.apply) return;
    const ticket = ticketReadModel(data);
    const title = await ticketTitle(readModels, data);
    const intents = isOfMany(ticket)
      ? this.newsOfMany(step.before, ticket, title)
      : this.news(step.before, { ...data, title });
    await notifier.notify(meta, intents, [ticketEntry(ticket)]);
    await readModels.tickets.store(ticket);
  }

  override onReplay(data: TicketUpdatedEvent['data']): Promise<void> {
    const ticket = ticketReadModel(data);
    const { sold = 0 } = ticket;
    return this.dependencies.readModels.tickets.restore(
      ticket,
      [],
      isOfMany(ticket) ? { soldTold: sold } : {},
    );
  }

  /** Ten versions a second may come: the seller is told of every tenth of the places, and of the last. */
  private newsOfMany(
    before: TicketReadModel | undefined,
    ticket: TicketReadModel,
    title: string,
  ): NotificationIntent[] {
    const { _id: id, userId, quantity = 1, sold = 0 } = ticket;
    const told = before?.soldTold ?? 0;
    // Fewer places make a step of what was sold before: that is no sale.
    const isSale = sold > (before?.sold ?? 0);
    const isNews = isSale && salesStep(sold, quantity) > salesStep(told, quantity);
    ticket.soldTold = isNews ? sold : told;
    if (!isNews) return [];
    const content = placesSold({ id, title, quantity, sold });
    return [{ userId, kind: 'ticket', event: 'ticket.sold', content }];
  }

  private news(
    before: TicketReadModel | undefined,
    ticket: TicketUpdatedEvent['data'],
  ): NotificationIntent[] {
    const change = ticketChange(before, ticket);
    if (!change) return [];
    // The resale itself is told with what is owed for it.
    if (change === 'sold' && ticket.resaleOf) return [];
    const event = change === 'undone' || change === 'ended' ? 'freed' : change;
    const content = this.content(change, ticket);
    return [{ userId: ticket.userId, kind: 'ticket', event: `ticket.${event}`, content }];
  }

  private content(change: TicketChange, ticket: TicketUpdatedEvent['data']): IntentContent {
    switch (change) {
      case 'reserved':
        return ticketReserved(ticket, this.dependencies.context);
      case 'sold':
        return ticketSold(ticket);
      case 'freed':
      case 'undone':
      case 'ended':
        return ticketFreed(ticket, change);
    }
  }
}

function ticketReadModel(data: TicketUpdatedEvent['data']): TicketReadModel {
  const { id, version, title, price, userId, orderId, status, showId, quantity, held, sold } = data;
  return {
    _id: id,
    version,
    title,
    price,
    userId,
    orderId,
    status,
    ...(showId && { showId }),
    ...(quantity !== undefined && { quantity }),
    ...(held !== undefined && { held }),
    ...(sold !== undefined && { sold }),
  };
}

function isOfMany({ quantity = 1, held = 0, sold = 0 }: TicketReadModel): boolean {
  return Math.max(quantity, held + sold) > 1;
}

/** How many tenths of the places are sold; of few places each is a step, and the last one always is. */
export function salesStep(sold: number, quantity: number): number {
  if (sold >= quantity) return Infinity;
  return Math.floor(sold / Math.max(1, Math.ceil(quantity / 10)));
}

/** As much of a ticket as decides what its seller is told. */
export interface TicketState {
  status: 'open' | 'reserved' | 'sold';
  /** The order that holds it. */
  orderId: string | null;
  /** Off sale for good: its status is sold then, whether anything was sold or not. */
  withdrawn?: true | undefined;
  /** Places that are paid. */
  sold?: number | undefined;
}

/** What happened to a ticket, as its seller sees it; a hold that has `ended` leaves it off sale. */
export type TicketChange = 'reserved' | 'freed' | 'ended' | 'sold' | 'undone';

/**
 * What a seller is to be told; undefined when the hold didn't change. A hold that passes from one order to the next without
 * the ticket being open in between is a new reservation.
 */
export function ticketChange(before: TicketState | undefined, after: TicketState): TicketChange | undefined {
  switch (after.status) {
    case 'reserved':
      return before?.status === 'reserved' && before.orderId === after.orderId ? undefined : 'reserved';
    case 'sold':
      if (after.withdrawn && !after.sold) return before?.status === 'reserved' ? 'ended' : undefined;
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
  /** The shop's, if absent. */
  currency?: string | undefined;
}

/** To the seller: a buyer holds the ticket. */
export function ticketReserved(ticket: TicketFacts, context: TemplateContext): IntentContent {
  const { currency = context.currency } = ticket;
  return {
    subject: `Your ticket "${ticket.title}" is reserved`,
    fixedSubject: 'Your ticket is reserved',
    paragraphs: [
      `Someone has reserved your ticket "${ticket.title}" at ${formatMoney(ticket.price, { currency })}.`,
      'While the reservation lasts the ticket cannot be changed. We tell you how it ends.',
    ],
    link: linkTo(ticket),
  };
}

/** To the seller: the hold ended without a sale, or the sale was undone. */
export function ticketFreed(
  ticket: TicketFacts,
  change: Extract<TicketChange, 'freed' | 'ended' | 'undone'>,
): IntentContent {
  const why =
    change === 'undone'
      ? `The sale of your ticket "${ticket.title}" was undone and the buyer's money given back.`
      : `The reservation of your ticket "${ticket.title}" has ended without a sale.`;
  if (change === 'ended')
    return {
      subject: `The reservation of your ticket "${ticket.title}" has ended`,
      fixedSubject: 'The reservation of your ticket has ended',
      paragraphs: [why, 'It is off sale.'],
      link: linkTo(ticket),
    };
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

/** To the seller: that many of the places are paid. */
export function placesSold(ticket: {
  id: string;
  title: string;
  quantity: number;
  sold: number;
}): IntentContent {
  const { title, quantity, sold } = ticket;
  const isSoldOut = sold >= quantity;
  return {
    subject: isSoldOut ? `"${title}" is sold out` : `${sold} of ${quantity} sold: "${title}"`,
    fixedSubject: isSoldOut ? 'Your ticket is sold out' : 'Places of your ticket are sold',
    paragraphs: [
      isSoldOut
        ? `All ${quantity} places of "${title}" are paid and sold.`
        : `${sold} of ${quantity} places of "${title}" are paid and sold.`,
    ],
    link: linkTo(ticket),
  };
}

function linkTo(ticket: Pick<TicketFacts, 'id'>): Content['link'] {
  return { label: 'See the ticket', path: `/tickets/${encodeURIComponent(ticket.id)}` };
}

/** What everyone who watches a ticket may see of it. */
export interface TicketSnapshot {
  id: string;
  version: number;
  title: string;
  price: number;
  state: 'free' | 'reserved' | 'sold';
  /** Places there are, and those that are free, where there are counts. */
  quantity?: number;
  available?: number;
}

export function ticketSnapshot(ticket: TicketReadModel): TicketSnapshot {
  const { _id, version, title, price, status, quantity, held = 0, sold = 0 } = ticket;
  return {
    id: _id,
    version,
    title,
    price,
    state: publicState(status),
    ...(quantity !== undefined && { quantity, available: Math.max(0, quantity - held - sold) }),
  };
}

/** To all who watch the ticket. */
export function ticketEntry(ticket: TicketReadModel): NewFeedEntry {
  return {
    key: `ticket:${ticket._id}:${ticket.version}`,
    scope: `ticket:${ticket._id}`,
    event: 'ticket',
    data: ticketSnapshot(ticket),
  };
}

import type { Content, TemplateContext } from './content';
import { formatMoney } from './format';

/** A ticket, as far as its seller is told of it. */
export interface TicketFacts {
  id: string;
  title: string;
  price: number;
}

/** To the seller: a buyer holds the ticket. */
export function ticketReserved(ticket: TicketFacts, context: TemplateContext): Content {
  return {
    subject: `Your ticket "${ticket.title}" is reserved`,
    paragraphs: [
      `Someone has reserved your ticket "${ticket.title}" at ${formatMoney(ticket.price, context)}.`,
      'While the reservation lasts the ticket cannot be changed. We tell you how it ends.',
    ],
    link: linkTo(ticket),
  };
}

/** To the seller: the hold ended without a sale, or the sale was undone. */
export function ticketFreed(ticket: TicketFacts, wasSold: boolean): Content {
  const why = wasSold
    ? `The sale of your ticket "${ticket.title}" was undone and the buyer's money given back.`
    : `The reservation of your ticket "${ticket.title}" has ended without a sale.`;
  return {
    subject: `Your ticket "${ticket.title}" is for sale again`,
    paragraphs: [why, 'It is for sale again.'],
    link: linkTo(ticket),
  };
}

/** To the seller: the ticket was paid. */
export function ticketSold(ticket: TicketFacts): Content {
  return {
    subject: `Your ticket "${ticket.title}" is sold`,
    paragraphs: [`Your ticket "${ticket.title}" was paid and is sold.`],
    link: linkTo(ticket),
  };
}

function linkTo(ticket: TicketFacts): Content['link'] {
  return { label: 'See the ticket', path: `/tickets/${encodeURIComponent(ticket.id)}` };
}

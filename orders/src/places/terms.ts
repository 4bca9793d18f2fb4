import { BadRequestError } from '@ticketing/common/errors';
import { CURRENCY, isPrice, PRICE_RANGE } from '@ticketing/common/money';
import { totalPrice } from '../domain/items';
import type { OrderAttributes } from '../models/order';
import type { TicketTerms } from '../models/ticket';
import type { TicketAvailability } from '../ticket-availability';

interface TermedItem {
  readonly ticket: Pick<TicketAvailability, 'userId' | 'terms' | 'isCancelled'>;
  readonly quantity: number;
}

interface PricedItem {
  readonly ticket: Pick<TicketAvailability, 'price' | 'terms'>;
  readonly quantity: number;
}

/**
 * Checks what the sellers' rules say.
 * @throws BadRequestError when they forbid the order
 */
export function checkTerms(items: readonly TermedItem[], userId: string, now: Date): void {
  for (const { ticket, quantity } of items) {
    const { withdrawn, saleStartsAt, saleEndsAt } = ticket.terms;
    if (ticket.userId === userId) throw refused('You sell this ticket yourself', 'ticketId', 'own_ticket');
    if (withdrawn || ticket.isCancelled) throw notOnSale('The ticket is no longer on sale');
    if (saleStartsAt && now < saleStartsAt) throw notOnSale('The ticket is not on sale yet');
    if (saleEndsAt && now >= saleEndsAt) throw notOnSale('The ticket is no longer on sale');
    checkMaxPerOrder(ticket.terms, quantity);
    if (ticket.terms.resaleOf !== undefined && items.length > 1)
      throw refused('A ticket that its holder sells again is ordered by itself', 'items');
  }
  const [first] = items;
  if (items.some(({ ticket }) => ticket.userId !== first!.ticket.userId))
    throw refused('All tickets of an order are of one seller', 'items');
  if (items.some(({ ticket }) => ticket.terms.currency !== first!.ticket.terms.currency))
    throw refused('All tickets of an order are in one currency', 'items');
}

/** What an order of an admission that its holder sells again begins with; nothing of others. */
export function resaleOrder({ resaleOf }: TicketTerms): Pick<OrderAttributes, 'resale'> {
  return resaleOf === undefined ? {} : { resale: { admissionId: resaleOf, surrendered: false } };
}

/** @throws BadRequestError when an order may have fewer of the places */
export function checkMaxPerOrder({ maxPerOrder }: TicketTerms, quantity: number): void {
  if (maxPerOrder !== undefined && quantity > maxPerOrder)
    throw refused(`An order may have ${maxPerOrder} of these places`, 'quantity', 'over_limit');
}

/**
 * What items cost together, and in which currency.
 * @throws BadRequestError when no card can be charged it
 */
export function priceItems(items: readonly PricedItem[]): { total: number; currency: string } {
  const currency = items[0]!.ticket.terms.currency ?? CURRENCY;
  if (!items.every(({ ticket }) => isPrice(ticket.price, currency))) throw notPayable();
  const total = totalPrice(items.map(({ ticket, quantity }) => ({ price: ticket.price, quantity })));
  if (!isPrice(total, currency)) throw notPayable();
  return { total, currency };
}

function notOnSale(message: string): BadRequestError {
  return refused(message, 'ticketId', 'not_on_sale');
}

/** Says what is wrong with an order. */
export function refused(message: string, field: string, code?: string): BadRequestError {
  return new BadRequestError(message, code ? { field, code } : { field });
}

function notPayable(): BadRequestError {
  return new BadRequestError(
    `Cards are charged ${PRICE_RANGE}, so nobody can pay this ticket until its price changes`,
    {
      field: 'ticketId',
      code: 'not_payable',
    },
  );
}

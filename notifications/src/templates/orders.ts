import type { CancelReason } from '@ticketing/common/contracts';
import type { Content, TemplateContext } from './content';
import { formatMoney, formatSpan, formatTime } from './format';

/** An order, as far as its buyer is told of it. */
export interface OrderFacts {
  id: string;
  /** Title of the ticket. */
  title: string;
}

/** To the buyer: the ticket is held until `expiresAt`. */
export function orderPlaced(
  order: OrderFacts & { price: number; expiresAt: string },
  context: TemplateContext,
): Content {
  return {
    subject: `You have reserved "${order.title}"`,
    paragraphs: [
      `"${order.title}" is reserved for you at ${formatMoney(order.price, context)}.`,
      `Pay by ${formatTime(order.expiresAt, context)}, or the reservation ends.`,
    ],
    link: { label: 'Pay now', path: pathOf(order) },
  };
}

/** To the buyer: the hold ends soon. @param now the time at which it is told */
export function orderExpiring(
  order: OrderFacts & { expiresAt: string },
  now: Date,
  context: TemplateContext,
): Content {
  const left = formatSpan(Date.parse(order.expiresAt) - now.getTime());
  return {
    subject: `Your reservation of "${order.title}" is about to expire`,
    paragraphs: [
      `${left} left to pay for "${order.title}".`,
      `At ${formatTime(order.expiresAt, context)} the reservation ends.`,
    ],
    link: { label: 'Pay now', path: pathOf(order) },
  };
}

/** To the buyer: the order has ended without a sale, or its sale was undone. */
export function orderEnded(order: OrderFacts, reason: CancelReason): Content {
  switch (reason) {
    case 'expired':
      return {
        subject: `Your reservation of "${order.title}" has expired`,
        paragraphs: [
          `"${order.title}" was not paid in time and is for sale again.`,
          'If it is still free you can reserve it anew.',
        ],
        link: seeOrder(order),
      };
    case 'user':
      return {
        subject: `Your order of "${order.title}" is cancelled`,
        paragraphs: [`You have cancelled your order of "${order.title}". Nothing will be charged.`],
        link: seeOrder(order),
      };
    case 'refunded':
      return {
        subject: `Your order of "${order.title}" is cancelled`,
        paragraphs: [`Your order of "${order.title}" was refunded, and with that it is cancelled.`],
        link: seeOrder(order),
      };
  }
}

/** To the buyer: paid, the ticket is theirs. */
export function orderCompleted(order: OrderFacts): Content {
  return {
    subject: `"${order.title}" is yours`,
    paragraphs: [`Your order of "${order.title}" is complete. Enjoy it.`],
    link: seeOrder(order),
  };
}

/** To the buyer: money came for an order that had ended meanwhile. */
export function orderPaymentRejected(order: OrderFacts, reason: string): Content {
  return {
    subject: `Your payment for "${order.title}" came too late`,
    paragraphs: [
      `Your payment for "${order.title}" could not be used: ${reason}.`,
      'The whole amount is being given back to you.',
    ],
    link: seeOrder(order),
  };
}

function seeOrder(order: OrderFacts): Content['link'] {
  return { label: 'See the order', path: pathOf(order) };
}

function pathOf(order: OrderFacts): string {
  return `/orders/${encodeURIComponent(order.id)}`;
}

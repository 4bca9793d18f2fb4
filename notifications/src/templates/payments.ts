import type { Content, TemplateContext } from './content';
import { formatMoney } from './format';

/** A payment, as far as its payer is told of it. */
export interface PaymentFacts {
  orderId: string;
  /** Title of the ticket. */
  title: string;
  amount: number;
}

/** To the payer: a receipt. */
export function paymentReceived(payment: PaymentFacts, context: TemplateContext): Content {
  return {
    subject: `We have received ${formatMoney(payment.amount, context)} for "${payment.title}"`,
    paragraphs: [`Thank you: ${formatMoney(payment.amount, context)} for "${payment.title}" has arrived.`],
    link: { label: 'See the order', path: pathOf(payment.orderId) },
  };
}

/** To the payer: the money is on its way back, and why. */
export function paymentRefunded(
  payment: PaymentFacts & { reason: string },
  context: TemplateContext,
): Content {
  return {
    subject: `We have refunded ${formatMoney(payment.amount, context)} for "${payment.title}"`,
    paragraphs: [
      `${formatMoney(payment.amount, context)} for "${payment.title}" was given back to you.`,
      `Why: ${payment.reason}.`,
      'Depending on your bank it may take some days until you see it.',
    ],
    link: { label: 'See the order', path: pathOf(payment.orderId) },
  };
}

function pathOf(orderId: string): string {
  return `/orders/${encodeURIComponent(orderId)}`;
}

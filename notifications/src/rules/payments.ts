import {
  type PaymentPendingEvent,
  Subjects,
  type PaymentCreatedEvent,
  type PaymentRefundedEvent,
  type PaymentUpdatedEvent,
} from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { NewFeedEntry } from '../feed/feed-log';
import type { PaymentReadModel } from '../read-models/read-models';
import { type IntentContent, type TemplateContext, formatMoney } from './content';
import { orderTitle } from './order-title';
import { NotificationListener } from './rule';

/** Shows the buyer that the bank asks. No mail: they are at the page that asks them. */
export class PaymentPendingListener extends NotificationListener<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending as const;

  async onMessage(data: PaymentPendingEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    if (!(await readModels.payments.check(data)).apply) return;
    const { id, version, orderId } = data;
    const { userId } = await readModels.orders.get(orderId);
    const payment: PaymentReadModel = { _id: id, version, orderId, status: 'pending' };
    await notifier.notify(meta, [], [paymentEntry(payment, userId)]);
    await readModels.payments.store(payment);
  }
}

/** Gives the payer a receipt. */
export class PaymentCreatedListener extends NotificationListener<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated as const;

  async onMessage(data: PaymentCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier, context } = this.dependencies;
    if (!(await readModels.payments.check(data)).apply) return;
    const { id, version, orderId, userId, amount } = data;
    const order = await readModels.orders.get(orderId);
    const title = await orderTitle(readModels, order);
    const payment: PaymentReadModel = { _id: id, version, orderId, status: 'paid', paidAt: meta.time };
    const content = paymentReceived({ orderId, title, amount, currency: order.currency }, context);
    await notifier.notify(
      meta,
      [{ userId, kind: 'payment', event: 'payment.received', content }],
      [paymentEntry(payment, userId)],
    );
    await readModels.payments.store(payment);
  }
}

/** Tells the payer for which places the money goes back, and why. */
export class PaymentUpdatedListener extends NotificationListener<PaymentUpdatedEvent> {
  readonly subject = Subjects.PaymentUpdated as const;

  async onMessage(data: PaymentUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier, context } = this.dependencies;
    if (!(await readModels.payments.check(data)).apply) return;
    const { id, version, orderId, userId, reason, refunded: amount } = data;
    const { ticketId, currency } = await readModels.orders.get(orderId);
    const items = data.items.map(({ ticket, quantity }) => ({ ticketId: ticket.id, quantity }));
    const seats = data.items.flatMap((item) => item.seats ?? []);
    const places = await orderTitle(readModels, { ticketId, items });
    const title = seats.length > 0 ? `${places} (${seats.join(', ')})` : places;
    const payment: PaymentReadModel = { _id: id, version, orderId, status: 'paid' };
    const content = placesRefunded({ orderId, title, amount, reason, currency }, context);
    await notifier.notify(
      meta,
      [{ userId, kind: 'payment', event: 'payment.refunded', content }],
      [paymentEntry(payment, userId)],
    );
    await readModels.payments.store(payment);
  }
}

/** Tells the payer that the money goes back, and why. */
export class PaymentRefundedListener extends NotificationListener<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded as const;

  async onMessage(data: PaymentRefundedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier, context } = this.dependencies;
    if (!(await readModels.payments.check(data)).apply) return;
    const { id, version, orderId, userId, reason, refunded: amount = data.amount } = data;
    const order = await readModels.orders.get(orderId);
    const title = await orderTitle(readModels, order);
    const payment: PaymentReadModel = { _id: id, version, orderId, status: 'refunded' };
    const content = paymentRefunded({ orderId, title, amount, reason, currency: order.currency }, context);
    await notifier.notify(
      meta,
      [{ userId, kind: 'payment', event: 'payment.refunded', content }],
      [paymentEntry(payment, userId)],
    );
    await readModels.payments.store(payment);
  }
}

/** A payment, as far as its payer is told of it. */
export interface PaymentFacts {
  orderId: string;
  /** What the order is of. */
  title: string;
  amount: number;
  /** The shop's, if absent. */
  currency?: string | undefined;
}

/** To the payer: a receipt. */
export function paymentReceived(
  { orderId, title, amount, currency }: PaymentFacts,
  context: TemplateContext,
): IntentContent {
  const money = formatMoney(amount, { currency: currency ?? context.currency });
  return {
    subject: `We have received ${money} for "${title}"`,
    fixedSubject: 'We have received your payment',
    paragraphs: [`Thank you: ${money} for "${title}" has arrived.`],
    link: { label: 'See the order', path: orderPath(orderId) },
  };
}

/** To the payer: the money is on its way back, and why. */
export function paymentRefunded(
  { orderId, title, amount, currency, reason }: PaymentFacts & { reason: string },
  context: TemplateContext,
): IntentContent {
  const money = formatMoney(amount, { currency: currency ?? context.currency });
  return {
    subject: `We have refunded ${money} for "${title}"`,
    fixedSubject: 'We have refunded your payment',
    paragraphs: [
      `${money} for "${title}" was given back to you.`,
      `Why: ${/[.!?…]$/.test(reason) ? reason : `${reason}.`}`,
      'Depending on your bank it may take some days until you see it.',
    ],
    link: { label: 'See the order', path: orderPath(orderId) },
  };
}

/** To the payer: the money for some places is on its way back, why, and what becomes of the rest. */
function placesRefunded(payment: PaymentFacts & { reason: string }, context: TemplateContext): IntentContent {
  const content = paymentRefunded(payment, context);
  const [given = '', ...others] = content.paragraphs;
  const rest = 'The codes of these places open the door no more. The rest of your order stays as it is.';
  return { ...content, paragraphs: [given, rest, ...others] };
}

function orderPath(orderId: string): string {
  return `/orders/${encodeURIComponent(orderId)}`;
}

/** To the buyer. */
function paymentEntry(payment: PaymentReadModel, userId: string): NewFeedEntry {
  const { _id, version, orderId, status } = payment;
  return {
    key: `payment:${_id}:${version}`,
    scope: `user:${userId}`,
    event: 'payment',
    data: { id: _id, version, orderId, status },
  };
}

import {
  type OrderCreatedEvent,
  Subjects,
  type OrderUpdatedEvent,
  type OrderCancelledEvent,
  OrderStatus,
  type OrderCompletedEvent,
  type OrderPaymentRejectedEvent,
  type CancelReason,
} from '@ticketing/common/contracts';
import { type MessageContext, GapError } from '@ticketing/common/messaging';
import { captureContext } from '@ticketing/common/observability';
import type { NewFeedEntry } from '../feed/feed-log';
import { type OrderReadModel, type ShowReadModel, isWaiting } from '../read-models/read-models';
import { type Content, type IntentContent, type TemplateContext, formatMoney, formatTime } from './content';
import type { NotificationIntent } from './notifier';
import { orderTitle } from './order-title';
import { reminderAt } from './reminders';
import { NotificationListener } from './rule';
import { sayReason } from './show-news';

/** Tells the buyer that the ticket is held for them, and plans to remind them of its end. */
export class OrderCreatedListener extends NotificationListener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated as const;

  async onMessage(data: OrderCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier, context } = this.dependencies;
    if (!(await readModels.orders.check(data)).apply) return;
    const { id, expiresAt, userId, offer } = data;
    const remindAt = reminderAt(new Date(meta.time), new Date(expiresAt));
    const order: OrderReadModel = {
      ...orderReadModel(data),
      ...(remindAt ? { remindAt, trail: captureContext() } : {}),
    };
    const { total = order.price, currency } = order;
    const facts = { id, title: await orderTitle(readModels, order), price: total, currency, expiresAt };
    const content = offer ? orderOffered(facts, context) : orderPlaced(facts, context);
    const event = offer ? 'order.offered' : 'order.placed';
    await notifier.notify(meta, [{ userId, kind: 'order', event, content }], [orderEntry(order)]);
    await readModels.orders.store(order);
  }

  override onReplay(data: OrderCreatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.orders.restore(orderReadModel(data));
  }
}

/** Shows the buyer the order's new state; a moved end moves the reminder. */
export class OrderUpdatedListener extends NotificationListener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated as const;

  async onMessage(data: OrderUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.orders.check(data);
    if (!step.apply) return;
    const expiresAt = new Date(data.expiresAt);
    const moved = step.before?.expiresAt.getTime() !== expiresAt.getTime();
    const remindAt = moved ? reminderAt(new Date(meta.time), expiresAt) : step.before?.remindAt;
    const order: OrderReadModel = {
      ...orderReadModel(data),
      ...(remindAt && isWaiting(data) ? { remindAt } : {}),
      ...(moved ? { trail: captureContext() } : {}),
    };
    await notifier.notify(meta, [], [orderEntry(order)]);
    await readModels.orders.store(order, order.remindAt ? [] : ['remindAt']);
  }

  override onReplay(data: OrderUpdatedEvent['data']): Promise<void> {
    const { reason } = data;
    const order = { ...orderReadModel(data), ...(reason && { reason }) };
    return this.dependencies.readModels.orders.restore(order, reason ? ['remindAt'] : ['remindAt', 'reason']);
  }
}

/** Tells the buyer how the order ended: expired or cancelled. A refund is told with its money. */
export class OrderCancelledListener extends NotificationListener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled as const;

  async onMessage(data: OrderCancelledEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.orders.check(data);
    if (!step.apply) return;
    const { id, version, reason, userId } = data;
    if (!step.before) throw new GapError({ aggregate: `order:${id}`, version: 0 });
    const order: OrderReadModel = { ...step.before, version, status: OrderStatus.Cancelled, reason };
    const title = await orderTitle(readModels, order);
    delete order.remindAt;
    const { showId } = await readModels.tickets.get(order.ticketId);
    const show = showId && reason === 'show-cancelled' ? await readModels.shows.find(showId) : undefined;
    const event = reason === 'expired' ? 'order.expired' : 'order.cancelled';
    const intents: NotificationIntent[] =
      reason === 'refunded'
        ? []
        : [
            {
              userId,
              kind: 'order',
              event,
              content: orderEnded({ id, title, offer: order.offer, show }, reason),
            },
          ];
    await notifier.notify(meta, intents, [orderEntry(order)]);
    await readModels.orders.store(order, ['remindAt']);
  }
}

/** Tells the buyer that the ticket is theirs. */
export class OrderCompletedListener extends NotificationListener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted as const;

  async onMessage(data: OrderCompletedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.orders.check(data);
    if (!step.apply) return;
    const { id, version, userId } = data;
    if (!step.before) throw new GapError({ aggregate: `order:${id}`, version: 0 });
    const order: OrderReadModel = { ...step.before, version, status: OrderStatus.Complete };
    const title = await orderTitle(readModels, order);
    delete order.remindAt;
    delete order.reason;
    const content = orderCompleted({ id, title });
    await notifier.notify(
      meta,
      [{ userId, kind: 'order', event: 'order.completed', content }],
      [orderEntry(order)],
    );
    await readModels.orders.store(order, ['remindAt', 'reason']);
  }
}

/** Tells the buyer that the money came too late and goes back. It is part of no history: the event's id says it once. */
export class OrderPaymentRejectedListener extends NotificationListener<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected as const;

  async onMessage(data: OrderPaymentRejectedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const order = await readModels.orders.get(data.orderId);
    const { _id: id, userId } = order;
    const title = await orderTitle(readModels, order);
    const content = orderPaymentRejected({ id, title }, data.reason);
    await notifier.notify(meta, [{ userId, kind: 'payment', event: 'payment.rejected', content }]);
  }
}

function orderReadModel(data: OrderCreatedEvent['data']): OrderReadModel {
  const { id, version, status, userId, expiresAt, ticket, items, total, currency, offer } = data;
  return {
    _id: id,
    version,
    status,
    userId,
    expiresAt: new Date(expiresAt),
    ticketId: ticket.id,
    price: ticket.price,
    ...(items && { items: items.map((item) => ({ ticketId: item.ticket.id, quantity: item.quantity })) }),
    ...(total !== undefined && { total }),
    ...(currency && { currency }),
    ...(offer && { offer }),
  };
}

/** An order, as far as its buyer is told of it. */
export interface OrderFacts {
  id: string;
  /** What it is of. */
  title: string;
}

type LiveOrderFacts = OrderFacts & { price: number; currency?: string | undefined; expiresAt: string };

/** To the next in a waiting list: places are free, and theirs until `expiresAt`. */
export function orderOffered(order: LiveOrderFacts, context: TemplateContext): IntentContent {
  const { title, price, currency = context.currency } = order;
  return {
    subject: `It is your turn: "${title}"`,
    fixedSubject: 'It is your turn in a waiting list',
    paragraphs: [
      `You have waited for "${title}", and it is kept for you at ${formatMoney(price, { currency })}.`,
      `Pay by ${formatTime(order.expiresAt, context)}, or it goes to the next in line. If you don't want it any more, decline on its page.`,
    ],
    link: { label: 'Take it or decline', path: orderPath(order) },
  };
}

/** To the buyer: the ticket is held until `expiresAt`. */
export function orderPlaced(order: LiveOrderFacts, context: TemplateContext): IntentContent {
  const { currency = context.currency } = order;
  return {
    subject: `You have reserved "${order.title}"`,
    fixedSubject: 'You have reserved a ticket',
    paragraphs: [
      `"${order.title}" is reserved for you at ${formatMoney(order.price, { currency })}.`,
      `Pay by ${formatTime(order.expiresAt, context)}, or the reservation ends.`,
    ],
    link: { label: 'Pay now', path: orderPath(order) },
  };
}

/** To the buyer: the order has ended without a sale. */
export function orderEnded(
  order: OrderFacts & { offer?: true | undefined; show?: Pick<ShowReadModel, 'cancelReason'> | undefined },
  reason: Exclude<CancelReason, 'refunded'>,
): IntentContent {
  if (order.offer && (reason === 'expired' || reason === 'user')) {
    return {
      subject: `"${order.title}" goes to the next in line`,
      fixedSubject: 'Your turn in a waiting list has ended',
      paragraphs: [
        reason === 'user'
          ? `You have declined "${order.title}". Nothing will be charged.`
          : `"${order.title}" was not paid in time and goes to the next in line.`,
        'If you still want it you can join the waiting list again.',
      ],
      link: seeOrder(order),
    };
  }
  switch (reason) {
    case 'expired':
      return {
        subject: `Your reservation of "${order.title}" has expired`,
        fixedSubject: 'Your reservation has expired',
        paragraphs: [
          `"${order.title}" was not paid in time and is for sale again.`,
          'If it is still free you can reserve it anew.',
        ],
        link: seeOrder(order),
      };
    case 'user':
      return {
        subject: `Your order of "${order.title}" is cancelled`,
        fixedSubject: 'Your order is cancelled',
        paragraphs: [`You have cancelled your order of "${order.title}". Nothing will be charged.`],
        link: seeOrder(order),
      };
    case 'show-cancelled':
      return {
        subject: `"${order.title}" does not take place`,
        fixedSubject: 'Your order is cancelled',
        paragraphs: [
          `"${order.title}" was cancelled, and your order with it. Nothing will be charged.`,
          ...sayReason(order.show ?? {}),
        ],
        link: seeOrder(order),
      };
    case 'resale-withdrawn':
      return {
        subject: `"${order.title}" is no longer for sale`,
        fixedSubject: 'Your order is cancelled',
        paragraphs: [
          `The holder of "${order.title}" no longer sells it, so your order of it is cancelled. Nothing will be charged.`,
        ],
        link: seeOrder(order),
      };
  }
}

/** To the buyer: paid, the ticket is theirs. */
export function orderCompleted(order: OrderFacts): IntentContent {
  return {
    subject: `"${order.title}" is yours`,
    fixedSubject: 'Your order is complete',
    paragraphs: [`Your order of "${order.title}" is complete. Enjoy it.`],
    link: seeOrder(order),
  };
}

/** To the buyer: money came for an order that had ended meanwhile. */
export function orderPaymentRejected(order: OrderFacts, reason: string): IntentContent {
  return {
    subject: `Your payment for "${order.title}" came too late`,
    fixedSubject: 'Your payment came too late',
    paragraphs: [
      `Your payment for "${order.title}" could not be used: ${reason}.`,
      'The whole amount is being given back to you.',
    ],
    link: seeOrder(order),
  };
}

function seeOrder(order: OrderFacts): Content['link'] {
  return { label: 'See the order', path: orderPath(order) };
}

function orderPath(order: OrderFacts): string {
  return `/orders/${encodeURIComponent(order.id)}`;
}

/** To the buyer. */
function orderEntry(order: OrderReadModel): NewFeedEntry {
  const { _id, version, status, userId, expiresAt, ticketId, price, total, currency, reason } = order;
  return {
    key: `order:${_id}:${version}`,
    scope: `user:${userId}`,
    event: 'order',
    data: {
      id: _id,
      version,
      status,
      expiresAt: expiresAt.toISOString(),
      ticket: { id: ticketId, price },
      ...(total === undefined ? {} : { total }),
      ...(currency === undefined ? {} : { currency }),
      ...(reason ? { cancelReason: reason } : {}),
    },
  };
}

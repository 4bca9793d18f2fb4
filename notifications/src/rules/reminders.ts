import { PeriodicTask } from '@ticketing/common/concurrency';
import { runInContext, type Logger } from '@ticketing/common/observability';
import { isWaiting, type OrderReadModel, type ReadModels } from '../read-models/read-models';
import { type IntentContent, formatSpan, formatTime, type TemplateContext } from './content';
import type { Notifier } from './notifier';
import { orderTitle } from './order-title';

export interface RemindersOptions {
  readModels: ReadModels;
  notifier: Notifier;
  context: TemplateContext;
  logger: Logger;
  /** How often to look, in ms; default 1,000. */
  everyMs?: number;
  now?: () => Date;
}

/** Orders read at once. */
const BATCH = 200;

/**
 * Reminds buyers of a hold that ends soon. When, is kept with the order, so it outlives restarts; whether it is still of
 * use, is decided when it is due. Every replica may look: the same reminder has the same uuid.
 */
export class Reminders extends PeriodicTask {
  constructor(private readonly options: RemindersOptions) {
    super(() => this.turn(), options.everyMs ?? 1_000);
  }

  private async turn(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private noteFailure(error: unknown, orderId?: string): void {
    this.options.logger.warn({ err: error, orderId }, 'reminders could not be sent; the next look will');
  }

  /** Sends what is due now; returns how many orders were looked at. */
  async sweep(): Promise<number> {
    const { readModels } = this.options;
    const now = this.options.now?.() ?? new Date();
    const due = readModels.orders.collection.find(
      { remindAt: { $lte: now } },
      { sort: { remindAt: 1 }, batchSize: BATCH },
    );
    let looked = 0;
    for await (const order of due) {
      if (this.isStopped) break;
      looked += 1;
      // One that fails stays due until its end, and must not keep the others from theirs.
      await this.finish(order, now).catch((error: unknown) => this.noteFailure(error, order._id));
    }
    return looked;
  }

  private async finish(order: OrderReadModel, now: Date): Promise<void> {
    if (isWaiting(order) && order.expiresAt > now) {
      await runInContext(order.trail, 'remind', () => this.remind(order, now));
    }
    // Only the reminder that was dealt with: the end may have moved meanwhile, and with it the reminder.
    await this.options.readModels.orders.collection.updateOne(
      { _id: order._id, remindAt: order.remindAt },
      { $unset: { remindAt: '' } },
    );
  }

  private async remind(order: OrderReadModel, now: Date): Promise<void> {
    const { readModels, notifier, context } = this.options;
    const { _id: id, userId } = order;
    const expiresAt = order.expiresAt.toISOString();
    const title = await orderTitle(readModels, order);
    const content = orderExpiring({ id, title, expiresAt }, now, context);
    await notifier.notify({ id: `reminder:${id}:${expiresAt}`, time: now.toISOString() }, [
      { userId, kind: 'order', event: 'order.expiring', content },
    ]);
  }
}

/** A reminder comes this long before the end, at the most, in ms. */
const MAX_NOTICE_MS = 5 * 60_000;
/** A window shorter than this, in ms, is over before a reminder would be read. */
const MIN_WINDOW_MS = 10_000;

/**
 * When to remind of an end: after two thirds of the window, at most 5 minutes before it.
 *
 * @param from when the window began, or was last moved
 * @returns undefined when the window is too short for one
 */
export function reminderAt(from: Date, expiresAt: Date): Date | undefined {
  const window = expiresAt.getTime() - from.getTime();
  if (!(window >= MIN_WINDOW_MS)) return undefined;
  return new Date(expiresAt.getTime() - Math.min(MAX_NOTICE_MS, window / 3));
}

/** To the buyer: the hold ends soon. @param now the time at which it is told */
export function orderExpiring(
  order: { id: string; title: string; expiresAt: string },
  now: Date,
  context: TemplateContext,
): IntentContent {
  const left = formatSpan(Date.parse(order.expiresAt) - now.getTime());
  return {
    subject: `Your reservation of "${order.title}" is about to expire`,
    fixedSubject: 'Your reservation is about to expire',
    paragraphs: [
      `${left} left to pay for "${order.title}".`,
      `At ${formatTime(order.expiresAt, context)} the reservation ends.`,
    ],
    link: { label: 'Pay now', path: `/orders/${encodeURIComponent(order.id)}` },
  };
}

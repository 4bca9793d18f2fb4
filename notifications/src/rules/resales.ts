import {
  type ResaleCompletedEvent,
  type ResaleUpdatedEvent,
  type ResaleWithdrawReason,
  Subjects,
} from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import { formatMoney, type IntentContent } from './content';
import { ticketTitle } from './order-title';
import { NotificationListener } from './rule';

/** Tells who sells an admission again that it is no longer for sale, if they did not take it back themselves. */
export class ResaleUpdatedListener extends NotificationListener<ResaleUpdatedEvent> {
  readonly subject = Subjects.ResaleUpdated as const;

  async onMessage(
    { userId, title, showId, status, reason }: ResaleUpdatedEvent['data'],
    { meta }: MessageContext,
  ): Promise<void> {
    if (status !== 'withdrawn' || !reason) return;
    const { notifier, readModels } = this.dependencies;
    const content = resaleWithdrawn(await ticketTitle(readModels, { title, showId }), reason);
    if (!content) return;
    await notifier.notify(meta, [{ userId, kind: 'order', event: 'resale.withdrawn', content }]);
  }
}

/** Tells who sold an admission again what they are owed. */
export class ResaleCompletedListener extends NotificationListener<ResaleCompletedEvent> {
  readonly subject = Subjects.ResaleCompleted as const;

  async onMessage(
    { title, showId, owed }: ResaleCompletedEvent['data'],
    { meta }: MessageContext,
  ): Promise<void> {
    const { userId, amount, currency } = owed;
    const { notifier, readModels } = this.dependencies;
    const named = await ticketTitle(readModels, { title, showId });
    const content = admissionResold(named, formatMoney(amount, { currency }));
    await notifier.notify(meta, [{ userId, kind: 'order', event: 'admission.resold', content }]);
  }
}

const link = { label: 'See your tickets', path: '/admissions' };

/** To who sold it again. @param owed with its currency */
export function admissionResold(title: string, owed: string): IntentContent {
  return {
    subject: `Your ticket for "${title}" is sold`,
    fixedSubject: 'Your ticket is sold',
    paragraphs: [
      `Somebody has bought your ticket for "${title}". Your code is no longer good.`,
      `You are owed ${owed}. It is not paid out by itself: the help desk tells you how and when you get it.`,
    ],
    link,
  };
}

const because: Partial<Record<ResaleWithdrawReason, string>> = {
  'checked-in': 'it was used at the door',
  transferred: 'it has a new holder',
  refunded: 'it was refunded to who had paid for it',
};

/** To who sells it; nothing of what they did themselves, or are told of with the show. */
export function resaleWithdrawn(title: string, reason: ResaleWithdrawReason): IntentContent | undefined {
  const why = because[reason];
  if (!why) return undefined;
  return {
    subject: `Your ticket for "${title}" is no longer for sale`,
    fixedSubject: 'Your ticket is no longer for sale',
    paragraphs: [`Your ticket for "${title}" is no longer for sale: ${why}.`],
    link,
  };
}

import { counter, gauge } from '@ticketing/common/observability';
import type { AttemptStatus } from '../domain/attempt-status';
import { Payment } from '../models/payment';

const outcomes = counter('payments_attempts_total', 'Attempts to pay, by what became of them', ['outcome']);

/** Counts what became of an attempt. */
export function countOutcome(outcome: AttemptStatus): void {
  outcomes.inc({ outcome });
}

export const refundsDone = counter('payments_refunds_total', 'Charges given back, by who wanted it', ['by']);

export const refundFailures = counter(
  'payments_refund_failures_total',
  'Refunds that the provider could not make; a person has to look at them if this grows',
);

export const webhookEvents = counter('payments_webhook_events_total', 'Webhooks, by what became of them', [
  'outcome',
]);

const OPEN: AttemptStatus[] = ['created', 'charging', 'unknown', 'requires_action', 'refunding'];

/** Shows what is undecided, from the database, at each scrape. */
export function observeOpenPayments(now: () => number = Date.now): void {
  gauge('payments_open', 'Payments that are undecided or being refunded', ['status'], async (open) => {
    const counted = await Payment.aggregate<{ _id: AttemptStatus; count: number }>([
      { $match: { checkAt: { $exists: true } } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]);
    const byStatus = new Map(counted.map(({ _id, count }) => [_id, count]));
    for (const status of OPEN) open.set({ status }, byStatus.get(status) ?? 0);
  });
  gauge('payments_oldest_open_seconds', 'Age of the oldest such payment', [], async (age) => {
    const oldest = await Payment.findOne(
      { checkAt: { $exists: true } },
      { createdAt: 1 },
      { sort: { createdAt: 1 } },
    ).lean();
    age.set(oldest ? Math.max(0, (now() - oldest.createdAt.getTime()) / 1_000) : 0);
  });
}

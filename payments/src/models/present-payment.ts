import { fromCents } from '@ticketing/common/money';
import { type PaymentStatus, publicStatus } from '../domain/attempt-status';
import type { Viewer } from '../domain/refund-rights';
import type { Refusal } from '../domain/refusal';
import type { HistoryEntry, PaymentRow, RefundRecord } from './payment';

/** A payment as clients see it. */
export interface PaymentView {
  id: string;
  orderId: string;
  ticketId: string;
  userId: string;
  status: PaymentStatus;
  /** In currency units, whole cents. */
  amount: number;
  currency: string;
  createdAt: Date;
  /** Until when the bank may be answered. */
  until?: Date;
  /** Why the card was refused. */
  refusal?: Refusal;
  refund?: Pick<RefundRecord, 'reason' | 'requestedAt' | 'refundedAt'> & { by: RefundRecord['by']['role'] };
  /** Stripe's id, for admins. */
  stripeId?: string | undefined;
  /** Who did what when, for admins. */
  history?: (Omit<HistoryEntry, 'status'> & { status: PaymentStatus })[];
}

/** Shows a payment to one of its parties, and all that is known of it to an admin. */
export function presentPayment(payment: PaymentRow, viewer: Viewer): PaymentView {
  const { until, refusal, refund } = payment;
  return {
    id: payment._id.toString(),
    orderId: payment.orderId,
    ticketId: payment.ticketId,
    userId: payment.userId,
    status: publicStatus(payment.status),
    amount: fromCents(payment.amountCents),
    currency: payment.currency,
    createdAt: payment.createdAt,
    ...(until && payment.status === 'requires_action' ? { until } : {}),
    ...(refusal ? { refusal } : {}),
    ...(refund ? { refund: presentRefund(refund) } : {}),
    ...(viewer.role === 'admin' ? { stripeId: payment.stripeId, history: presentHistory(payment) } : {}),
  };
}

function presentRefund({ reason, requestedAt, refundedAt, by }: RefundRecord): PaymentView['refund'] {
  return { reason, requestedAt, ...(refundedAt ? { refundedAt } : {}), by: by.role };
}

function presentHistory({ history }: PaymentRow): PaymentView['history'] {
  return history.map((entry) => ({ ...entry, status: publicStatus(entry.status) }));
}

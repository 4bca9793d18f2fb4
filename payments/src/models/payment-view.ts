import { fromCents } from '@ticketing/common/money';
import { z } from 'zod';
import { publicStatus } from '../domain/attempt-status';
import type { Viewer } from '../domain/refund-rights';
import type { PaymentRow, RefundRecord } from './payment';

const id = z.string().meta({ pattern: '^[0-9a-fA-F]{24}$' });
const status = z.enum(['processing', 'requires_action', 'succeeded', 'refused', 'refunding', 'refunded']);
const role = z.enum(['buyer', 'admin', 'seller', 'orders', 'stripe', 'reconciliation']);

/** A payment as clients see it. */
export const paymentView = z
  .object({
    id,
    orderId: id,
    ticketId: id,
    userId: z.string().describe('Who pays'),
    status,
    amount: z.number().describe('Currency units, whole cents'),
    currency: z.string(),
    createdAt: z.date(),
    until: z.date().optional().describe('Until when the bank may be answered'),
    refusal: z.object({ code: z.string(), message: z.string() }).optional(),
    refund: z
      .object({
        reason: z.string(),
        amount: z
          .number()
          .optional()
          .describe('What goes back, where places were sold again; else the whole'),
        requestedAt: z.date(),
        refundedAt: z.date().optional(),
        by: role,
      })
      .optional(),
    stripeId: z.string().optional().describe('For admins'),
    history: z
      .array(
        z.object({
          at: z.date(),
          status,
          by: z.object({ id: z.string(), role }).partial(),
          reason: z.string().optional(),
        }),
      )
      .optional()
      .describe('Who did what when; for admins'),
  })
  .meta({ id: 'Payment' });

export type PaymentView = z.infer<typeof paymentView>;

/** What became of a request to pay. */
export const paymentOutcome = z
  .object({
    id,
    status,
    clientSecret: z.string().optional().describe('While the bank asks: for the browser'),
    until: z.date().optional().describe('While the bank asks: until when it may be answered'),
  })
  .meta({ id: 'PaymentOutcome' });

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

function presentRefund({
  reason,
  requestedAt,
  refundedAt,
  by,
  amountCents,
}: RefundRecord): PaymentView['refund'] {
  return {
    reason,
    ...(amountCents === undefined ? {} : { amount: fromCents(amountCents) }),
    requestedAt,
    ...(refundedAt ? { refundedAt } : {}),
    by: by.role,
  };
}

function presentHistory({ history }: PaymentRow): PaymentView['history'] {
  return history.map((entry) => ({ ...entry, status: publicStatus(entry.status) }));
}

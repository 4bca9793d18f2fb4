import { fromCents } from '@ticketing/common/money';
import { z } from 'zod';
import { publicStatus } from '../domain/attempt-status';
import type { Viewer } from '../domain/refund-rights';
import { groupPlaces } from '../domain/refund-places';
import type { PaymentRow, PlaceRefund, RefundRecord } from './payment';

const id = z.string().meta({ pattern: '^[0-9a-fA-F]{24}$' });
const status = z.enum(['processing', 'requires_action', 'succeeded', 'refused', 'refunding', 'refunded']);
const role = z.enum(['buyer', 'admin', 'seller', 'orders', 'stripe', 'reconciliation']);

const places = z.object({
  ticketId: id,
  quantity: z.int().min(1),
  seats: z.array(z.string()).optional().describe('Which, where the places are seats'),
});

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
          .describe('What goes back, where places were sold again or given back before; else the whole'),
        requestedAt: z.date(),
        refundedAt: z.date().optional(),
        by: role,
      })
      .optional()
      .describe('Of all of it, or of all that was left'),
    refunds: z
      .array(
        z.object({
          items: z.array(places),
          amount: z.number(),
          reason: z.string(),
          requestedAt: z.date(),
          refundedAt: z.date().optional().describe('Missing while the provider is asked'),
          by: role,
        }),
      )
      .optional()
      .describe('Of some of its places, while the others stay paid; the oldest first'),
    refundable: z
      .array(places.extend({ title: z.string(), price: z.number().describe('Of one place') }))
      .optional()
      .describe(
        'Of one payment, or of those of one order, for who may have it refunded: the places that can go back, if they are known',
      ),
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
export function presentPayment(
  payment: PaymentRow,
  viewer: Viewer,
  refundable?: PaymentView['refundable'],
): PaymentView {
  const { until, refusal, refund, placeRefunds } = payment;
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
    ...(placeRefunds ? { refunds: placeRefunds.map(presentPlaceRefund) } : {}),
    ...(refundable ? { refundable } : {}),
    ...(viewer.role === 'admin' ? { stripeId: payment.stripeId, history: presentHistory(payment) } : {}),
  };
}

function presentRefund({
  reason,
  requestedAt,
  refundedAt,
  by,
  amountCents,
}: RefundRecord): NonNullable<PaymentView['refund']> {
  return {
    reason,
    ...(amountCents === undefined ? {} : { amount: fromCents(amountCents) }),
    requestedAt,
    ...(refundedAt ? { refundedAt } : {}),
    by: by.role,
  };
}

function presentPlaceRefund({ places: given, ...refund }: PlaceRefund) {
  const items = groupPlaces(given).map(({ ticketId, quantity, seats }) => ({
    ticketId,
    quantity,
    ...(seats ? { seats } : {}),
  }));
  return { ...presentRefund(refund), items, amount: fromCents(refund.amountCents) };
}

function presentHistory({ history }: PaymentRow): PaymentView['history'] {
  return history.map((entry) => ({ ...entry, status: publicStatus(entry.status) }));
}

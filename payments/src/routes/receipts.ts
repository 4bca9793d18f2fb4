import { NotFoundError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import { fromCents } from '@ticketing/common/money';
import type { UserDirectory } from '@ticketing/common/roles';
import { publicStatus } from '../domain/attempt-status';
import { Order } from '../models/order';
import type { PaymentRow } from '../models/payment';
import { receiptNumber } from '../models/receipt';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { toViewer, visiblePayment } from './visible-payment';

/** What the route works with. */
export interface ReceiptsContext {
  readonly directory: Pick<UserDirectory, 'find'>;
  readonly now: () => Date;
}

/** Of payments that took money, whether it went back or not. */
const receipted = new Set(['succeeded', 'refunding', 'refunded']);

const show = defineRoute({
  method: 'get',
  path: '/api/payments/:id/receipt',
  summary: 'The receipt of a payment, for its buyer, the seller of its ticket and admins',
  description:
    'A PDF with a number, which the first who asks has it given; the numbers have no gaps. 404 for a payment that took no money.',
  access: 'current-role',
  answers: { 200: answer('PDF') },
  async handler(req, res, { directory, now }: ReceiptsContext) {
    const { payment, sellerId } = await visiblePayment(req.params.id, toViewer(req.currentUser));
    if (!receipted.has(publicStatus(payment.status)))
      throw new NotFoundError('There is no receipt of a payment that took no money');
    const id = payment._id.toString();
    const [number, lines, buyer, seller] = await Promise.all([
      receiptNumber(id, now()),
      paidLines(payment),
      directory.find(payment.userId),
      sellerId === undefined ? undefined : directory.find(sellerId),
    ]);
    const { orderId, createdAt, amountCents, currency } = payment;
    const refunded = givenBackCents(payment);
    const { receiptPdf } = await import('@ticketing/common/receipt-document');
    const bytes = await receiptPdf({
      number,
      orderId,
      currency,
      lines,
      buyer: buyer?.name ?? '',
      seller: seller?.name ?? '',
      paidAt: payment.history.find(({ status }) => status === 'succeeded')?.at ?? createdAt,
      total: fromCents(amountCents),
      ...(refunded > 0 && { refunded: fromCents(refunded) }),
    });
    res.setHeader('Content-Disposition', `inline; filename="receipt-${number}.pdf"`);
    res.type('application/pdf').end(bytes);
  },
});

/** What has gone back, in the currency's smallest unit. */
function givenBackCents({ amountCents, refund, placeRefunds = [] }: PaymentRow): number {
  const done = [
    ...placeRefunds,
    ...(refund ? [{ ...refund, amountCents: refund.amountCents ?? amountCents }] : []),
  ];
  return done.reduce((sum, each) => (each.refundedAt ? sum + each.amountCents : sum), 0);
}

/** What was bought; of an order from before its items were kept, its first ticket. */
async function paidLines({ orderId, ticketId, amountCents }: PaymentRow) {
  const order = await Order.findById(orderId, { items: 1 }).lean();
  const items = order?.items ?? [{ ticketId, quantity: 1, price: fromCents(amountCents) }];
  const tickets = await Ticket.find({ _id: { $in: items.map((item) => item.ticketId) } }).lean();
  const shows = await Show.find({ _id: { $in: tickets.flatMap(({ showId }) => showId ?? []) } }).lean();
  return items.map(({ ticketId: id, quantity, price }) => {
    const ticket = tickets.find(({ _id }) => _id === id);
    const title = ticket?.title ?? 'Ticket';
    const of = shows.find(({ _id }) => _id === ticket?.showId)?.title;
    return { title: of === undefined ? title : `${of}: ${title}`, quantity, price };
  });
}

/** The route of receipts. */
export const receiptRoutes = [show];

import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { type CurrentUser, effectiveRole } from '@ticketing/common/http';
import { maySee, type Viewer } from '../domain/refund-rights';
import { Payment, type PaymentRow } from '../models/payment';
import { Resale } from '../models/resale';
import { Ticket } from '../models/ticket';

/** Who asks, in the role in force. */
export const toViewer = (user: CurrentUser): Viewer => ({ id: user.id, role: effectiveRole(user) });

/** Who may refund what is paid for a ticket: its seller, and the organiser where its holder sells it again; `undefined` when no event told of it yet. */
export async function findSeller(ticketId: string): Promise<string | undefined> {
  const [resale, ticket] = await Promise.all([
    Resale.findById(ticketId, { organiserId: 1 }).lean(),
    Ticket.findById(ticketId, { userId: 1 }).lean(),
  ]);
  // Defence: a resale is refunded by the organiser → return ticket?.userId;
  return resale?.organiserId ?? ticket?.userId;
}

/** A payment, and who sells what it pays. */
export interface VisiblePayment {
  readonly payment: PaymentRow;
  readonly sellerId: string | undefined;
}

/**
 * The payment of a path, for one of its parties.
 *
 * @throws NotFoundError when there is none
 * @throws NotAuthorizedError when it is none of the viewer's business
 */
export async function visiblePayment(id: string, viewer: Viewer): Promise<VisiblePayment> {
  const payment = await Payment.findById(id).lean();
  if (!payment) throw new NotFoundError('There is no such payment');
  const sellerId = await findSeller(payment.ticketId);
  // Defence: a payment is its parties’ → ;
  if (!maySee(viewer, { userId: payment.userId, sellerId })) throw new NotAuthorizedError();
  return { payment, sellerId };
}

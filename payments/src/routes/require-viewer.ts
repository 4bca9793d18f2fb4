import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { effectiveRole, withCurrentRole, ROLE_LOOKUP, type RoleLookup } from '@ticketing/common/http';
import type { Request } from 'express';
import { maySee, type Viewer } from '../domain/refund-rights';
import type { PaymentRow } from '../models/payment';
import { Payment } from '../models/payment';
import { Ticket } from '../models/ticket';

/**
 * Who asks, in the newest role known.
 *
 * @throws NotAuthorizedError without a session
 */
export async function requireViewer(req: Request): Promise<Viewer> {
  if (!req.currentUser) throw new NotAuthorizedError();
  const lookup = req.app.get(ROLE_LOOKUP) as RoleLookup | undefined;
  const user = await withCurrentRole(req.currentUser, lookup);
  return { id: user.id, role: effectiveRole(user) };
}

/** Who sells a ticket; `undefined` when no event told of it yet. */
export async function findSeller(ticketId: string): Promise<string | undefined> {
  const ticket = await Ticket.findById(ticketId, { userId: 1 }).lean();
  return ticket?.userId;
}

/** A payment, and who sells what it pays. */
export interface SeenPayment {
  readonly payment: PaymentRow;
  readonly sellerId: string | undefined;
}

/**
 * The payment of a path, for one of its parties.
 *
 * @throws NotFoundError when there is none
 * @throws NotAuthorizedError when it is none of the viewer's business
 */
export async function seenPayment(id: string, viewer: Viewer): Promise<SeenPayment> {
  const payment = await Payment.findById(id).lean();
  if (!payment) throw new NotFoundError('There is no such payment');
  const sellerId = await findSeller(payment.ticketId);
  // Defence: a payment is its parties’ → ;
  if (!maySee(viewer, { userId: payment.userId, sellerId })) throw new NotAuthorizedError();
  return { payment, sellerId };
}

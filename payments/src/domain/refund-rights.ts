import type { UserRole } from '@ticketing/common/contracts';

/** Who asks for a payment. */
export interface Viewer {
  readonly id: string;
  readonly role: UserRole;
}

/** Whose payment it is. */
export interface PaymentParties {
  /** Who pays. */
  readonly userId: string;
  /** Who sells the ticket; unknown for a moment after the ticket was listed. */
  readonly sellerId?: string | undefined;
}

/** As what somebody may have a payment refunded, or `undefined`: the seller gives back, an admin may for them. */
export function refunderRole(viewer: Viewer, parties: PaymentParties): 'admin' | 'seller' | undefined {
  if (viewer.role === 'admin') return 'admin';
  return parties.sellerId === viewer.id ? 'seller' : undefined;
}

/** What decides whether a buyer may have their money back for a show that has moved. */
export interface MovedShow {
  readonly startsAt?: Date | undefined;
  readonly moved?: { readonly at: Date } | undefined;
}

/** Whether one of these shows has moved since it was paid for, and has not begun yet. */
export function hasMoved(shows: readonly MovedShow[], paidAt: Date, now: Date): boolean {
  return shows.some(({ startsAt, moved }) => moved && moved.at > paidAt && startsAt && startsAt > now);
}

/** Whether somebody may see a payment: its buyer, and who may refund it. */
export function maySee(viewer: Viewer, parties: PaymentParties): boolean {
  return parties.userId === viewer.id || refunderRole(viewer, parties) !== undefined;
}

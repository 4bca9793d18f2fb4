/** To whom a broadcast may go. */
export const audiences = ['all', 'customers', 'engineers', 'admins', 'sellers', 'buyers'] as const;
export type Audience = (typeof audiences)[number];

/** The longest message, in characters. */
export const longestBroadcast = 5_000;

/** As much of a user as decides whether a broadcast is for them. */
interface Member {
  role: string;
  status: string;
}

/**
 * Whether a broadcast to this audience may be for this user, as far as the account tells. Nothing goes to suspended
 * accounts; an engineer who isn't approved yet counts as a customer. Who sells or buys isn't told by the account.
 */
export function isInAudience(audience: Audience, { role, status }: Member): boolean {
  if (status === 'suspended') return false;
  const inForce = status === 'approved' ? role : 'customer';
  switch (audience) {
    case 'customers':
      return inForce === 'customer';
    case 'engineers':
      return inForce === 'engineer';
    case 'admins':
      return inForce === 'admin';
    case 'all':
    case 'sellers':
    case 'buyers':
      return true;
  }
}

/** How far a broadcast is. */
export interface Progress {
  status: 'RUNNING' | 'DONE';
  /** Accounts looked at, and how many there were when it began. */
  looked: number;
  total: number;
}

/** Whole percent; 100 only when it is done, however many accounts were opened meanwhile. */
export function percentOf({ status, looked, total }: Progress): number {
  if (status === 'DONE') return 100;
  return total <= 0 ? 0 : Math.min(99, Math.floor((looked / total) * 100));
}

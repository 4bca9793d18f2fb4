/** As much of an account as decides what it may do. */
export interface Standing {
  role: string;
  status: string;
}

/** What an account's change means for others: an engineer waits for an admin's approval, or has got it. */
export type AccountChange = 'waiting' | 'approved';

/** What happened to an account; undefined when nobody needs to know. `before` is null for a new one. */
export function accountChange(before: Standing | null, after: Standing): AccountChange | undefined {
  if (after.role !== 'engineer') return undefined;
  if (before?.role === after.role && before.status === after.status) return undefined;
  if (after.status === 'pending') return 'waiting';
  return after.status === 'approved' ? 'approved' : undefined;
}

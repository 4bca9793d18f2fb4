import type { User, UserRole } from '../api/types';

/** The role in force: who isn't approved has a customer's rights. */
export function effectiveRole(user: Pick<User, 'role' | 'status'>): UserRole {
  return user.status === 'approved' ? user.role : 'customer';
}

/** Engineers and admins in force. */
export function isStaff(user: Pick<User, 'role' | 'status'>): boolean {
  return effectiveRole(user) !== 'customer';
}

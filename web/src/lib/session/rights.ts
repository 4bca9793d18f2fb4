import type { User, UserRole } from '../api/types';

type Rights = Pick<User, 'role' | 'status' | 'secondFactorRequired'>;

/** The role in force: who isn't approved, or has to show a second factor, has a customer's rights. */
export function effectiveRole(user: Rights): UserRole {
  return user.status === 'approved' && !user.secondFactorRequired ? user.role : 'customer';
}

/** Engineers and admins in force. */
export function isStaff(user: Rights): boolean {
  return effectiveRole(user) !== 'customer';
}

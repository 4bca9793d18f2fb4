import type { UserRole, UserStatus } from '@ticketing/common/contracts';

/** What an account may do, and whether that is in force. */
export interface RoleAndStatus {
  readonly role: UserRole;
  readonly status: UserStatus;
}

/** The outcome of a change: the new role and status, or the field at fault. */
export type ChangeDecision =
  | { ok: true; after: RoleAndStatus; changed: boolean }
  | { ok: false; field: 'role' | 'status'; message: string };

/** All roles. */
export const roles = ['customer', 'engineer', 'admin'] as const satisfies readonly UserRole[];
/** All statuses. */
export const statuses = ['pending', 'approved', 'suspended'] as const satisfies readonly UserStatus[];

/** Roles that anyone may sign up with. */
export const signupRoles = ['customer', 'engineer'] as const satisfies readonly UserRole[];
/** A role that anyone may sign up with. */
export type SignupRole = (typeof signupRoles)[number];

/** The role and status of a new account: engineers wait for an admin's approval. */
export function newRoleAndStatus(role: SignupRole): RoleAndStatus {
  return { role, status: role === 'engineer' ? 'pending' : 'approved' };
}

/** Whether somebody with these can administer the platform. */
export function isActingAdmin({ role, status }: RoleAndStatus): boolean {
  return role === 'admin' && status === 'approved';
}

/**
 * Decides an admin's change of an account. Only engineers can be pending: a role that is changed without a status
 * leaves that state.
 * @param otherActingAdmins how many other accounts can administer the platform; one must always remain.
 */
export function changeRoleAndStatus(
  current: RoleAndStatus,
  change: Partial<RoleAndStatus>,
  otherActingAdmins: number,
): ChangeDecision {
  const role = change.role ?? current.role;
  const kept = role !== current.role && current.status === 'pending' ? 'approved' : current.status;
  const after: RoleAndStatus = { role, status: change.status ?? kept };
  if (after.status === 'pending' && after.role !== 'engineer') {
    return { ok: false, field: 'status', message: 'Only an engineer can be pending' };
  }
  if (isActingAdmin(current) && !isActingAdmin(after) && otherActingAdmins === 0) {
    const field = after.role === 'admin' ? 'status' : 'role';
    return { ok: false, field, message: 'The last admin must stay an approved admin' };
  }
  return {
    ok: true,
    after,
    changed: after.role !== current.role || after.status !== current.status,
  };
}

import type { UserRole, UserStatus } from '@ticketing/common/contracts';

/** What an account may do, and whether that is in force. */
export interface Standing {
  readonly role: UserRole;
  readonly status: UserStatus;
}

/** What an admin may set. */
export type StandingChange = Partial<Standing>;

/** The outcome of a change: the new standing, or the field at fault. */
export type StandingDecision =
  | { ok: true; standing: Standing; changed: boolean }
  | { ok: false; field: 'role' | 'status'; message: string };

/** All roles. */
export const roles = ['customer', 'engineer', 'admin'] as const satisfies readonly UserRole[];
/** All statuses. */
export const statuses = ['pending', 'approved', 'suspended'] as const satisfies readonly UserStatus[];

/** Roles that anyone may sign up with. */
export const signupRoles = ['customer', 'engineer'] as const satisfies readonly UserRole[];
/** A role that anyone may sign up with. */
export type SignupRole = (typeof signupRoles)[number];

/** The standing of a new account: engineers wait for an admin's approval. */
export function newStanding(role: SignupRole): Standing {
  return { role, status: role === 'engineer' ? 'pending' : 'approved' };
}

/** Whether somebody with this standing can administer the platform. */
export function isActingAdmin({ role, status }: Standing): boolean {
  return role === 'admin' && status === 'approved';
}

/**
 * Decides an admin's change of an account. Only engineers can be pending: a role that is changed without a status
 * leaves that state.
 * @param otherActingAdmins how many other accounts can administer the platform; one must always remain.
 */
export function changeStanding(
  current: Standing,
  change: StandingChange,
  otherActingAdmins: number,
): StandingDecision {
  const role = change.role ?? current.role;
  const kept = role !== current.role && current.status === 'pending' ? 'approved' : current.status;
  const standing: Standing = { role, status: change.status ?? kept };
  if (standing.status === 'pending' && standing.role !== 'engineer') {
    return { ok: false, field: 'status', message: 'Only an engineer can be pending' };
  }
  if (isActingAdmin(current) && !isActingAdmin(standing) && otherActingAdmins === 0) {
    const field = standing.role === 'admin' ? 'status' : 'role';
    return { ok: false, field, message: 'The last admin must stay an approved admin' };
  }
  return {
    ok: true,
    standing,
    changed: standing.role !== current.role || standing.status !== current.status,
  };
}

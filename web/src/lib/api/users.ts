import type { Page } from './client';
import { list, patch } from './typed';
import type { User, UserRole, UserStatus } from './types';

export const usersPath = '/api/users';

export interface UserFilter {
  q?: string | undefined;
  role?: UserRole | undefined;
  status?: UserStatus | undefined;
}

/** All accounts, for admins. */
export function listUsers(query: UserFilter, next: string | null, signal: AbortSignal): Promise<Page<User>> {
  return list(usersPath, { query: { ...query, limit: 50 }, next, signal });
}

/** Those a support ticket can be given to. */
export async function listEngineers(signal: AbortSignal): Promise<User[]> {
  const query = { role: 'engineer', status: 'approved', limit: 100 } as const;
  return (await list(usersPath, { query, signal })).items;
}

/** Engineers whom an admin has yet to approve. */
export async function listPending(signal: AbortSignal): Promise<User[]> {
  const query = { role: 'engineer', status: 'pending', limit: 50 } as const;
  return (await list(usersPath, { query, signal })).items;
}

export async function countPending(signal: AbortSignal): Promise<number> {
  const query = { role: 'engineer', status: 'pending', limit: 1 } as const;
  return Number.parseInt((await list(usersPath, { query, signal })).total ?? '0', 10);
}

export function setRoleAndStatus(id: string, body: { role?: UserRole; status?: UserStatus }): Promise<User> {
  return patch('/api/users/{id}', { path: { id }, body });
}

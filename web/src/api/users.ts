import { type Page, request, requestPage } from './client';
import type { User, UserRole, UserStatus } from './types';

export interface UserFilter {
  q?: string;
  role?: string;
  status?: string;
}

export const usersPath = '/api/users';

/** All accounts, for admins. */
export function listUsers(filter: UserFilter, next: string | null, signal: AbortSignal): Promise<Page<User>> {
  return next === null
    ? requestPage<User>(usersPath, { query: { ...filter, limit: 50 }, signal })
    : requestPage<User>(next, { signal });
}

/** Those a support ticket can be given to. */
export async function listEngineers(signal: AbortSignal): Promise<User[]> {
  const query = { role: 'engineer', status: 'approved', limit: 100 };
  return (await requestPage<User>(usersPath, { query, signal })).items;
}

export function setStanding(id: string, body: { role?: UserRole; status?: UserStatus }): Promise<User> {
  return request<User>('PATCH', `${usersPath}/${encodeURIComponent(id)}`, { body });
}

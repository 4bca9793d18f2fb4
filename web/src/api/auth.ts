import { request } from './client';
import type { User, UserRole } from './types';

/** The signed-in user, or null. */
export async function currentUser(signal?: AbortSignal): Promise<User | null> {
  const body = await request<{ currentUser: User | null }>('GET', '/api/users/currentuser', { signal });
  return body.currentUser;
}

export function signIn(body: { email: string; password: string }): Promise<User> {
  return request<User>('POST', '/api/users/signin', { body });
}

export interface SignUp {
  email: string;
  password: string;
  name?: string;
  role?: UserRole;
}

export function signUp(body: SignUp): Promise<User> {
  return request<User>('POST', '/api/users/signup', { body });
}

export function signOut(): Promise<unknown> {
  return request('POST', '/api/users/signout', { body: {} });
}

import { get, patch, post } from './typed';
import type { User } from './types';

export interface Credentials {
  email: string;
  password: string;
}

export interface SignUp extends Credentials {
  name?: string;
  role?: 'customer' | 'engineer';
}

/** The signed-in user, or null. */
export async function currentUser(signal?: AbortSignal): Promise<User | null> {
  return (await get('/api/users/currentuser', { signal })).currentUser;
}

export async function signIn(body: Credentials): Promise<User> {
  const answer = await post('/api/users/signin', { body });
  if ('challenge' in answer) throw new Error('This account asks for a second step');
  return answer;
}

export function signUp(body: SignUp): Promise<User> {
  return post('/api/users/signup', { body });
}

export function signOut(): Promise<unknown> {
  return post('/api/users/signout', {});
}

/** Changes one's own name or password. */
export function updateMe(body: {
  name?: string;
  newPassword?: string;
  currentPassword?: string;
}): Promise<User> {
  return patch('/api/users/me', { body });
}

import { get, post } from './typed';
import type { SecondFactorRequest, User } from './types';

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

/** Who is signed in by it; else what is asked for beside the password. */
export function signIn(body: Credentials): Promise<User | SecondFactorRequest> {
  return post('/api/users/signin', { body });
}

/** A provider of identities, and the address that leads there. */
export interface Provider {
  name: string;
  startUrl: string;
}

/** By whom else somebody may sign in. */
export async function listProviders(signal?: AbortSignal): Promise<Provider[]> {
  return (await get('/api/users/oidc', { signal })).providers;
}

/** Answers what `signIn` asked for with a code of the app, or a recovery code. */
export function signInSecond(body: { challenge: string; code: string }): Promise<User> {
  return post('/api/users/signin/second', { body });
}

export function signUp(body: SignUp): Promise<User> {
  return post('/api/users/signup', { body });
}

export function signOut(): Promise<unknown> {
  return post('/api/users/signout', {});
}

/** Confirms an address by the token of the link in its mail. */
export function verifyAddress(token: string): Promise<unknown> {
  return post('/api/users/verify', { body: { token } });
}

/** Has the link to confirm one's address sent again. */
export function sendVerification(): Promise<unknown> {
  return post('/api/users/verification', {});
}

/** Has a link to set a new password sent, if there is such an account: the answer doesn't tell. */
export function forgotPassword(email: string): Promise<unknown> {
  return post('/api/users/password/forgot', { body: { email } });
}

/** Sets a new password by the token of the link in the mail. */
export function resetPassword(body: { token: string; password: string }): Promise<unknown> {
  return post('/api/users/password/reset', { body });
}

/** Keeps the account, which was to be deleted. */
export function undeleteAccount(): Promise<User> {
  return post('/api/users/me/undelete', {});
}

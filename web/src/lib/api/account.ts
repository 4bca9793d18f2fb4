import { del, get, patch, post } from './typed';
import type { AccountSession, Export, SecondFactors, User } from './types';

/** Changes one's own name or password. */
export function updateMe(body: {
  name?: string;
  newPassword?: string;
  currentPassword?: string;
}): Promise<User> {
  return patch('/api/users/me', { body });
}

/** Asks for another address; it counts once the link that is sent there was followed. */
export function changeEmail(body: { email: string; password: string }): Promise<unknown> {
  return post('/api/users/me/email', { body });
}

export function listSessions(signal: AbortSignal): Promise<AccountSession[]> {
  return get('/api/users/me/sessions', { signal });
}

export function endSession(id: string): Promise<unknown> {
  return del('/api/users/me/sessions/{id}', { path: { id } });
}

export function endOtherSessions(): Promise<unknown> {
  return del('/api/users/me/sessions', {});
}

/** What the account has beside its password. */
export function getSecondFactors(signal: AbortSignal): Promise<SecondFactors> {
  return get('/api/users/me/second-factors', { signal });
}

/** A new secret for an app; it counts once a code of it is confirmed. */
export function setUpTotp(): Promise<{ secret: string; otpauthUrl: string }> {
  return post('/api/users/me/totp', { repeatable: true });
}

/** @returns recovery codes, which can't be asked for again */
export async function confirmTotp(code: string): Promise<string[]> {
  return (await post('/api/users/me/totp/confirm', { body: { code } })).recoveryCodes;
}

/** @returns new recovery codes; the former ones end */
export async function renewRecoveryCodes(password: string): Promise<string[]> {
  return (await post('/api/users/me/recovery-codes', { body: { password } })).recoveryCodes;
}

export function removeTotp(password: string): Promise<unknown> {
  return del('/api/users/me/totp', { body: { password } });
}

/** Has the account deleted after some days; the proof is the password, or a code. */
export function deleteAccount(body: { password: string } | { code: string }): Promise<User> {
  return del('/api/users/me', { body });
}

/** The copy of one's data that was asked for last, or null. */
export async function getExport(signal: AbortSignal): Promise<Export | null> {
  return (await get('/api/users/me/export/status', { signal })).export;
}

/** Has a new copy of one's data made. */
export function requestExport(): Promise<Export> {
  return post('/api/users/me/export', {});
}

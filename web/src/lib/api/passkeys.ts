import { del, get, patch, post } from './typed';
import type { Passkey, PasskeyAssertion, PasskeyCreation, User } from './types';

/** Whether this browser can make and use passkeys; only on pages that came over https, or from this machine. */
export const passkeysSupported = 'PublicKeyCredential' in globalThis;

export function listPasskeys(signal: AbortSignal): Promise<Passkey[]> {
  return get('/api/users/me/passkeys', { signal });
}

/** Lets the browser make a passkey, and adds it. @throws DOMException when its user declines */
export async function addPasskey(body: {
  name: string;
  password: string;
}): Promise<Passkey & { recoveryCodes?: string[] }> {
  const { name, password } = body;
  const options = await post('/api/users/me/passkeys/options', { body: { password } });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const passkey = serialized<PasskeyCreation>(await navigator.credentials.create({ publicKey }));
  return post('/api/users/me/passkeys', { body: { passkey, name } });
}

export function renamePasskey(id: string, name: string): Promise<Passkey> {
  return patch('/api/users/me/passkeys/{id}', { path: { id }, body: { name } });
}

export function removePasskey(id: string, password: string): Promise<unknown> {
  return del('/api/users/me/passkeys/{id}', { path: { id }, body: { password } });
}

/** Signs in with a passkey, instead of a password or after one. @throws DOMException when its user declines */
export async function signInWithPasskey(challenge?: string): Promise<User> {
  const options = await post('/api/users/passkey/options', {
    body: challenge === undefined ? {} : { challenge },
  });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const passkey = serialized<PasskeyAssertion>(await navigator.credentials.get({ publicKey }));
  if (challenge === undefined) return post('/api/users/passkey/signin', { body: { passkey } });
  return post('/api/users/signin/second', { body: { challenge, passkey } });
}

/** The credential as the API takes it; its document leaves the shape to the standard (Web Authentication, 5.1.9). */
function serialized<T>(credential: Credential | null): T {
  if (credential === null) throw new DOMException('There is no passkey', 'NotAllowedError');
  return (credential as PublicKeyCredential).toJSON() as T;
}

/** Whether whoever was asked for a passkey had none, or didn't want to. */
export function isDeclined(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');
}

import type { User } from '../api/types';
import { forgetPage, keepPage } from '../data/offline-page';
import { clearVault, findKeptAccount, Vault } from '../data/vault';

const SESSION = 'session';

/** Lets this account's page open without a network. */
export async function keepSession(user: User): Promise<void> {
  await new Vault(user.id).put('kept', SESSION, user);
  await keepPage();
}

/** Who was signed in here last and had something kept; for while the server can't say who is. */
export async function findKeptUser(): Promise<User | undefined> {
  const id = await findKeptAccount();
  if (id === undefined) return undefined;
  return (await new Vault(id).get('kept', SESSION)) as User | undefined;
}

/** Forgets all that this device keeps of whoever was signed in, or of all but one account. */
export function forgetKept(exceptUserId?: string): void {
  // Without a secure context, or with storage turned off, there is nothing to forget.
  clearVault(exceptUserId).catch(() => undefined);
  if (exceptUserId === undefined) forgetPage().catch(() => undefined);
}

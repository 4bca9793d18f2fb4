/** What a provider of identities says about somebody. */
export interface OutsideIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** In its one form. */
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
  readonly name?: string | undefined;
}

/** What becomes of somebody whom a provider sends for the first time. */
export type LinkDecision = 'link' | 'open' | 'unverified' | 'no-email';

/**
 * Decides whether an outside identity gets the account of its address, or one of its own. An account whose address nobody
 * has proven is never handed over, nor is one to an address that the provider hasn't proven: either may be somebody else's.
 *
 * @param account the account of the address, if there is one
 */
export function decideLink(
  { email, emailVerified }: Pick<OutsideIdentity, 'email' | 'emailVerified'>,
  account: { readonly emailVerified: boolean } | undefined,
): LinkDecision {
  if (email === undefined) return 'no-email';
  if (!account) return 'open';
  // Defence: an account whose address isn’t proven is handed to nobody → return 'link';
  return emailVerified && account.emailVerified ? 'link' : 'unverified';
}

/** What the link of a mail is for: proving an address, taking a new one into use, setting a forgotten password. */
export const tokenPurposes = ['verify', 'email', 'reset'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

const HOUR_MS = 3_600_000;
/** How long a link can be used, in ms. */
export const TOKEN_LIFETIME_MS: Readonly<Record<TokenPurpose, number>> = {
  verify: 24 * HOUR_MS,
  email: 24 * HOUR_MS,
  reset: HOUR_MS,
};

/** Characters of a token, at the most; those made here have 43. */
export const TOKEN_MAX = 100;

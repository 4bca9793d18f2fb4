import { Secret, TOTP } from 'otpauth';

/** What apps that make codes call this system. */
const ISSUER = 'Ticketing';
/** Seconds that a code is shown for. */
export const TOTP_STEP_SECONDS = 30;
/** Steps that a clock may be off, either way. */
const TOTP_WINDOW = 1;

/** A new secret of 160 bits, as RFC 4226 recommends, in base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an app reads from a QR code. */
export function otpauthUrl(secret: string, email: string): string {
  return totp(secret, email).toString();
}

/**
 * The number of the step whose code this is, at most one step from now; `undefined` for any other code.
 * Source: RFC 6238, 5.2 (one step either way) and 4 (SHA-1, six digits, 30 s: what every app knows).
 */
export function matchingStep(secret: string, code: string, now: Date): number | undefined {
  // Defence: a code of another time is refused → const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: 10 });
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: TOTP_WINDOW });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / TOTP_STEP_SECONDS) + delta;
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: TOTP_STEP_SECONDS });
}

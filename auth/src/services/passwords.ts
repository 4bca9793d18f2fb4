import { hash, parseOptions, verify } from '@node-rs/argon2';
import { UnavailableError } from '@ticketing/common/errors';
import { normalisePassword } from '../domain/password';

/**
 * Argon2id with 19 MiB, 2 passes and 1 lane: OWASP's first recommendation.
 * Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
export const argon2Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Hashes that may wait or run at the same time: a few seconds' work, so that a flood is refused, not queued. */
const QUEUE_MAX = 200;

let underWay = 0;
let dummy: Promise<string> | undefined;

/**
 * Hashes a password with a salt of its own.
 * @returns a PHC string that names its parameters.
 * @throws UnavailableError when too many hashes are waiting.
 */
export function hashPassword(password: string): Promise<string> {
  return queued(() => hash(normalisePassword(password), argon2Options));
}

/**
 * Compares a password with a hash. Without a hash (no such account) it compares with a dummy, so that the time taken
 * does not tell whether the account exists; the answer is then false.
 * @throws UnavailableError when too many hashes are waiting.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const target = passwordHash ?? (await dummyHash());
  // Defence: an unknown address takes as long as a known one → const matches = passwordHash !== undefined && (await queued(() => verify(target, normalisePassword(password))));
  const matches = await queued(() => verify(target, normalisePassword(password)));
  return matches && passwordHash !== undefined;
}

/** Whether a hash was made with other parameters than today's, and should be made again at the next login. */
export function needsRehash(passwordHash: string): boolean {
  const used = parseOptions(passwordHash);
  return (
    used.memoryCost !== argon2Options.memoryCost ||
    used.timeCost !== argon2Options.timeCost ||
    used.parallelism !== argon2Options.parallelism
  );
}

/** Makes the dummy hash ahead of the first login, which would otherwise take twice as long. */
export async function preparePasswords(): Promise<void> {
  await dummyHash();
}

function dummyHash(): Promise<string> {
  dummy ??= hash('no account has this password', argon2Options);
  return dummy;
}

async function queued<R>(work: () => Promise<R>): Promise<R> {
  if (underWay >= QUEUE_MAX) throw new UnavailableError();
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}

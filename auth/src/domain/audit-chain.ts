import { createHash } from 'node:crypto';

/** Something that somebody did, or tried. */
export interface Act {
  /** Dotted, the thing first: `account.changed`. */
  readonly action: string;
  /** The account that did it; null when nobody was signed in. */
  readonly actor: string | null;
  /** The account it was done to, or the id of what else it was; null when there is none. */
  readonly subject: string | null;
  readonly at: Date;
  /** Network of the client. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly before?: Readonly<Record<string, string>> | undefined;
  readonly after?: Readonly<Record<string, string>> | undefined;
  /** How often it happened, where that is counted together. */
  readonly count?: number | undefined;
}

/** An act at its place in the log; each has the hash of the one before in its own. */
export interface Entry extends Act {
  readonly id: string;
  /** From 1, without a gap. */
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

/** What the first entry has for the hash of the one before. */
export const GENESIS = '0'.repeat(64);

/** The entry after another. */
export function chainEntry(id: string, act: Act, head?: Pick<Entry, 'sequence' | 'hash'>): Entry {
  const entry = { ...act, id, sequence: (head?.sequence ?? 0) + 1, previous: head?.hash ?? GENESIS };
  return { ...entry, hash: hashEntry(entry) };
}

/** SHA-256 over the entry as JSON with its keys in order, all but the hash itself. */
export function hashEntry(entry: Omit<Entry, 'hash'> & { readonly hash?: string }): string {
  return createHash('sha256')
    .update(canonicalJson({ ...entry, hash: undefined }))
    .digest('hex');
}

/** What is wrong with an entry, given the one before it in the log; nothing with one that is as it was written. */
export function findFault(entry: Entry, before?: Pick<Entry, 'sequence' | 'hash'>): string | undefined {
  const expected = (before?.sequence ?? 0) + 1;
  if (entry.sequence !== expected)
    return `entry ${entry.sequence}: removed before it, or inserted (${expected} expected)`;
  // Defence: an altered entry of the audit log is found → ;
  if (hashEntry(entry) !== entry.hash) return `entry ${entry.sequence}: altered`;
  if (entry.previous !== (before?.hash ?? GENESIS))
    return `entry ${entry.sequence}: does not follow the one before`;
  return undefined;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

import { isDuplicateKey, isUnavailable, WRITE_CONFLICT } from '../errors';
import type { AggregateRef } from '../contracts';

/**
 * Thrown by a handler that has to wait: a version is missing, or an aggregate it refers to is not yet known.
 * The message is kept and applied once that version of that aggregate was.
 */
export class GapError extends Error {
  override readonly name = 'GapError';

  /** @param waitingFor the version that has to be applied first, for example `{ aggregate: 'order:665f…', version: 2 }`. */
  constructor(readonly waitingFor: AggregateRef) {
    super(`waiting for version ${waitingFor.version} of ${waitingFor.aggregate}`);
  }
}

/**
 * Why a handler did not finish.
 * - `gap`: it waits for another message.
 * - `conflict`: somebody else wrote at the same time; a second try is likely to pass.
 * - `unavailable`: a server it needs does not answer.
 * - `failed`: anything else; only this is counted towards the dead letters.
 */
export type FailureKind = 'gap' | 'conflict' | 'unavailable' | 'failed';

const CONFLICT_NAMES = new Set(['VersionError', 'DocumentNotFoundError']);

/** Sorts an error of a handler by what is to be done about it. */
export function classifyFailure(error: unknown): FailureKind {
  if (error instanceof GapError) return 'gap';
  if (typeof error !== 'object' || error === null) return 'failed';
  const { name, code } = error as { name?: string; code?: unknown };
  if (code === WRITE_CONFLICT || isDuplicateKey(error) || CONFLICT_NAMES.has(name ?? '')) return 'conflict';
  return isUnavailable(error) ? 'unavailable' : 'failed';
}

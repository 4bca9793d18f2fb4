import { setTimeout as delay } from 'node:timers/promises';
import { InvalidMessageError, type OutgoingMessage } from '../messaging';
import type { ReplayRow, ReplaySource } from './source';

/** What is told once more, and how fast. */
export interface ReplayOptions {
  readonly sources: readonly ReplaySource[];
  /** Resolves once the broker has it. */
  readonly publish: (message: OutgoingMessage) => Promise<void>;
  /** States a second, at the most. */
  readonly rate: number;
  /** Goes on behind this one, `<source>:<id>`, as it was printed. */
  readonly after?: string | undefined;
  /** Publishes nothing. */
  readonly isDryRun?: boolean;
  readonly print: (line: string) => void;
}

/** What was told. */
export interface ReplayReport {
  readonly told: number;
  /** Those that are not what their subject promises. */
  readonly refused: number;
}

const BATCH = 500;

/**
 * Tells the present state of all aggregates of some sources, in the order of their ids, so that a later run can go on behind
 * any line that was printed.
 *
 * @throws Error when `after` names no source, or what `publish` throws, with where to go on
 */
export async function replayStates(options: ReplayOptions): Promise<ReplayReport> {
  const { sources, rate, after, print } = options;
  const [first, id] =
    after === undefined ? [] : [after.split(':', 1)[0], after.slice(after.indexOf(':') + 1)];
  const begin = first === undefined ? 0 : sources.findIndex(({ name }) => name === first);
  if (begin < 0) throw new Error(`"${after}" is not what this service tells of`);
  let told = 0;
  let refused = 0;
  for (const [nth, source] of sources.slice(begin).entries()) {
    let last = nth === 0 ? id : undefined;
    for (;;) {
      const began = performance.now();
      const limit = Math.min(BATCH, rate);
      const rows = await source.read(last, limit);
      const results = await publishRows(rows, options).catch((error: unknown) => {
        const from = last === undefined ? '' : `: go on with --after ${source.name}:${last}`;
        throw new Error(`stopped in ${source.name}${from}`, { cause: error });
      });
      told += results.filter(Boolean).length;
      refused += results.filter((isTold) => !isTold).length;
      last = rows.at(-1)?.id ?? last;
      if (rows.length > 0) print(`${source.name}:${last} (${told})`);
      if (rows.length < limit) break;
      await delay(Math.max(0, (rows.length / rate) * 1_000 - (performance.now() - began)));
    }
  }
  return { told, refused };
}

/** @returns of each whether it was told */
function publishRows(
  rows: readonly ReplayRow[],
  { publish, print, isDryRun = false }: ReplayOptions,
): Promise<boolean[]> {
  return Promise.all(
    rows.map(async (row) => {
      let message: OutgoingMessage;
      try {
        message = row.toMessage();
      } catch (error) {
        if (!(error instanceof InvalidMessageError)) throw error;
        print(`${row.id} NOT TOLD: ${error.message}`);
        return false;
      }
      if (!isDryRun) await publish(message);
      return true;
    }),
  );
}

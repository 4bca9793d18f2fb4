import type { Counts, Finding, FindingKind } from './check/finding';

/** What one fault came to. */
export interface Result {
  readonly fault: string;
  /** Commands given. */
  readonly operations: number;
  /** Commands without an answer, or with one that leaves open whether it was done. */
  readonly unacknowledged: number;
  /** From the end of the fault until everything had caught up, in ms. */
  readonly healMs: number;
  readonly boundMs: number;
  /** Over all faults so far. */
  readonly counts: Counts;
  readonly findings: readonly Finding[];
}

/** A result with what the run knows of it. */
export interface ReportRow extends Result {
  /** Things done to the system. */
  readonly injected: number;
  readonly figures: Readonly<Record<string, number | string>>;
}

const columns: readonly [string, (row: ReportRow) => string][] = [
  ['fault', ({ fault }) => fault],
  ['operations', ({ operations }) => String(operations)],
  ['no answer', ({ unacknowledged }) => String(unacknowledged)],
  ['injected', ({ injected }) => String(injected)],
  ['lost', (row) => countFindings(row, 'lost')],
  ['unexpected', (row) => countFindings(row, 'unexpected')],
  ['duplicates', (row) => countFindings(row, 'duplicate')],
  ['double sales', (row) => countFindings(row, 'double sale')],
  ['gaps', (row) => countFindings(row, 'gap')],
  ['expiries', (row) => countFindings(row, 'early expiry', 'missing expiry')],
  ['vanished', (row) => countFindings(row, 'vanished')],
  [
    'other',
    (row) =>
      countFindings(
        row,
        'outbox',
        'hold',
        'price',
        'line',
        'idle place',
        'cursor',
        'money',
        'help desk',
        'dead letter',
        'code',
        'entry',
        'ended session',
        'slow to heal',
      ),
  ],
  ['healed after', ({ healMs }) => `${(healMs / 1_000).toFixed(1)} s`],
  ['bound', ({ boundMs }) => `${boundMs / 1_000} s`],
];

function countFindings({ findings }: ReportRow, ...kinds: FindingKind[]): string {
  return String(findings.filter(({ kind }) => kinds.includes(kind)).length);
}

/** The report as lines of a table. */
export function table(rows: readonly ReportRow[]): string[] {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}

/** One line on a finding. */
export function describe({ invariant, kind, text }: Finding): string {
  return `${invariant} ${kind}: ${text}`;
}

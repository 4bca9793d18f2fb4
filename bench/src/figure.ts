import type { Rig } from './parts/rig';

/** One measurement of ours beside its reference, taken right after each other. */
export interface Round {
  readonly ours: number;
  readonly reference: number;
}

/** What a figure came to. */
export interface FigureResult {
  readonly unit: string;
  readonly rounds: readonly Round[];
  /** `at least` for rates, `at most` for times and sizes. */
  readonly goal: 'at least' | 'at most';
  /** Of ours to the reference, or of ours itself where the reference is 1. */
  readonly target: number;
  /** What the reference is. */
  readonly against: string;
  /** Things counted on the way that must be 0: lost, double, wrong. */
  readonly violations: number;
}

/** A thing that can be measured, by name. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  measure(rig: Rig): Promise<FigureResult>;
}

/** The middle value; the mean of the two middle ones of an even number. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that `share` (0 to 1) of all are at most. @throws RangeError without values */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

/** A figure as it is printed and kept: one JSON object. */
export interface Report {
  figure: string;
  unit: string;
  ours: number;
  reference: number;
  against: string;
  ratio: number;
  ratioMin: number;
  ratioMax: number;
  rounds: number;
  goal: string;
  target: number;
  reached: boolean;
  violations: number;
}

/** Sums up the rounds of a figure: medians, and the ratio pair by pair. */
export function report(name: string, result: FigureResult): Report {
  const ratios = result.rounds.map(({ ours, reference }) => ours / reference);
  const ratio = median(ratios);
  const good = result.goal === 'at least' ? ratio >= result.target : ratio <= result.target;
  return {
    figure: name,
    unit: result.unit,
    ours: round(median(result.rounds.map(({ ours }) => ours))),
    reference: round(median(result.rounds.map(({ reference }) => reference))),
    against: result.against,
    ratio: round(ratio),
    ratioMin: round(Math.min(...ratios)),
    ratioMax: round(Math.max(...ratios)),
    rounds: result.rounds.length,
    goal: result.goal,
    target: result.target,
    reached: good && result.violations === 0,
    violations: result.violations,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

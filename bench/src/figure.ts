import { median, round } from './parts/statistics';
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
  /** Without one the figure is shown, and reached unless something was violated. */
  readonly target?: number | undefined;
  /** What the target is a bound of: the ratio of ours to the reference (default), or ours itself. */
  readonly of?: 'ratio' | 'ours';
  /** What the reference is. */
  readonly against: string;
  /** Things counted on the way that must be 0: lost, double, wrong. */
  readonly violations: number;
  /** What else was seen, for the plots. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A thing that can be measured, by name. */
export interface Figure {
  readonly name: string;
  /** A name that selects it together with others. */
  readonly group?: string;
  readonly title: string;
  measure(rig: Rig): Promise<FigureResult>;
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
  oursMin: number;
  oursMax: number;
  rounds: number;
  goal: string;
  target: number | null;
  of: 'ratio' | 'ours';
  reached: boolean;
  violations: number;
  details?: Readonly<Record<string, unknown>>;
}

/** Sums up the rounds of a figure: medians, and the ratio pair by pair. */
export function report(name: string, result: FigureResult): Report {
  const { unit, rounds, goal, target, of = 'ratio', against, violations, details } = result;
  const ours = rounds.map((round) => round.ours);
  const ratios = rounds.map((round) => round.ours / round.reference);
  const judged = median(of === 'ratio' ? ratios : ours);
  const good = target === undefined || (goal === 'at least' ? judged >= target : judged <= target);
  return {
    figure: name,
    unit,
    ours: round(median(ours)),
    reference: round(median(rounds.map(({ reference }) => reference))),
    against,
    ratio: round(median(ratios)),
    ratioMin: round(Math.min(...ratios)),
    ratioMax: round(Math.max(...ratios)),
    oursMin: round(Math.min(...ours)),
    oursMax: round(Math.max(...ours)),
    rounds: rounds.length,
    goal,
    target: target ?? null,
    of,
    reached: good && violations === 0,
    violations,
    ...(details ? { details } : {}),
  };
}

/**
 * Measures ours and the reference right after each other, the one that begins changing from round to round, so that
 * a machine that grows slower or faster meanwhile favours neither.
 */
export async function pairs(
  rounds: number,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<Round[]> {
  const done: Round[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2) {
      const mine = await ours();
      done.push({ ours: mine, reference: await reference() });
    } else {
      const theirs = await reference();
      done.push({ ours: await ours(), reference: theirs });
    }
  }
  return done;
}

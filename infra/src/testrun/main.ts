import { existsSync, readFileSync } from 'node:fs';
import { table } from '../local/table';
import { projectRoot } from '../paths';
import { closingLine, type Counts, none, sum } from './counts';
import { belowFloor, coveragePerPackage, type CoverageReport } from './coverage';
import { parseTestOptions, type StageName, stageNames } from './options';
import { endCommands } from './prefixed';
import { coverageFile, runStage, type StageOutcome } from './stages';

/** Percent of its lines that the specs of each package must run. */
const FLOOR = 85;

/**
 * What runs beside what: the checks of the sources don't mind company. Integration, end-to-end and browser specs watch the
 * clock, so each has the machine for itself.
 */
const steps: readonly (readonly (readonly StageName[])[])[] = [
  [['types']],
  [['format', 'lint', 'web', 'manifests'], ['unit']],
  [['int']],
  [['e2e']],
  [['browser']],
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Row {
  stage: string;
  outcome: StageOutcome;
  seconds: number;
}

/**
 * Runs all checks of the project and prints what came of each; a failing one doesn't keep the others from running.
 * @param args those of `npm test`
 * @returns the exit code: 0 when nothing failed
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseTestOptions(args);
  for (const [name, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
  ] as const) {
    process.once(name, () => {
      endCommands();
      process.exit(128 + number);
    });
  }
  const rows: Row[] = [];
  const timed = async (stage: StageName): Promise<void> => {
    if (!options.stages.includes(stage)) return;
    say(`[${stage}] begins`);
    const begun = performance.now();
    const outcome = await runStage(stage, options.jest);
    const seconds = (performance.now() - begun) / 1000;
    say(`[${stage}] ${closingLine(outcome)} in ${seconds.toFixed(1)} s`);
    rows.push({ stage, outcome, seconds });
  };
  for (const step of steps) {
    await Promise.all(
      step.map(async (lane) => {
        for (const stage of lane) await timed(stage);
      }),
    );
  }
  const whole =
    options.stages.includes('unit') && options.stages.includes('int') && options.jest.length === 0;
  const coverage = reportCoverage(whole);
  rows.sort((a, b) => rank(a) - rank(b));
  printSummary(rows);
  const total = sum([...rows.map(({ outcome }) => outcome), coverage]);
  say(closingLine(total));
  return total.failed === 0 ? 0 : 1;
}

function rank({ stage }: Row): number {
  return stageNames.findIndex((name) => name === stage);
}

/** Prints each package's coverage by the unit and integration specs together; the floor counts as one check of a whole run. */
function reportCoverage(whole: boolean): Counts {
  if (!whole) return none;
  const files = (['unit', 'int'] as const).map(coverageFile).filter((file) => existsSync(file));
  const reports = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as CoverageReport);
  const packages = coveragePerPackage(reports, projectRoot);
  const low = belowFloor(packages, FLOOR);
  const percent = (value: number): string => `${value.toFixed(1)} %`;
  say('\nLines run by unit and integration specs:');
  table([
    ['PACKAGE', 'LINES', 'RUN', ''],
    ...packages.map((one) => [
      one.name,
      String(one.lines),
      percent(one.percent),
      low.includes(one) ? `below ${FLOOR} %` : '',
    ]),
  ]).forEach(say);
  return low.length === 0 && packages.length > 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function printSummary(rows: readonly Row[]): void {
  say('');
  table([
    ['STAGE', 'PASSED', 'FAILED', 'TIME', ''],
    ...rows.map(({ stage, outcome, seconds }) => [
      stage,
      String(outcome.passed),
      String(outcome.failed),
      `${seconds.toFixed(1)} s`,
      outcome.note ?? '',
    ]),
  ]).forEach(say);
  say('');
}

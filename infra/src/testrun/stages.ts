import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths';
import { provideChromium } from './chromium';
import { countCommand, countJest, type Counts, type JestReport, none, sum } from './counts';
import type { StageName } from './options';
import { runPrefixed } from './prefixed';

export interface StageOutcome extends Counts {
  /** Shown beside the counts. */
  note?: string;
}

const reports = join(projectRoot, 'coverage');
const node = process.execPath;
const bin = (...path: string[]): string => join(projectRoot, 'node_modules', ...path);

/** For those that wait for a minute's end; jest.config.js says which of them are let to run side by side. */
const inFours = ['--maxWorkers=4', '--workerIdleMemoryLimit=1GB'];

/** They mostly wait for what a page shows; two at a time keep two cores busy, and no more than that. */
const inPairs = ['--maxWorkers=2', '--workerIdleMemoryLimit=1GB'];

/** The exit code of a check that this machine lacks the tools for. */
const LEFT_OUT = 77;

/** The folder of one jest project's coverage. */
export function coverageFile(stage: StageName): string {
  return join(reports, stage, 'coverage-final.json');
}

/** Runs a stage; everything it says is printed behind its name. */
export async function runStage(stage: StageName, jestArgs: readonly string[]): Promise<StageOutcome> {
  const prefix = `[${stage}]`;
  const command = async (...args: string[]): Promise<StageOutcome> =>
    countCommand(await runPrefixed(prefix, node, args));
  switch (stage) {
    case 'types':
      return command(bin('native-typescript', 'bin', 'tsc'), '-b', '--checkers', '1');
    case 'format':
      return command(
        bin('prettier', 'bin', 'prettier.cjs'),
        '--check',
        '.',
        '--cache',
        '--log-level',
        'warn',
      );
    case 'lint':
      return script('lint', prefix);
    case 'web':
      return web(prefix);
    case 'manifests':
      return script('check:manifests', prefix);
    case 'unit':
    case 'int':
      return jest(stage, [...covered(stage), '--maxWorkers=2'], jestArgs);
    case 'e2e':
      return jest(stage, inFours, jestArgs);
    case 'browser':
      return browser(prefix, jestArgs);
  }
}

const covered = (stage: StageName): string[] => [
  '--coverage',
  '--coverageReporters=json',
  `--coverageDirectory=${join(reports, stage)}`,
];

async function web(prefix: string): Promise<StageOutcome> {
  const types = await runPrefixed(prefix, 'npm', [
    'run',
    '--silent',
    '--if-present',
    '-w',
    'web',
    'typecheck',
  ]);
  const build = await runPrefixed(prefix, node, [join(projectRoot, 'infra', 'scripts', 'build-web.mjs')]);
  return sum([countCommand(types), countCommand(build)]);
}

async function browser(prefix: string, jestArgs: readonly string[]): Promise<StageOutcome> {
  const chromium = await provideChromium((line) => process.stdout.write(`${prefix} ${line}\n`));
  if (!chromium) return { ...none, note: 'left out: no Chromium on PATH and no CHROMIUM_BINARY' };
  return jest('browser', inPairs, jestArgs, { CHROMIUM_BINARY: chromium });
}

async function jest(
  stage: StageName,
  flags: readonly string[],
  given: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<StageOutcome> {
  const output = join(reports, `${stage}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(output, { force: true });
  rmSync(join(reports, stage), { recursive: true, force: true });
  const code = await runPrefixed(
    `[${stage}]`,
    node,
    [
      ...[bin('jest', 'bin', 'jest.js'), '--selectProjects', stage, '--json', `--outputFile=${output}`],
      ...['--passWithNoTests', ...flags, ...given],
    ],
    env,
  );
  const report = readReport(output);
  const counts = countJest(report, code);
  const skipped = report ? report.numPendingTests + report.numTodoTests : 0;
  return skipped > 0 ? { ...counts, note: `${skipped} skipped` } : counts;
}

function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return undefined;
  }
}

/** A check that the root package.json may have as a script. */
async function script(name: string, prefix: string): Promise<StageOutcome> {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  if (!scripts[name]) return { ...none, note: 'nothing to check' };
  const code = await runPrefixed(prefix, 'npm', ['run', '--silent', name]);
  return code === LEFT_OUT ? { ...none, note: 'left out: a tool is missing, see above' } : countCommand(code);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, report, type Report } from './figure';
import { figures } from './figures';
import { Rig, type RigOptions } from './parts/rig';
import { machine } from './parts/versions';

/** What `--help` prints. */
export const help = `Measures the services beside references taken in the same run, and prints one JSON line per figure.

  npm run bench [-- figures and options]

${figures.map(({ name, title }) => `  ${name.padEnd(18)} ${title}`).join('\n')}

${[...new Set(figures.flatMap(({ group }) => group ?? []))]
  .map(
    (group) =>
      `  ${group.padEnd(18)} all of these: ${figures
        .filter((figure) => figure.group === group)
        .map(({ name }) => name)
        .join(', ')}`,
  )
  .join('\n')}

  --seconds 3        how long one side of a round is measured
  --rounds 5         pairs of measurements per figure
  --profile FOLDER   writes a CPU profile of each service there (see bench/profile.mjs)
  --help

The exit status is 1 when a figure is below its target or a rule was broken on the way. Results are kept in .data/bench.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures what is named, or everything. @returns the exit status */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      profile: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !figures.some((figure) => isCalled(figure, name)));
  if (unknown.length > 0) {
    log(`${unknown.join(', ')}: no such figure\n\n${help}`);
    return 2;
  }
  const options: RigOptions = {
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    ...(values.profile ? { profile: values.profile } : {}),
  };
  const place = await machine();
  say(JSON.stringify(place));
  const reports: Report[] = [];
  const failed: string[] = [];
  for (const figure of figures) {
    if (positionals.length > 0 && !positionals.some((name) => isCalled(figure, name))) continue;
    log(`${figure.name}: ${figure.title}`);
    const measured = await measure(figure, options).catch((error: unknown) => {
      log(`${figure.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      failed.push(figure.name);
    });
    if (!measured) continue;
    reports.push(measured);
    say(JSON.stringify(measured));
  }
  keep({ ...place, reports, failed });
  return verdict(reports, failed);
}

function isCalled({ name, group }: Figure, wanted: string): boolean {
  return wanted === name || wanted === group;
}

/** Measures on servers that are the figure's own, so that no figure sees what another has left. */
async function measure(figure: Figure, options: RigOptions): Promise<Report> {
  const begun = performance.now();
  const rig = await Rig.start(options);
  try {
    return report(figure.name, await figure.measure(rig));
  } finally {
    await rig.stop();
    log(`  took ${Math.round((performance.now() - begun) / 1_000)} s`);
  }
}

function verdict(reports: readonly Report[], failed: readonly string[]): number {
  const violations = reports.reduce((sum, each) => sum + each.violations, 0);
  log(`Rules broken on the way: ${violations}`);
  const below = [...reports.filter(({ reached }) => !reached).map(({ figure }) => figure), ...failed];
  log(below.length === 0 ? 'Every figure is reached.' : `Below target: ${below.join(', ')}`);
  return below.length === 0 ? 0 : 1;
}

function keep(result: Record<string, unknown>): void {
  const folder = join(__dirname, '../../.data/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${String(result['at']).replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

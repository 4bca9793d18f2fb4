import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { report, type Report } from './figure';
import { figures } from './figures';
import { Rig } from './parts/rig';

/** What `--help` prints. */
export const help = `Measures the services beside references taken in the same run, and prints one JSON line per figure.

  npm run bench [-- figures and options]

${figures.map(({ name, title }) => `  ${name.padEnd(16)} ${title}`).join('\n')}

  --seconds 5   how long one side of a round is measured
  --rounds 5    pairs of measurements per figure
  --help

The exit status is 1 when a figure is below its target or a rule was broken on the way. Results are kept in .data/bench.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Measures what is named, or everything. @returns the exit status */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '5' } },
  });
  const unknown = positionals.filter((name) => !figures.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`${unknown.join(', ')}: no such figure\n\n${help}\n`);
    return 2;
  }
  const wanted = figures.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const machine = machineLine();
  say(JSON.stringify(machine));
  const rig = await Rig.start({ seconds: Number(values.seconds), rounds: Number(values.rounds) });
  const reports: Report[] = [];
  try {
    for (const figure of wanted) {
      process.stderr.write(`${figure.name}: ${figure.title}\n`);
      const measured = report(figure.name, await figure.measure(rig));
      reports.push(measured);
      say(JSON.stringify(measured));
      await rig.clear();
    }
  } finally {
    await rig.stop();
  }
  keep({ machine, reports });
  const below = reports.filter(({ reached }) => !reached).map(({ figure }) => figure);
  process.stderr.write(
    below.length === 0 ? 'Every figure is reached.\n' : `Below target: ${below.join(', ')}\n`,
  );
  return below.length === 0 ? 0 : 1;
}

function machineLine(): Record<string, unknown> {
  return {
    machine: { cores: cpus().length, model: cpus()[0]?.model, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    node: process.version,
    at: new Date().toISOString(),
  };
}

function keep(result: object): void {
  const folder = join(__dirname, '../../.data/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

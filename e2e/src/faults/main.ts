import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlResult, runControls } from './controls/run-controls';
import { identity } from './check/finding';
import type { Fault, OwnSystem } from './fault';
import { faults } from './faults';
import { type Options, parseOptions } from './options';
import { describe, type ReportRow, table } from './report';
import { runFault } from './run-fault';
import { faultsFolder, startEnvironment, type FaultEnvironment } from './environment';

const help = `Breaks the running system in every way it has to survive, and checks afterwards that nothing was lost, sold twice
or told twice, no cart is half, and who waits is served in order.

  npm run test:faults [-- names and options]

  --list          the faults
  --controls      only switches each protection off, and expects the checker to find what follows; a run of all faults
                  ends with that
  --seed 1        the same seed gives the same commands
  --rate 15       commands a second
  --seconds 1     how long the load runs before each fault
  --long 20       how long streams are cut and processes are restarted at random, in seconds
  --events 600    events published while the broker is killed twice
  --buyers 500    who want one of the 500 places of a ticket at the same time, in rush, or wait for one in a line, in queue
  --rounds 1      how often rush sells such a ticket out
  --kills 3       kill -9 of replicas of orders: in each round of rush, in carts and in queue
  --keep          leaves the stores and logs in .data/faults/system
  --help

The exit status is 1 when anything was found, or the checker found nothing where a protection was off. The report is kept in .data/faults.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs what was asked for. @returns the exit status */
export async function run(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(
      args,
      faults.map(({ name }) => name),
    );
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  if (options.mode === 'help') say(help);
  else if (options.mode === 'list') faults.forEach(({ name, title }) => say(`${name.padEnd(20)} ${title}`));
  else if (options.mode === 'controls') return succeeded(await runControls(options.extent, say)) ? 0 : 1;
  else return runAll(options);
  return 0;
}

const succeeded = (results: readonly ControlResult[]): boolean => results.every(({ passed }) => passed);

async function runAll(options: Options): Promise<number> {
  const { names, extent, keep } = options;
  const wanted = faults.filter(({ name }) => names.length === 0 || names.includes(name));
  const folder = join(faultsFolder, 'system');
  const begun = Date.now();
  const rows: ReportRow[] = [];
  const skipped: Record<string, string> = {};
  const known = new Set<string>();
  for (const own of new Set(wanted.map((fault) => fault.own)))
    await runOn(
      own,
      wanted.filter((fault) => fault.own === own),
    );
  const findings = rows.flatMap((row) => row.findings);
  table(rows).forEach(say);
  const controls = names.length === 0 ? await runControls(extent, say) : [];
  const tookMs = Date.now() - begun;
  keepReport({ at: new Date(begun).toISOString(), extent, tookMs, skipped, rows, controls });
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  const injected = rows.reduce((sum, row) => sum + row.injected, 0);
  say(
    `${operations} operations, ${rows.length} faults, ${injected} injections, ${findings.length} findings, ${JSON.stringify(rows.at(-1)?.counts ?? {})}, ${Math.round(tookMs / 1_000)} s`,
  );
  return findings.length === 0 && succeeded(controls) ? 0 : 1;

  /** Runs faults one after the other on one system. */
  async function runOn(own: OwnSystem | undefined, those: readonly Fault[]): Promise<void> {
    say(
      `Starting two replicas of every service${own ? ` that sells, and ${JSON.stringify(own.replicas)}` : ''}`,
    );
    const crowd = own && { crowd: { sellers: 1, buyers: extent.buyers, engineers: 0 } };
    const faultEnvironment = await startEnvironment({ extent, folder, say, ...own, ...crowd });
    const unwatch = stopOnSignal(faultEnvironment);
    try {
      for (const fault of those) {
        const why = fault.impossible?.(faultEnvironment.context.system);
        if (why) {
          say(`${fault.name}: skipped, ${why}`);
          skipped[fault.name] = why;
          continue;
        }
        rows.push(await runOne(fault, faultEnvironment));
      }
    } finally {
      unwatch();
      await faultEnvironment.stop();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    }
  }

  async function runOne(fault: Fault, { context, takeNotes }: FaultEnvironment): Promise<ReportRow> {
    say(`${fault.name}: ${fault.title}`);
    const result = await runFault(fault, context, known);
    const row = { ...result, ...takeNotes() };
    for (const finding of result.findings) {
      known.add(identity(finding));
      say(`  FOUND ${describe(finding)}`);
    }
    const figures = Object.entries(row.figures).map(([name, value]) => `, ${name} ${value}`);
    say(`  ${row.operations} operations, healed after ${row.healMs} ms${figures.join('')}`);
    return row;
  }
}

/** A run that is called off leaves nothing behind. @returns what ends that */
function stopOnSignal(faultEnvironment: FaultEnvironment): () => void {
  const stop = (): void => void faultEnvironment.stop().finally(() => process.exit(130));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  return () => signals.forEach((signal) => process.off(signal, stop));
}

function keepReport(report: { at: string } & Record<string, unknown>): void {
  mkdirSync(faultsFolder, { recursive: true });
  const text = `${JSON.stringify(report, null, 2)}\n`;
  writeFileSync(join(faultsFolder, `${report.at.replace(/[:.]/g, '-')}.json`), text);
}

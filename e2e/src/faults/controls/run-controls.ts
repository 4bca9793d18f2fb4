import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@ticketing/infra';
import type { Finding } from '../check/finding';
import type { Extent } from '../fault';
import { describe } from '../report';
import { persistentFindings } from '../run-fault';
import { faultsFolder, startEnvironment } from '../environment';
import { untilHealed } from '../system/outstanding';
import { type Control, controls } from './controls';

/** What is lost stays lost: nobody waits long for it, in ms. */
const HEAL_MS = 8_000;
const SHOWN = 3;
/** Compiled, because processes load them. */
const preloads = join(projectRoot, 'e2e/dist/faults/controls');

/** What the checker found without a protection. */
export interface ControlResult {
  readonly without: string;
  /** Findings of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whether the checker found what it had to. */
  readonly passed: boolean;
}

/** Runs the system with one protection after the other switched off. */
export async function runControls(extent: Extent, say: (line: string) => void): Promise<ControlResult[]> {
  const results: ControlResult[] = [];
  for (const control of controls) results.push(await runControl(control, extent, say));
  const passed = results.filter((result) => result.passed).length;
  say(`controls: ${passed} passed, ${results.length - passed} failed`);
  return results;
}

/** Runs the system without one protection, and has it checked. */
export async function runControl(
  control: Control,
  extent: Extent,
  say: (line: string) => void,
): Promise<ControlResult> {
  const { name, expected } = control;
  const findings = await findingsWithout(control, extent, say);
  const counts: Record<string, number> = {};
  for (const finding of findings) counts[toName(finding)] = (counts[toName(finding)] ?? 0) + 1;
  const missing = expected.filter((kind) => !counts[kind]);
  const passed = missing.length === 0;
  const summary = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  say(
    `without the ${name}: ${passed ? 'passed, the checker is red' : `FAILED, the checker found no ${missing.join(' and no ')}`}`,
  );
  say(`  ${summary.join(', ') || 'nothing was found'}`);
  const telling = findings.filter((finding) => expected.some((kind) => kind === toName(finding)));
  telling.slice(0, SHOWN).forEach((finding) => say(`  ${describe(finding)}`));
  return { without: name, counts, passed };
}

const toName = ({ invariant, kind }: Finding): string => `${invariant} ${kind}`;

async function findingsWithout(
  control: Control,
  extent: Extent,
  say: (line: string) => void,
): Promise<readonly Finding[]> {
  const { services, preload } = control;
  const folder = join(faultsFolder, 'control');
  const environment: Record<string, string> = {
    // What is sold twice has to stay so until the checker has looked.
    EXPIRATION_WINDOW_SECONDS: '120',
    ...(preload ? { NODE_OPTIONS: `--require ${join(preloads, `${preload}.js`)}` } : {}),
  };
  const faultEnvironment = await startEnvironment({ extent, folder, say, services, environment });
  try {
    const { context } = faultEnvironment;
    const own = (await control.run(context)) ?? [];
    await context.load.stop();
    await untilHealed(context.system, context, HEAL_MS);
    return [...own, ...(await persistentFindings(context, 2)).findings];
  } finally {
    await faultEnvironment.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

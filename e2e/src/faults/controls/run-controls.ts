import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../check/finding';
import type { Extent } from '../fault';
import { describe } from '../report';
import { lastingFindings } from '../run-fault';
import { faultsFolder, setStage } from '../stage';
import { untilHealed } from '../system/outstanding';
import { type Control, controls } from './controls';

/** What is lost stays lost: nobody waits long for it, in ms. */
const HEAL_MS = 8_000;
const SHOWN = 3;

/**
 * Runs the system with one protection after the other switched off. @returns whether the checker found each time what it
 * had to
 */
export async function runControls(extent: Extent, say: (line: string) => void): Promise<boolean> {
  let red = 0;
  for (const control of controls) {
    const findings = await findingsWithout(control, extent, say);
    const counts: Record<string, number> = {};
    for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
    const found = (counts[control.expected] ?? 0) > 0;
    if (found) red += 1;
    say(`without the ${control.name}: ${found ? 'red, as it has to be' : `NOT FOUND: ${control.expected}`}`);
    say(
      `  ${
        Object.entries(counts)
          .map(([kind, count]) => `${count} ${kind}`)
          .join(', ') || 'nothing was found'
      }`,
    );
    const telling = findings.filter(({ kind }) => kind === control.expected);
    telling.slice(0, SHOWN).forEach((finding) => say(`  ${describe(finding)}`));
  }
  say(`${red} of ${controls.length} protections were missed by the checker when they were gone`);
  return red === controls.length;
}

async function findingsWithout(
  control: Control,
  extent: Extent,
  say: (line: string) => void,
): Promise<readonly Finding[]> {
  const { services, preload } = control;
  const folder = join(faultsFolder, 'control');
  const environment: Record<string, string> = preload
    ? { NODE_OPTIONS: `--require ${join(__dirname, `${preload}.js`)}` }
    : {};
  const stage = await setStage({ extent, folder, say, services, environment });
  try {
    const { scene } = stage;
    await control.run(scene);
    await scene.load.stop();
    await untilHealed(scene.system, scene, HEAL_MS);
    return (await lastingFindings(scene, 2)).findings;
  } finally {
    await stage.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

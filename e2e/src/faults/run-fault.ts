import { setTimeout as pause } from 'node:timers/promises';
import { check, type Known } from './check/check';
import { type Finding, identity, type Verdict } from './check/finding';
import type { Fault, FaultContext } from './fault';
import type { Result } from './report';
import { takeSnapshot } from './system/take-snapshot';
import { untilHealed } from './system/outstanding';

/** Nobody waits longer than this for a system to heal, in ms. */
const GIVE_UP_MS = 90_000;
/** What is wrong is still wrong after this many looks; an order that expires between two reads is not. */
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 500;

/** Runs the load, injects the fault, waits until the system has healed, and checks everything that is stored. */
export async function runFault(
  fault: Fault,
  context: FaultContext,
  earlier: ReadonlySet<string>,
): Promise<Result> {
  const { load, recorder, extent } = context;
  const before = recorder.attempts.length;
  if (fault.underLoad !== false) {
    load.start();
    await pause(extent.seconds * 1_000);
  }
  const own = await inject(fault, context);
  const over = Date.now();
  await load.stop();
  const { done, last } = await untilHealed(context.system, context, GIVE_UP_MS);
  const healMs = Date.now() - over;
  const late: Finding[] =
    !done || healMs > fault.healsWithin * 1_000
      ? [
          {
            invariant: 'I1',
            kind: 'slow to heal',
            text: `${fault.name} took ${healMs} ms; ${last}`,
          },
        ]
      : [];
  const { findings, counts } = await persistentFindings(context);
  const attempts = recorder.attempts.slice(before);
  const all = [...own, ...late, ...findings];
  return {
    fault: fault.name,
    operations: attempts.length,
    unacknowledged: attempts.filter(({ told }) => told === 'unacknowledged').length,
    healMs,
    boundMs: fault.healsWithin * 1_000,
    counts,
    findings: all.filter((finding) => !earlier.has(identity(finding))),
  };
}

/** Injects the fault, and takes back what of it still lasts. @returns what was seen that must not be */
async function inject(fault: Fault, context: FaultContext): Promise<Finding[]> {
  try {
    return (await fault.run(context)) ?? [];
  } catch (error) {
    // One fault that can't be done must not hide what the others would find.
    return [{ invariant: 'I1', kind: 'slow to heal', text: `${fault.name}: ${(error as Error).message}` }];
  } finally {
    await context.system.reset();
  }
}

/** What the checker finds, again and again: what was only on its way is gone at the next look. */
export async function persistentFindings(context: FaultContext, looks = LOOKS): Promise<Verdict> {
  let verdict = await look(context);
  for (let more = 1; more < looks && verdict.findings.length > 0; more += 1) {
    await pause(BETWEEN_LOOKS_MS * more);
    await untilHealed(context.system, context, 10_000);
    const next = await look(context);
    const before = new Set(verdict.findings.map(identity));
    verdict = { ...next, findings: next.findings.filter((finding) => before.has(identity(finding))) };
  }
  return verdict;
}

async function look({ system, recorder, watchers, poller, foreign, poison }: FaultContext): Promise<Verdict> {
  const { attempts, scans, refunds } = recorder;
  const polled = poller?.polled ?? [];
  const known: Known = { attempts, scans, refunds, watched: watchers, polled, foreign, poison };
  return check(await takeSnapshot(system), known);
}

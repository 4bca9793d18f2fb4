import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@ticketing/infra';
import { processorSeconds } from './processor-time';

/** Enough to build the indexes of a million rows. */
const START_TIMEOUT_MS = 120_000;

/** A process under measurement. */
export interface MeasuredProcess {
  readonly url: string;
  /** Processor time used so far. */
  processorSeconds(): number;
  /** Resident memory now, in MiB. */
  memoryMiB(): number;
  /** What it is called in results: the service, or `reference`. */
  readonly name: string;
  /** Time that it has spent on processors, in seconds. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/**
 * Starts a compiled entry and waits until it answers on `/readyz`.
 * @param entry from the project's root
 * @param profile folder for a CPU profile, written when the process is stopped; none is taken if not given
 * @throws Error when it ends or does not answer in time
 */
export async function startProcess(
  entry: string,
  environment: Record<string, string>,
  profile?: string,
): Promise<MeasuredProcess> {
  const port = await freePort();
  const [folder = entry] = entry.split('/');
  const name = folder === 'bench' ? 'reference' : folder;
  const flags = profile ? ['--cpu-prof', '--cpu-prof-dir', join(profile, name)] : [];
  const child: ChildProcess = spawn(process.execPath, [...flags, join(__dirname, '../../..', entry)], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...environment, PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, `${url}/readyz`, entry);
  return {
    url,
    processorSeconds: () => processorSeconds(child.pid),
    name,
    memoryMiB: () => residentMiB(child.pid),
    cpuSeconds: () => cpuSeconds(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilReady(child: ChildProcess, url: string, entry: string): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`${entry} ended with ${child.exitCode}`);
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${entry} did not become ready`);
  }
}

/** Clock ticks a second, as Linux tells processes. */
const TICKS = 100;

/** User and system time of a process. Linux only; 0 elsewhere. */
export function cpuSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Linux only; 0 elsewhere. */
function residentMiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

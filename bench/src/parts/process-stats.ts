import { readFileSync } from 'node:fs';
import { round } from './statistics';

/** Linux counts in hundredths of a second, whatever the kernel was built with. */
const TICKS = 100;

/** Seconds of processor time that a process has used. Linux only; 0 elsewhere and for one that is gone. */
export function processorSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may hold anything: state is the third field, user and system time the 14th and 15th.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / TICKS;
  } catch {
    return 0;
  }
}

/** Resident memory of a process now, in MiB. Linux only; 0 elsewhere. */
export function residentMiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * A process's part of the memory that all use together, in MiB: what it shares with others, such as Node's own code, counts in
 * equal parts (the proportional set size of proc_pid_smaps(5)). Linux only; 0 elsewhere.
 */
export function proportionalMiB(pid: number | undefined): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * What each process has spent per item, in milliseconds of processor time.
 * @param before and `after`: seconds by name, as `Rig.cpuSeconds` tells them
 */
export function costPerItem(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  items: number,
): Record<string, number> {
  const spent = Object.entries(after).map(([name, seconds]): [string, number] => [
    name,
    round(((seconds - (before[name] ?? 0)) * 1_000) / items),
  ]);
  return Object.fromEntries(spent);
}

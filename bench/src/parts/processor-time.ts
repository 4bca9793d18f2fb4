import { readFileSync } from 'node:fs';

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

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity, signal, readStartTime } from './pids';

/** Notes a running process in `folder`, so that a later run finds it should this one end without stopping it. */
export function writePidFile(folder: string, name: string, pid: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.pid`), JSON.stringify({ pid, startTime: readStartTime(pid) }));
}

export function removePidFile(folder: string, name: string): void {
  rmSync(join(folder, `${name}.pid`), { force: true });
}

/** The process that `name` was noted for, if it is the very same one and still runs. */
export function readPidFile(folder: string, name: string): ProcessIdentity | undefined {
  try {
    const identity = JSON.parse(readFileSync(join(folder, `${name}.pid`), 'utf8')) as ProcessIdentity;
    return isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stops what a run that crashed left behind, TERM first and KILL after 10 s, and forgets it.
 * @returns the names of the processes that were still running.
 */
export async function stopLeftovers(folder: string): Promise<string[]> {
  const found: string[] = [];
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.pid'));
  } catch {
    return found;
  }
  await Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -'.pid'.length);
      const identity = readPidFile(folder, name);
      if (identity) {
        found.push(name);
        await end(identity);
      }
      removePidFile(folder, name);
    }),
  );
  return found;
}

async function end(identity: ProcessIdentity): Promise<void> {
  const deadline = Date.now() + 10_000;
  signal(identity.pid, 'SIGTERM');
  while (isAlive(identity)) {
    if (Date.now() > deadline) signal(identity.pid, 'SIGKILL');
    await sleep(50);
  }
}

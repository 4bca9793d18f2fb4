import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from '../paths';

/** What jest says of its projects, of which each workspace has one. */
const noise = /^(Running (one project: \w+|\d+ projects:)|- \w+)$/;

/** Jest says this when something that a spec left open keeps it from ending; it would never end. */
const stuck = 'Jest did not exit one second after';
const STUCK_MS = 5_000;

const running = new Set<ChildProcess>();

/** Ends the commands that run, for when we are told to end ourselves. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs a command in the project's root, its lines printed behind `prefix`; resolves with its exit code. */
export function runPrefixed(
  prefix: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const print = (line: string): void => {
      if (!noise.test(line)) process.stdout.write(`${prefix} ${line}\n`);
      if (line.includes(stuck)) setTimeout(() => child.kill('SIGKILL'), STUCK_MS).unref();
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', print);
    running.add(child);
    child.once('error', (error) => {
      print(`${command} can't be started: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

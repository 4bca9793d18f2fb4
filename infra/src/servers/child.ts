import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './commands';
import { removePidFile, writePidFile } from './pid-files';
import { watch } from './watchdog';

export interface ChildOptions {
  /** Names the process in messages, and its pid file. */
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Its output is appended here; if not given, its errors are ours and the rest is dropped. */
  logFile?: string;
  /** Folder for its pid file; none is written if not given. */
  runDir?: string | undefined;
}

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string | undefined;
  /** Settles when the process has ended, for whatever reason; never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Undefined while it runs. */
  exit(): ChildExit | undefined;
  /** Asks the process to end (TERM), kills it after `graceMs` (10,000 if not given), and waits for its end. */
  stop(graceMs?: number): Promise<ChildExit>;
  /** Kills the process (KILL) and waits for its end. */
  kill(): Promise<ChildExit>;
  signal(name: NodeJS.Signals): void;
}

/**
 * Starts a process that can't outlive this one (see watchdog.ts).
 * It has a process group of its own: a Ctrl-C in the terminal reaches only us, and we choose the order of stopping.
 * @throws Error when the command can't be started.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const log = options.logFile && openLog(options.logFile);
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: log ? ['ignore', log, log] : ['ignore', 'ignore', 'inherit'],
  });
  if (log) closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`${options.name} can't be started: ${error.message}`, { cause: error });
  }
  const unwatch = watch(pid);
  if (options.runDir) writePidFile(options.runDir, options.name, pid);

  let exit: ChildExit | undefined;
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      unwatch();
      if (options.runDir) removePidFile(options.runDir, options.name);
      resolve(exit);
    });
  });
  const send = (name: NodeJS.Signals): void => {
    if (!exit) child.kill(name);
  };
  return {
    name: options.name,
    pid,
    logFile: options.logFile,
    exited,
    exit: () => exit,
    signal: send,
    async stop(graceMs = 10_000) {
      send('SIGTERM');
      const timer = setTimeout(() => send('SIGKILL'), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
    async kill() {
      send('SIGKILL');
      return exited;
    },
  };
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}

/**
 * Waits until `probe` resolves, asking every 50 ms.
 * @throws Error with the last lines of the child's log when it ends first or isn't ready within `timeoutMs` (60,000 if not given).
 */
export async function waitUntilReady(
  child: Child,
  probe: () => Promise<unknown>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const exit = child.exit();
    if (exit)
      throw new Error(`${child.name} ended at its start (${describeExit(exit)})${logTail(child.logFile)}`);
    try {
      await probe();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        const why = `${child.name} isn't ready after ${timeoutMs / 1000} s: ${(error as Error).message}`;
        throw new Error(`${why}${logTail(child.logFile)}`, { cause: error });
      }
    }
    await Promise.race([sleep(50), child.exited]);
  }
}

export function describeExit(exit: ChildExit): string {
  return exit.signal ? `ended by ${exit.signal}` : `exit code ${exit.code}`;
}

/** The last lines of a log file as a paragraph of a message, empty when there is none. */
export function logTail(file: string | undefined, lines = 15): string {
  if (!file) return '';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return '';
  }
  const tail = lastLines(text, lines);
  return tail.length === 0 ? '' : `\nlast lines of ${file}:\n${tail.map((line) => `  ${line}`).join('\n')}`;
}

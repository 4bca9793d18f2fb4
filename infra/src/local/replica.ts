import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Child,
  type ChildExit,
  describeExit,
  logTail,
  startChild,
  waitUntilReady,
} from '../servers/child';
import { httpOk } from '../servers/probes';
import { nodeArgs } from '../servers/service-process';

export interface ReplicaOptions {
  service: string;
  number: number;
  port: number;
  internalPort?: number | undefined;
  /** The compiled entry. */
  entry: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  runDir: string;
  /** Told when it ends unasked, starts again, is ready again. */
  log: (line: string) => void;
  /** Told when its process is another one. */
  onChange: () => void;
  /** Milliseconds before the restart after so many failures in a row; `restartPause` if not given. */
  pause?: (failures: number) => number;
}

/** Longer than a service takes to drain (10 s if not set otherwise). */
const STOP_GRACE_MS = 25_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** One that ran this long has recovered; its next restart comes quickly again. */
const STABLE_MS = 30_000;

/** The pause before the restart that follows `failures` (from 1) failures in a row, in ms. */
export function restartPause(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

/** One process of a service, started again when it ends unasked. */
export class Replica {
  readonly name: string;
  /** False while its process is down or not ready yet. */
  connected = false;
  private child: Child | undefined;
  private stopping = false;
  private readonly stopped = new AbortController();
  private failures = 0;

  constructor(readonly options: ReplicaOptions) {
    this.name = `${options.service}-${options.number}`;
  }

  get pid(): number | null {
    return this.child && !this.child.exit() ? this.child.pid : null;
  }

  /**
   * Starts it and waits until it is ready.
   * @throws Error with the last lines of its log when it ends first.
   */
  async start(timeoutMs: number): Promise<void> {
    const child = await this.launch();
    await waitUntilReady(child, () => this.probe(), timeoutMs);
    this.becomeReady(child);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.connected = false;
    this.stopped.abort();
    await this.child?.stop(STOP_GRACE_MS);
  }

  /** Sends its process a signal, if one runs; one that ends by it is started again. */
  signal(name: NodeJS.Signals): void {
    this.child?.signal(name);
  }

  kill(): void {
    this.stopping = true;
    this.child?.signal('SIGKILL');
  }

  private async launch(): Promise<Child> {
    const { entry, cwd, env, logFile, runDir } = this.options;
    const command = process.execPath;
    const name = this.name;
    this.child = await startChild({
      name,
      command,
      args: [...nodeArgs, entry],
      cwd,
      env,
      logFile,
      runDir,
    });
    this.options.onChange();
    return this.child;
  }

  private async probe(): Promise<void> {
    await httpOk(`http://127.0.0.1:${this.options.port}/readyz`);
  }

  private becomeReady(child: Child): void {
    this.connected = true;
    const since = Date.now();
    void child.exited.then((exit) => {
      this.connected = false;
      if (Date.now() - since > STABLE_MS) this.failures = 0;
      if (!this.stopping) void this.revive(exit);
    });
  }

  private async revive(first: ChildExit): Promise<void> {
    let exit = first;
    while (!this.stopping) {
      this.failures += 1;
      const pause = (this.options.pause ?? restartPause)(this.failures);
      this.options.log(`${this.name} ${describeExit(exit)}; starting it again in ${pause / 1000} s`);
      await sleep(pause, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      if (this.stopping) return;
      const child = await this.launch().catch((error: Error) => {
        // As when the system has no process or memory left: that passes.
        this.options.log(`${this.name} could not be started: ${error.message}`);
      });
      if (!child) continue;
      try {
        // It may wait for a server that is away as long as it likes: only its end is a failure.
        await waitUntilReady(child, () => this.probe(), Number.MAX_SAFE_INTEGER);
        this.options.log(`${this.name} is ready again`);
        this.becomeReady(child);
        return;
      } catch {
        exit = await child.exited;
        if (!this.stopping) this.options.log(logTail(this.options.logFile, 5).trim());
      }
    }
  }
}

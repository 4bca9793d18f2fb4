import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild, waitUntilReady } from './child';
import { freePort } from './ports';
import { type BinaryName } from './binaries';
import { resolveBinary } from './resolve-binary';

export interface ServerOptions {
  /** A free port if not given. */
  port?: number;
  /** Folder of its data; a temporary one, removed at the stop, if not given. */
  dataDir?: string;
  /** Its output is appended here; into the data folder if not given. */
  logFile?: string;
  /** Folder for its pid file; none is written if not given. */
  runDir?: string;
  log?: (line: string) => void;
}

/** A server running as a child of this process. */
export interface RunningServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Ends it cleanly and removes its data folder if that is a temporary one. */
  stop(): Promise<void>;
  /** kill -9; the data stay. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data, and waits until it answers. */
  start(): Promise<void>;
  /** kill -9 and start again. */
  restart(): Promise<void>;
  /** Stops (SIGSTOP) or resumes (SIGCONT) the process where it is. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process ends by itself or by `kill`. */
  exited(): Promise<void>;
}

export interface ServerKind {
  binary: BinaryName;
  /** How many ports it needs; the first is the one of `port`. */
  ports?: number;
  /** Writes what it reads at each start. */
  prepare?(place: { port: number; dataDir: string }): void;
  args(place: { port: number; ports: number[]; dataDir: string }): string[];
  /** Environment variables on top of this process's own. */
  env?(place: { dataDir: string }): NodeJS.ProcessEnv;
  /** Rejects until the server answers as it should. */
  ready(place: { port: number; ports: number[] }): Promise<unknown>;
  url(place: { port: number }): string;
  /** Mends its data, or finds arguments with which it starts after all, given what it said when it did not. */
  repair?(said: string, dataDir: string): string[] | undefined;
  /** How long it may take to end cleanly before it is killed, in ms; 30,000 if not given. */
  graceMs?: number;
}

/** Data may be damaged in more than one way. */
const MAX_REPAIRS = 3;

/**
 * Starts a server and waits until it answers.
 * @throws Error when its binary can't be obtained or it doesn't come up; with the last lines of its log.
 */
export async function startServer(kind: ServerKind, options: ServerOptions = {}): Promise<RunningServer> {
  const name = kind.binary;
  const command = await resolveBinary(kind.binary, { log: options.log });
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), `ticketing-${name}-`));
  mkdirSync(dataDir, { recursive: true });
  const logFile = options.logFile ?? join(dataDir, `${name}.log`);

  let ports: number[] = [];
  let child: Child;
  const launch = async (extra: string[] = [], repairs = MAX_REPAIRS): Promise<void> => {
    const port = ports[0] ?? 0;
    kind.prepare?.({ port, dataDir });
    child = await startChild({
      name,
      command,
      args: [...kind.args({ port, ports, dataDir }), ...extra],
      cwd: dataDir,
      env: { ...process.env, ...kind.env?.({ dataDir }) },
      logFile,
      runDir: options.runDir,
    });
    try {
      await waitUntilReady(child, () => kind.ready({ port, ports }));
    } catch (error) {
      await child.kill();
      const found = repairs > 0 ? kind.repair?.((error as Error).message, dataDir) : undefined;
      if (!found) throw error;
      await launch(found, repairs - 1);
    }
  };

  for (let attempt = 1; ; attempt += 1) {
    ports = [options.port ?? (await freePort())];
    while (ports.length < (kind.ports ?? 1)) ports.push(await freePort());
    try {
      await launch();
      break;
    } catch (error) {
      // Between our look and its start somebody may have taken the port.
      if (options.port !== undefined || attempt === 3) throw error;
    }
  }
  const port = ports[0] ?? 0;
  return {
    name,
    port,
    dataDir,
    logFile,
    url: kind.url({ port }),
    pid: () => (child.exit() ? undefined : child.pid),
    signal: (signalName) => child.signal(signalName),
    exited: async () => {
      await child.exited;
    },
    start: () => launch(),
    async kill() {
      await child.kill();
    },
    async restart() {
      await child.kill();
      await launch();
    },
    async stop() {
      await child.stop(kind.graceMs ?? 30_000);
      if (temporary) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { type Child, startChild, waitUntilReady } from './child';
import { freePort } from './ports';
import { httpOk } from './probes';

/**
 * Arguments of Node for every service. New objects get 32 MiB of the heap at the most, as up to Node 20; the 128 MiB of
 * Node 24 made no request cheaper.
 *
 * @see https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
export const nodeArgs = ['--enable-source-maps', '--max-semi-space-size=16'] as const;

export interface ServiceProcessOptions {
  readonly name: string;
  /** The entry, with the arguments of Node that it needs beside those of every service before it. */
  readonly args: readonly string[];
  /** All of its environment; the ports are added. */
  readonly env: NodeJS.ProcessEnv;
  /** Its output is appended here; if not given, its errors are ours and the rest is dropped. */
  readonly logFile?: string;
  /** It is waited for at most this long, in ms; 60,000 if not given. */
  readonly timeoutMs?: number;
  /** That it ends before it is ready is no error: it is meant to die of what it does. */
  readonly mayDie?: boolean;
}

/** A process of a service, started for a test or a measurement. It ends with the process that started it. */
export interface ServiceProcess extends Child {
  readonly url: string;
  /** Of the port that only services of the platform reach, where the service has one. */
  readonly internalUrl: string;
}

/**
 * Starts a process of a service on ports of its own and waits until it answers on `/readyz`.
 * @throws Error when it ends or does not answer in time
 */
export async function startServiceProcess({
  name,
  args,
  env,
  logFile,
  timeoutMs,
  mayDie = false,
}: ServiceProcessOptions): Promise<ServiceProcess> {
  const [port, internalPort] = [await freePort(), await freePort()];
  const child = await startChild({
    name,
    command: process.execPath,
    args: [...nodeArgs, ...args],
    ...(logFile ? { logFile } : {}),
    env: { ...env, PORT: String(port), INTERNAL_PORT: String(internalPort) },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntilReady(child, () => httpOk(`${url}/readyz`), timeoutMs);
  } catch (error) {
    if (!mayDie || !child.exit()) {
      await child.kill();
      throw error;
    }
  }
  return { ...child, url, internalUrl: `http://127.0.0.1:${internalPort}` };
}

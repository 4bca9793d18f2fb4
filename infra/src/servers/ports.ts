import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what Linux, macOS and Windows take for connections that go out: one of those may have the port of a process just
 * when that starts again.
 */
const LOWEST = 15_000;
const BEYOND = 32_768;

/** Ports that this process has given out: they look free before their takers listen. */
const given = new Set<number>();

/** A port that was free a moment ago on `host` (127.0.0.1 if not given), and a different one at each call. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, BEYOND);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port, host)) return port;
  }
}

/** `preferred` where that is free, else any that is. */
export async function preferredPort(preferred: number): Promise<number> {
  return (await isFree(preferred)) ? preferred : freePort();
}

/** Whether `port` can be listened on. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

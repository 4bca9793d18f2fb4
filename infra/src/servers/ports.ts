import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Below what Linux, macOS and Windows take for connections that go out: one of those may have the port of a process just
 * when that starts again.
 */
const LOWEST = 15_000;
const BEYOND = 32_768;
/** Lower ones are kept for who takes theirs only later. */
const LOWEST_KEPT = 10_000;

/** Ports that this process has given out: they look free before their takers listen. */
const given = new Set<number>();

/** A port that was free a moment ago on `host` (127.0.0.1 if not given), and a different one at each call. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return findFree(LOWEST, BEYOND, host);
}

/** A port that `freePort` gives to nobody, in whatever process, until its taker listens. */
export function keptPort(): Promise<number> {
  return findFree(LOWEST_KEPT, LOWEST, '127.0.0.1');
}

async function findFree(lowest: number, beyond: number, host: string): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, beyond);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port, host)) return port;
  }
}

/** `preferred` where that is free and no other process means to take it, else any that is free. */
export async function preferredPort(preferred: number): Promise<number> {
  return (await isFree(preferred)) && (await claim(preferred)) ? preferred : freePort();
}

/**
 * Claims a port for as long as this process runs. A UDP socket of the same number isn't in the way of who listens by TCP, and
 * goes with its process, however that ends.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true)).unref();
  });
}

/** Whether `port` can be listened on. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

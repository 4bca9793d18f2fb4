import { createServer } from 'node:net';

/** Ports that this process has given out: the system may name one twice before its first taker listens. */
const given = new Set<number>();

/** A port that was free a moment ago on `host` (127.0.0.1 if not given), and a different one at each call. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = await anyPort(host);
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function anyPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
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

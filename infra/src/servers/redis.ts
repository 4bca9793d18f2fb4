import { exchange } from './probes';
import { type RunningServer, type ServerOptions, startServer } from './server';

/** Starts Redis with an append-only file written every second, never evicting a key. */
export function startRedis(options: ServerOptions = {}): Promise<RunningServer> {
  return startServer(
    {
      binary: 'redis-server',
      args: ({ port, dataDir }) =>
        [
          ['--bind', '127.0.0.1', '--port', String(port), '--dir', dataDir],
          ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
          ['--maxmemory-policy', 'noeviction', '--daemonize', 'no'],
        ].flat(),
      async ready({ port }) {
        const answer = await exchange(port, 'PING\r\n');
        if (!answer.startsWith('+PONG')) throw new Error(answer.trim());
      },
      url: ({ port }) => `redis://127.0.0.1:${port}`,
    },
    options,
  );
}

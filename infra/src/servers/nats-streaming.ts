import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { httpOk } from './probes';
import { type RunningServer, type ServerOptions, startServer } from './server';

export interface NatsStreamingServer extends RunningServer {
  readonly clusterId: string;
}

export interface NatsStreamingOptions extends ServerOptions {
  /** `ticketing` if not given. */
  clusterId?: string;
  /** How long messages are kept; as in production if not given. */
  maxAge?: string;
  /** How long one file takes messages: it is removed as a whole, once the last of them is too old. */
  sliceMaxAge?: string;
}

/** The same as in infra/k8s/base/nats.conf. */
const RETENTION = { maxAge: '2112h', sliceMaxAge: '24h' };

/**
 * What a full disk or a power cut left half written was never acknowledged. Records that are cut off the server takes away
 * only when asked to, and refuses to be asked at two starts in a row; over files that were created without room for their
 * first bytes it stumbles at every start.
 */
function repair(said: string, dataDir: string): string[] | undefined {
  if (said.includes('unable to verify file version: EOF')) return removeEmptyFiles(dataDir) ? [] : undefined;
  return said.includes('unexpected EOF') ? ['--file_truncate_bad_eof'] : undefined;
}

/** Removes data files of no length, each with its index. @returns how many there were */
function removeEmptyFiles(dataDir: string): number {
  const empty = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(dat|idx)$/.test(name))
    .map((name) => join(dataDir, name))
    .filter((path) => statSync(path).size === 0);
  for (const path of empty) {
    rmSync(path, { force: true });
    rmSync(path.replace(/\.dat$/, '.idx'), { force: true });
  }
  return empty.length;
}

/**
 * Starts NATS Streaming with a file store, which keeps what is younger than the retention, however much that is.
 * Heartbeats are such that a client that died is forgotten within about 15 s.
 */
export async function startNatsStreaming(options: NatsStreamingOptions = {}): Promise<NatsStreamingServer> {
  const clusterId = options.clusterId ?? 'ticketing';
  const { maxAge, sliceMaxAge } = { ...RETENTION, ...options };
  const server = await startServer(
    {
      binary: 'nats-streaming-server',
      ports: 2,
      args: ({ port, ports, dataDir }) =>
        [
          ['-a', '127.0.0.1', '-p', String(port), '-m', String(ports[1])],
          ['-cid', clusterId, '-st', 'file', '--dir', dataDir],
          ['-mc', '0', '-msu', '0', '-mm', '0', '-mb', '0', '-ma', maxAge],
          ['--file_slice_max_age', sliceMaxAge],
          ['-hbi', '5s', '-hbt', '5s', '-hbf', '2'],
        ].flat(),
      // It listens, and says STANDALONE, before it has recovered its data, which may end it. It takes clients from here on.
      async ready({ ports }) {
        const connections = await httpOk(`http://127.0.0.1:${ports[1]}/connz?subs=1`);
        if (!connections.includes(`"_STAN.discover.${clusterId}"`))
          throw new Error('it is recovering its data');
      },
      repair,
      url: ({ port }) => `nats://127.0.0.1:${port}`,
    },
    options,
  );
  return { ...server, clusterId };
}

import { httpOk } from './probes';
import { type RunningServer, type ServerOptions, startServer } from './server';

/** Starts toxiproxy; its url is that of its HTTP API, by which links are made, slowed and cut. */
export function startToxiproxy(options: ServerOptions = {}): Promise<RunningServer> {
  return startServer(
    {
      binary: 'toxiproxy-server',
      args: ({ port }) => ['-host', '127.0.0.1', '-port', String(port)],
      ready: ({ port }) => httpOk(`http://127.0.0.1:${port}/version`),
      url: ({ port }) => `http://127.0.0.1:${port}`,
    },
    options,
  );
}

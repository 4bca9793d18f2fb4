import { exchange } from './probes';
import { type RunningServer, type ServerOptions, startServer } from './server';

/** Starts stripe-mock, which answers Stripe's own API description and keeps nothing. */
export function startStripeMock(options: ServerOptions = {}): Promise<RunningServer> {
  return startServer(
    {
      binary: 'stripe-mock',
      ports: 2,
      args: ({ port, ports }) => ['-http-addr', `127.0.0.1:${port}`, '-https-addr', `127.0.0.1:${ports[1]}`],
      ready: ({ port }) => exchange(port, 'GET / HTTP/1.0\r\n\r\n'),
      url: ({ port }) => `http://127.0.0.1:${port}`,
    },
    options,
  );
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange } from '../servers/probes';
import { type RunningServer, type ServerOptions, startServer } from '../servers/server';
import { caddyConfig, type GatewayTimeouts, type HealthCheck, type Upstream } from './caddy-config';
import type { Route } from './ingress';

export interface GatewayOptions extends ServerOptions {
  /** As `parseIngress` gives them. */
  routes: readonly Route[];
  /** For as long as it runs: a replica that starts again does so on its port. */
  upstreams: readonly Upstream[];
  /** Address to listen on; 127.0.0.1 if not given. */
  host?: string;
  timeouts?: GatewayTimeouts;
  /** Without one a replica is left out for as long as it refuses connections. */
  health?: HealthCheck;
}

/** Of the project's services, which listen before they take requests. */
export const serviceHealth: HealthCheck = { path: '/livez', says: '"ok"' };

/** What is still open by then is an idle connection, or a stream whose service has gone. */
const STOP_GRACE_MS = 2_000;

/**
 * Starts Caddy as the one way in, in front of services on this machine.
 * @throws Error when Caddy can't be obtained or doesn't come up.
 */
export function startGateway(options: GatewayOptions): Promise<RunningServer> {
  const { routes, upstreams, host = '127.0.0.1', timeouts, health } = options;
  return startServer(
    {
      binary: 'caddy',
      prepare({ port, dataDir }) {
        const listen = `${host.includes(':') ? `[${host}]` : host}:${port}`;
        const config = caddyConfig({ listen, storage: dataDir, routes, upstreams, timeouts, health });
        writeFileSync(join(dataDir, 'caddy.json'), JSON.stringify(config));
      },
      args: ({ dataDir }) => ['run', '--config', join(dataDir, 'caddy.json')],
      env: ({ dataDir }) => ({ XDG_DATA_HOME: dataDir, XDG_CONFIG_HOME: dataDir }),
      async ready({ port }) {
        const anywhere = host === '0.0.0.0' || host === '::';
        const head = 'GET /livez HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n';
        const answered = await exchange(port, head, anywhere ? '127.0.0.1' : host);
        if (!answered.startsWith('HTTP/1.1 404')) throw new Error(answered);
      },
      url: ({ port }) => `http://127.0.0.1:${port}`,
      graceMs: STOP_GRACE_MS,
    },
    options,
  );
}

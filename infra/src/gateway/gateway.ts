import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchange } from '../servers/probes';
import { type RunningServer, type ServerOptions, startServer } from '../servers/server';
import { caddyConfig, type GatewayTimeouts, type HealthCheck, type Upstream } from './caddy-config';
import type { Route } from './ingress';

export interface GatewayOptions extends ServerOptions {
  /** As `parseIngress` gives them. */
  routes: readonly Route[];
  /** None if not given: every route answers 503 until the first `update`. */
  upstreams?: readonly Upstream[];
  /** Address to listen on; 127.0.0.1 if not given. */
  host?: string;
  timeouts?: GatewayTimeouts;
  /** Without one a replica is left out for as long as it refuses connections. */
  health?: HealthCheck;
}

export interface Gateway extends RunningServer {
  /**
   * Sends requests to these replicas from now on. What is under way stays as it is, streams and WebSockets too; connections
   * without a request are closed. While the gateway is down, it takes effect when it starts again.
   * @throws Error when Caddy refuses the configuration.
   */
  update(upstreams: readonly Upstream[]): Promise<void>;
}

/** Of the project's services, which listen before they take requests. */
export const serviceHealth: HealthCheck = { path: '/livez', says: '"ok"' };

/** What is still open by then is an idle connection, or a stream whose service has gone. */
const STOP_GRACE_MS = 2_000;

/**
 * Starts Caddy as the one way in, in front of services on this machine.
 * @throws Error when Caddy can't be obtained or doesn't come up.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { routes, host = '127.0.0.1', timeouts, health } = options;
  let upstreams = options.upstreams ?? [];
  // The path of a Unix socket may have about 100 characters, and a data folder lies anywhere.
  const adminFolder = mkdtempSync(join(tmpdir(), 'ticketing-caddy-'));
  const adminSocket = join(adminFolder, 'admin');
  const config = (port: number, dataDir: string): string => {
    const listen = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return JSON.stringify(
      caddyConfig({ listen, adminSocket, storage: dataDir, routes, upstreams, timeouts, health }),
    );
  };
  let loaded = '';
  const server = await startServer(
    {
      binary: 'caddy',
      prepare({ port, dataDir }) {
        rmSync(adminSocket, { force: true });
        loaded = config(port, dataDir);
        writeFileSync(join(dataDir, 'caddy.json'), loaded);
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
  ).catch((error: unknown) => {
    rmSync(adminFolder, { recursive: true, force: true });
    throw error;
  });

  const reload = async (): Promise<void> => {
    const wanted = config(server.port, server.dataDir);
    if (wanted === loaded) return;
    if (await load(adminSocket, wanted)) loaded = wanted;
  };
  let reloading = Promise.resolve();
  const update = (): Promise<void> => {
    const reloaded = reloading.then(reload);
    reloading = reloaded.catch(() => undefined);
    return reloaded;
  };
  return {
    ...server,
    update(next) {
      upstreams = next;
      return update();
    },
    async start() {
      await server.start();
      // What changed while it was starting.
      await update();
    },
    async restart() {
      await server.restart();
      await update();
    },
    async stop() {
      await server.stop();
      rmSync(adminFolder, { recursive: true, force: true });
    },
  };
}

/** Whether Caddy runs with this configuration now; false when it is down. */
function load(socketPath: string, config: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(config) };
    const req = request({ socketPath, path: '/load', method: 'POST', headers, agent: false }, (res) => {
      let said = '';
      res.setEncoding('utf8').on('data', (text: string) => (said += text));
      res.on('error', () => resolve(false));
      res.on('end', () => {
        if (res.statusCode === 200) resolve(true);
        else reject(new Error(`Caddy refused its configuration: ${said}`));
      });
    });
    req.on('error', () => resolve(false));
    req.end(config);
  });
}

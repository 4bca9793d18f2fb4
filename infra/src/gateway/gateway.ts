import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import { KeepAliveAgent } from './agent';
import { answerError, refuseUpgrade } from './answers';
import { matchRoute, type Route } from './ingress';
import type { Upstream, Upstreams } from './upstreams';

export interface GatewayOptions {
  /** As `parseIngress` gives them. */
  routes: readonly Route[];
  upstreams: Upstreams;
  /** Milliseconds of silence after which a service's answer is given up; 120,000 if not given. */
  timeoutMs?: number;
}

/**
 * The one way in, as an ingress controller would be: routes by path, takes the replicas of a service in turn, and passes
 * streams and WebSockets through as they come. It doesn't listen yet.
 */
export function createGateway({ routes, upstreams, timeoutMs = 120_000 }: GatewayOptions): Server {
  const agent = new KeepAliveAgent();
  const proxy = createProxyServer({});

  proxy.on('proxyReq', (proxyReq) => {
    const late = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    proxyReq.setTimeout(timeoutMs, () => proxyReq.destroy(late));
  });

  proxy.on('proxyRes', (proxyRes, _req, res) => {
    // Of the connection to the service, not of ours to the client.
    delete proxyRes.headers['keep-alive'];
    delete proxyRes.headers.connection;
    // An answer cut off midway must not look complete, nor stay open.
    proxyRes.once('close', () => {
      if (!proxyRes.complete) res.destroy();
    });
  });

  const forward = (
    req: IncomingMessage,
    res: ServerResponse,
    service: string,
    tried: Set<Upstream>,
    failure?: NodeJS.ErrnoException,
  ): void => {
    const upstream = upstreams.next(service, tried);
    if (!upstream) {
      if (failure) answerError(res, 502, `The service ${service} broke off`);
      else answerError(res, 503, `The service ${service} is not available`);
      return;
    }
    tried.add(upstream);
    const buffer = failure ? { buffer: Readable.from([]) } : {};
    const target = { host: '127.0.0.1', port: upstream.port };
    proxy.web(req, res, { target, agent, ...buffer }, (error) => {
      if (req.destroyed && !req.complete) return;
      const reason = error as NodeJS.ErrnoException;
      if (!res.headersSent && canRepeat(req, reason)) forward(req, res, service, tried, reason);
      else if (reason.code === 'ETIMEDOUT')
        answerError(res, 504, `The service ${service} did not answer in time`);
      else answerError(res, 502, `The service ${service} broke off`);
    });
  };

  const server = createServer((req, res) => {
    const route = matchRoute(routes, pathOf(req));
    if (!route) return answerError(res, 404, 'Not found');
    setForwarded(req);
    forward(req, res, route.service, new Set());
  });

  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const route = matchRoute(routes, pathOf(req));
    if (!route) return refuseUpgrade(socket, 404, 'Not found');
    const upstream = upstreams.next(route.service);
    if (!upstream) return refuseUpgrade(socket, 503, `The service ${route.service} is not available`);
    setForwarded(req);
    proxy.ws(req, socket, head, { target: { host: '127.0.0.1', port: upstream.port } }, () => {
      if (socket.writable) refuseUpgrade(socket, 502, `The service ${route.service} broke off`);
    });
  });

  // Longer than a client or a load balancer keeps an idle connection, so that they close it, not we.
  server.keepAliveTimeout = 65_000;
  server.on('close', () => agent.destroy());
  return server;
}

function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** We are the edge: what a client says of proxies before us isn't believed. */
function setForwarded(req: IncomingMessage): void {
  for (const header of Object.keys(req.headers)) {
    if (header === 'forwarded' || header.startsWith('x-forwarded-')) delete req.headers[header];
  }
  const port = (req.headers.host ?? '').split(':')[1] ?? String(req.socket.localPort);
  req.headers['x-forwarded-for'] = req.socket.remoteAddress ?? '';
  req.headers['x-forwarded-proto'] = 'http';
  req.headers['x-forwarded-host'] = req.headers.host ?? '';
  req.headers['x-forwarded-port'] = port;
}

/** Only what changes nothing and carries no body may be sent a second time. */
function canRepeat(req: IncomingMessage, error: NodeJS.ErrnoException): boolean {
  const harmless = req.method === 'GET' || req.method === 'HEAD';
  const noBody =
    req.headers['transfer-encoding'] === undefined && !Number(req.headers['content-length'] ?? 0);
  return harmless && noBody && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code ?? '');
}

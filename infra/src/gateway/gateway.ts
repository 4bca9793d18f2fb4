import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import { KeepAliveAgent } from './agent';
import { answerError, brokeOff, notAvailable, notFound, refuseUpgrade, tooLate } from './old-answers';
import { Attempt } from './attempt';
import { matchRoute, type Route } from './ingress';
import type { Upstreams } from './upstreams';

export interface GatewayOptions {
  /** As `parseIngress` gives them. */
  routes: readonly Route[];
  upstreams: Upstreams;
  /** Milliseconds of silence after which a service's answer is given up; 120,000 if not given. */
  timeoutMs?: number;
  /** How long a client may take for the head of a request, in ms; 10,000 if not given. */
  headersTimeoutMs?: number;
  /** How long for the whole request; 30,000 if not given. */
  requestTimeoutMs?: number;
}

/**
 * The one way in, as an ingress controller would be: routes by path, takes the replicas of a service in turn, and passes
 * streams and WebSockets through as they come. It doesn't listen yet.
 */
export function createGateway(options: GatewayOptions): Server {
  const { routes, upstreams, timeoutMs = 120_000 } = options;
  const agent = new KeepAliveAgent();
  const proxy = createProxyServer({});

  // Failures of a request are told to whoever sent it on. What is left is a client that went away before its answer, and
  // without a listener that would end the process.
  proxy.on('error', (_error, _req, res) => void res.destroy());

  const attempts = new WeakMap<IncomingMessage, Attempt>();

  proxy.on('proxyReq', (proxyReq, req) => {
    if (proxyReq.socket) attempts.get(req)?.begin(proxyReq.socket);
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

  const forward = (req: IncomingMessage, res: ServerResponse, service: string, attempt: Attempt): void => {
    const again = attempt.tried.size > 0;
    const upstream = upstreams.next(service, attempt.tried);
    if (!upstream) {
      return answerError(res, again && !attempt.unsent ? brokeOff(service) : notAvailable(service));
    }
    attempt.start(upstream);
    const buffer = attempt.stream() ?? (again ? Readable.from([]) : undefined);
    const target = { host: '127.0.0.1', port: upstream.port };
    proxy.web(req, res, { target, agent, ...(buffer ? { buffer } : {}) }, (error) => {
      if (req.destroyed && !req.complete) return;
      const reason = error as NodeJS.ErrnoException;
      if (!res.headersSent && attempt.mayRepeat(reason)) forward(req, res, service, attempt);
      else answerError(res, reason.code === 'ETIMEDOUT' ? tooLate(service) : brokeOff(service));
    });
  };

  const server = createServer(limitsOf(options), (req, res) => {
    const route = matchRoute(routes, pathOf(req));
    if (!route) return answerError(res, notFound);
    setForwarded(req);
    const attempt = new Attempt(req);
    attempts.set(req, attempt);
    forward(req, res, route.service, attempt);
  });

  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const route = matchRoute(routes, pathOf(req));
    if (!route) return refuseUpgrade(socket, notFound);
    const upstream = upstreams.next(route.service);
    if (!upstream) return refuseUpgrade(socket, notAvailable(route.service));
    setForwarded(req);
    proxy.ws(req, socket, head, { target: { host: '127.0.0.1', port: upstream.port } }, () => {
      if (socket.writable) refuseUpgrade(socket, brokeOff(route.service));
    });
  });

  // Longer than a client or a load balancer keeps an idle connection, so that they close it, not we.
  server.keepAliveTimeout = 65_000;
  server.on('close', () => agent.destroy());
  return server;
}

/** A client that sends slower than this holds a connection for nothing, and is cut off. */
function limitsOf({ headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 }: GatewayOptions): ServerOptions {
  return {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs / 2),
  };
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

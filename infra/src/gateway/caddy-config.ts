import {
  answer,
  badGateway,
  gatewayTimeout,
  malformed,
  notFound,
  notImplemented,
  requestTimeout,
  tooLarge,
  unavailable,
} from './answers';
import type { Route } from './ingress';

/** A replica of a service that requests may be sent to, on this machine. */
export interface Upstream {
  service: string;
  port: number;
}

/** How long the gateway waits for whom, in ms. */
export interface GatewayTimeouts {
  /** For the head of a request; 10,000 if not given. */
  headMs?: number;
  /** For the next piece of a request's body; 10,000 if not given. */
  bodyMs?: number;
  /** For a service to begin its answer; 120,000 if not given, as long polls need. */
  answerMs?: number;
  /** For a client to take the next piece of an answer, also of a stream; 20,000 if not given. */
  readMs?: number;
}

/** How a replica tells that it takes requests; looked at every 250 ms. */
export interface HealthCheck {
  path: string;
  /** A pattern of a body that says so. */
  says: string;
}

export interface GatewayConfig {
  /** Address to listen on, such as `127.0.0.1:8080`. */
  listen: string;
  /** Folder for what it may have to keep. */
  storage: string;
  /** As `parseIngress` gives them. */
  routes: readonly Route[];
  upstreams: readonly Upstream[];
  timeouts?: GatewayTimeouts | undefined;
  health?: HealthCheck | undefined;
}

type Json = Record<string, unknown>;

/** In bytes: the largest body that any route of a service takes, but for an upload. */
export const LARGEST_BODY = 1024 * 1024;
/** In bytes: a file of 10 MiB, and what a form has around it. */
export const LARGEST_UPLOAD = 11 * 1024 * 1024;
/** Targets of routes that take a file. */
const UPLOADS = '^/api/shows/[^/?]+/image(?:\\?|$)';
/** In bytes, as Node's servers have it: what comes after it is refused by them. */
const LARGEST_HEAD = 16 * 1024;
/** Bytes per second over the whole of a body: a slower client is cut off. */
const LEAST_RATE = 50_000;
/** A replica may have gone just now, and the next one in turn for another request at the same time. */
const RETRIES = 6;
/** So that a request without a replica waits for longer than it takes to notice one that is ready. */
const RETRY_INTERVAL = '50ms';
/** Answers that get smaller by it; an event stream is not among them. */
const compressible = [
  'application/javascript*',
  'application/json*',
  'application/manifest+json*',
  'application/xml*',
  'image/svg+xml*',
  'text/css*',
  'text/html*',
  'text/javascript*',
  'text/plain*',
];

/** Paths that are a service's own business and go through no ingress, though `/` would match them. */
export const insidePaths = '(?i)^/(?:metrics|livez|readyz)/*$';

/**
 * The configuration with which Caddy is the one way in, as an ingress controller would be: routes by path, takes the
 * replicas of a service in turn, and passes streams and WebSockets through as they come.
 */
export function caddyConfig({
  listen,
  storage,
  routes,
  upstreams,
  timeouts = {},
  health,
}: GatewayConfig): Json {
  const { headMs = 10_000, bodyMs = 10_000, readMs = 20_000 } = timeouts;
  const services = [...new Set(routes.map(({ service }) => service))];
  return {
    // A change would close the socket it listens on, and with it what the kernel has accepted and Caddy hasn't yet.
    admin: { disabled: true, config: { persist: false } },
    storage: { module: 'file_system', root: storage },
    logging: { logs: { default: { level: 'ERROR' } } },
    apps: {
      http: {
        servers: {
          gateway: {
            listen: [listen],
            protocols: ['h1'],
            automatic_https: { disable: true },
            read_header_timeout: `${headMs}ms`,
            // Defence: slow clients are cut off by the gateway → read_idle_timeout: '1h',
            read_idle_timeout: `${bodyMs}ms`,
            read_min_rate: LEAST_RATE,
            // Defence: slow readers are cut off by the gateway → write_idle_timeout: '1h',
            write_idle_timeout: `${readMs}ms`,
            // Longer than a client or a load balancer keeps an idle connection, so that they close it, not we.
            idle_timeout: '65s',
            max_header_bytes: LARGEST_HEAD,
            routes: [
              { handle: [unnamed] },
              {
                match: [{ path_regexp: { pattern: insidePaths } }],
                handle: [answer(notFound)],
                terminal: true,
              },
              {
                match: [{ method: ['CONNECT'] }],
                handle: [closing, answer(notImplemented)],
                terminal: true,
              },
              { handle: beforeRouting },
              ...bodyLimits,
              ...forCertainRequests,
              ...routes.map((route) => ({
                match: [{ vars_regexp: { '{http.request.uri}': { pattern: routePattern(route) } } }],
                handle: [
                  { handler: 'vars', service: route.service },
                  { handler: 'invoke', name: route.service },
                ],
                terminal: true,
              })),
              { handle: [answer(notFound)] },
            ],
            named_routes: Object.fromEntries(
              services.map((service) => [
                service,
                { handle: [proxyTo(service, upstreams, timeouts, health)] },
              ]),
            ),
            errors: { routes: errorRoutes },
          },
        },
      },
    },
  };
}

/**
 * A route as a pattern of request targets, as Kubernetes defines it: Exact is the whole path, Prefix goes by whole segments.
 * It looks at the target as it was sent, which is also what the service will see.
 */
export function routePattern({ path, pathType }: Pick<Route, 'path' | 'pathType'>): string {
  const literal = (pathType === 'Exact' ? path : path.replace(/\/+$/, '')).replace(
    /[.*+?^${}()|[\]\\]/g,
    '\\$&',
  );
  return pathType === 'Exact' ? `^${literal}(?:\\?|$)` : `^${literal}(?:[/?]|$)`;
}

/** What runs here is nobody's business. */
const unnamed: Json = { handler: 'headers', response: { deferred: true, delete: ['Server', 'Via'] } };

const closing: Json = { handler: 'headers', response: { set: { Connection: ['close'] } } };

const beforeRouting: Json[] = [
  // We are the edge: what a client says of proxies before us isn't believed. Expect has been met when a body is read.
  {
    handler: 'headers',
    // Defence: the gateway believes nothing of proxies before it → request: { delete: ['Via', 'Expect'] },
    request: { delete: ['Forwarded', 'X-Forwarded-*', 'X-Real-Ip', 'Via', 'Expect'] },
  },
  { handler: 'headers', request: { set: { 'X-Forwarded-Port': ['{http.request.local.port}'] } } },
  {
    handler: 'encode',
    encodings: { zstd: {}, gzip: {} },
    prefer: ['zstd', 'gzip'],
    minimum_length: 1024,
    match: { headers: { 'Content-Type': compressible } },
  },
];

const isUpload: Json = { method: ['POST'], vars_regexp: { '{http.request.uri}': { pattern: UPLOADS } } };

const bodyLimits: Json[] = [
  { match: [{ not: [isUpload] }], handle: [{ handler: 'request_body', max_size: LARGEST_BODY }] },
  { match: [isUpload], handle: [{ handler: 'request_body', max_size: LARGEST_UPLOAD }] },
];

const forCertainRequests: Json[] = [
  // Whose transfer coding isn't read: what comes behind may be a body.
  { match: [{ not: [{ protocol: 'http/1.1+' }] }], handle: [closing] },
  {
    // To any other protocol than WebSocket nobody here changes, and HTTP has it that such a wish is ignored.
    match: [
      { not: [{ method: ['GET'], header_regexp: { Upgrade: { pattern: '(?i)^\\s*websocket\\s*$' } } }] },
    ],
    // Defence: the gateway upgrades to WebSocket alone → handle: [{ handler: 'headers', request: { delete: ['Http2-Settings'] } }],
    handle: [{ handler: 'headers', request: { delete: ['Upgrade', 'Http2-Settings'] } }],
  },
  {
    // Caddy's own answer to a body that didn't come has neither a status that is registered nor a body.
    match: [{ not: [{ method: ['GET', 'HEAD'] }] }],
    handle: [
      {
        handler: 'intercept',
        handle_response: [{ match: { status_code: [499] }, routes: [{ handle: [answer(requestTimeout)] }] }],
      },
    ],
  },
];

function proxyTo(
  service: string,
  upstreams: readonly Upstream[],
  { answerMs = 120_000 }: GatewayTimeouts,
  health?: HealthCheck,
): Json {
  return {
    handler: 'reverse_proxy',
    upstreams: upstreams
      .filter((upstream) => upstream.service === service)
      .map(({ port }) => ({ dial: `127.0.0.1:${port}` })),
    load_balancing: {
      selection_policy: { policy: 'round_robin' },
      retries: RETRIES,
      try_interval: RETRY_INTERVAL,
      // What a service was silent to for so long isn't asked of another one.
      try_duration: `${answerMs / 2}ms`,
      // What reached no replica is sent to another one in any case; what broke off only if it changes nothing.
      // Defence: the gateway sends no write twice → retry_match: [{ method: ['GET', 'HEAD', 'POST'] }],
      retry_match: [{ method: ['GET', 'HEAD'] }],
    },
    ...(health && {
      health_checks: {
        active: { uri: health.path, expect_body: health.says, interval: '250ms', timeout: '5s' },
      },
    }),
    transport: {
      protocol: 'http',
      versions: ['1.1'],
      compression: false,
      response_header_timeout: `${answerMs}ms`,
      // Shorter than the services keep an idle connection: a request sent just when the other side closes would fail.
      keep_alive: { idle_timeout: '3s', max_idle_conns: 0, max_idle_conns_per_host: 256 },
    },
  };
}

const errorMessage = (pattern: string): Json => ({ vars_regexp: { '{http.error.message}': { pattern } } });
const errorStatus = (status: number): Json => ({ vars: { '{http.error.status_code}': [String(status)] } });

/** In the format of all services; the first that matches answers. */
const errorRoutes: Json[] = [
  // A body may be why, and what comes behind it be anything.
  { handle: [unnamed, closing] },
  { match: [errorStatus(400)], handle: [answer(malformed)], terminal: true },
  // Of a method that is longer than any.
  { match: [errorStatus(405)], handle: [answer(notImplemented)], terminal: true },
  { match: [errorStatus(413)], handle: [answer(tooLarge)], terminal: true },
  {
    // Of a body that is sent on while it is read, and turns out to be none: nobody could have answered it.
    match: [errorMessage('(?i)chunk|header line too long|trailer')],
    handle: [answer(malformed)],
    terminal: true,
  },
  { match: [errorStatus(503), errorMessage('^dial ')], handle: [answer(unavailable)], terminal: true },
  { match: [errorMessage('read tcp .* i/o timeout$')], handle: [answer(requestTimeout)], terminal: true },
  { match: [errorStatus(504)], handle: [answer(gatewayTimeout)], terminal: true },
  { handle: [answer(badGateway)] },
];

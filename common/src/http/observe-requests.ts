import type { Request, RequestHandler } from 'express';
import type { Logger } from '../observability/logger';
import { gauge, histogram } from '../observability/metrics';

const seconds = histogram(
  'http_request_duration_seconds',
  'Requests by method, route pattern and status: how many, how long',
  ['method', 'route', 'status'],
);
let inFlight = 0;
gauge('http_requests_in_flight', 'Requests being handled', [], (g) => g.set(inFlight));

/** Status under which a request counts whose client left before the answer. */
const CLIENT_LEFT = '499';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The pattern a request matched, such as `/api/tickets/:id`; never its address, of which there are endlessly many. */
export function routePattern(req: Request): string {
  const route = req.route as { path?: unknown } | undefined;
  return route === undefined ? 'unmatched' : `${req.baseUrl}${String(route.path)}`;
}

/** Counts and times every request behind the probes and, at level debug, logs it. */
export function observeRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const start = performance.now();
    inFlight += 1;
    res.once('close', () => {
      inFlight -= 1;
      const duration = performance.now() - start;
      const status = res.writableFinished ? String(res.statusCode) : CLIENT_LEFT;
      const method = METHODS.has(req.method) ? req.method : 'OTHER';
      const route = routePattern(req);
      seconds.observe({ method, route, status }, duration / 1_000);
      if (logger.isLevelEnabled('debug')) {
        const { correlationId } = req;
        logger.debug(
          { method, route, status, durationMs: Math.round(duration * 10) / 10, correlationId },
          'request',
        );
      }
    });
    next();
  };
}

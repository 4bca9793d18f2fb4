import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { isTracing, parseContext } from '../observability/tracing';
import { routePattern } from './observe-requests';

const tracer = trace.getTracer('@ticketing/common');

/** Opens a span for each request, as a part of the caller's trace if it sent one. Without tracing it only passes on. */
export const traceRequests: RequestHandler = (req, res, next) => {
  if (!isTracing()) return next();
  const caller = req.headers['traceparent'];
  const parent = typeof caller === 'string' ? parseContext(caller) : context.active();
  const span = tracer.startSpan(
    req.method,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': req.method } },
    parent,
  );
  res.once('close', () => {
    const route = routePattern(req);
    span.updateName(`${req.method} ${route}`);
    span.setAttributes({ 'http.route': route, 'http.response.status_code': res.statusCode });
    if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(parent, span), next);
};

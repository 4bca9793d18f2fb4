import { correlationId, newCorrelationId, runWithCorrelation } from './correlation';
import { inSpan, type SpanOptions, traceparent } from './tracing';

/** What asked for work that is done later, by a timer or a job: kept with the work, which so stays a part of it. */
export interface TraceContext {
  readonly correlationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** The trail of what is being handled now. */
export function captureContext(): TraceContext {
  const [id, trace] = [correlationId(), traceparent()];
  return {
    ...(id !== undefined && { correlationId: id }),
    ...(trace !== undefined && { traceparent: trace }),
  };
}

/** Runs work that was put off, in a span of its own; where nobody knows who asked for it, a trail begins here. */
export function runInContext<R>(
  { correlationId: id = newCorrelationId(), traceparent: parent }: TraceContext = {},
  name: string,
  work: () => Promise<R>,
  options: Omit<SpanOptions, 'parent'> = {},
): Promise<R> {
  return runWithCorrelation(id, () => inSpan(name, { ...options, parent }, work));
}

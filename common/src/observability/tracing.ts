import {
  context,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export { SpanKind };

const tracer = trace.getTracer('@ticketing/common');
const CARRIER_FIELD = 'traceparent';

/** Ends tracing: sends what was recorded. */
export type StopTracing = () => Promise<void>;

let started = false;

/** Whether spans are recorded in this process. */
export function isTracing(): boolean {
  return started;
}

/**
 * Records spans and sends them by OTLP over HTTP when `OTEL_EXPORTER_OTLP_ENDPOINT` (or its `…_TRACES_ENDPOINT`) is set;
 * otherwise loads and does nothing. The exporter's further settings are OpenTelemetry's own variables.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export async function startTracing(serviceName: string): Promise<StopTracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = process.env;
  if (!endpoint && !traces) return () => Promise.resolve();
  // Loaded only when wanted: the SDK costs memory and start-up time.
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  started = true;
  return () => provider.shutdown();
}

/** The W3C trace context of the work in hand, to be handed on; `undefined` when nothing is traced. */
export function traceparent(): string | undefined {
  if (!trace.getActiveSpan()) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier[CARRIER_FIELD];
}

/** What a span is about. */
export interface SpanOptions {
  kind?: SpanKind;
  /** W3C trace context that the work continues; by default the work in hand. */
  parent?: string | undefined;
  attributes?: Record<string, string | number | boolean>;
}

/** Runs `work` in a span of its own; an error is noted there and thrown on. */
export async function inSpan<R>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<R>,
): Promise<R> {
  const parent = options.parent ? parseContext(options.parent) : context.active();
  const { kind = SpanKind.INTERNAL, attributes = {} } = options;
  return tracer.startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` as a part of the trace that `parent` (a W3C trace context) belongs to, without a span of its own. */
export function inTrace<R>(parent: string | undefined, work: () => R): R {
  return started && parent ? context.with(parseContext(parent), work) : work();
}

/** The context that a W3C trace context from outside stands for. */
export function parseContext(parent: string): Context {
  return propagation.extract(ROOT_CONTEXT, { [CARRIER_FIELD]: parent });
}

import { correlationId, runWithCorrelation } from './correlation';
import { inSpan, startTracing, type StopTracing, traceparent } from './tracing';
import { runInContext, captureContext } from './trace-context';

const here = () => Promise.resolve(captureContext());
const readTraceId = (trace: string | undefined) => trace?.split('-')[1];

describe('work that is done later', () => {
  it('has an id of its own when nobody asked for it', async () => {
    expect(captureContext()).toEqual({});
    const first = await runInContext(undefined, 'look', here);
    expect(first).toEqual({ correlationId: expect.any(String) });
    expect(await runInContext({}, 'look', here)).not.toEqual(first);
    expect(correlationId()).toBeUndefined();
  });

  it('goes on under the id of what asked for it', async () => {
    const trail = runWithCorrelation('the-request', captureContext);
    expect(await runInContext(trail, 'look', here)).toEqual({ correlationId: 'the-request' });
  });

  describe('where work is traced', () => {
    let stop: StopTracing;
    beforeAll(async () => {
      // Traces are made, and none is sent.
      process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1';
      stop = await startTracing('spec');
    });
    afterAll(() => stop());

    it('is a part of the trace of what asked for it, else begins one', async () => {
      const trail = await inSpan('request', {}, here);
      const later = await runInContext(trail, 'look', here);
      expect(readTraceId(later.traceparent)).toBe(readTraceId(trail.traceparent));
      expect(later.traceparent).not.toBe(trail.traceparent);
      const other = await runInContext(undefined, 'look', here);
      expect(readTraceId(other.traceparent)).toMatch(/^[0-9a-f]{32}$/);
      expect(readTraceId(other.traceparent)).not.toBe(readTraceId(trail.traceparent));
      expect(traceparent()).toBeUndefined();
    });
  });
});

import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { ApiClient, eventually } from '@ticketing/harness';

interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
}

interface OtlpBody {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: { name: string; traceId: string }[] }[];
  }[];
}

/** Takes what the services send by OTLP over HTTP. */
function collector(spans: CollectedSpan[]): Server {
  return createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody;
      for (const { resource, scopeSpans } of body.resourceSpans) {
        const service =
          resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const { name, traceId } of scopeSpans.flatMap(({ spans: own }) => own))
          spans.push({ service, name, traceId });
      }
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
}

describe('one trace', () => {
  const spans: CollectedSpan[] = [];
  const server = collector(spans);

  beforeAll(
    () => new Promise<void>((resolve) => server.listen(Number(process.env['TEST_TRACES_PORT']), resolve)),
  );
  afterAll(() => server.close());

  /** What services did as a part of a trace, as `service: what`. */
  const tracePath = (wanted: string): string[] =>
    spans.filter(({ traceId }) => traceId === wanted).map(({ service, name }) => `${service}: ${name}`);
  const follows = (traceId: string, steps: string[], timeoutMs: number): Promise<void> =>
    eventually(() => {
      expect(tracePath(traceId)).toEqual(expect.arrayContaining(steps));
      return Promise.resolve();
    }, timeoutMs);

  it('follows an order from the request through outbox, broker and services to the mails and the end of its time', async () => {
    const [seller, buyer] = await Promise.all([ApiClient.signUp(), ApiClient.signUp()]);
    const ticket = await seller.sell(20, 'Traced');
    const { traceId, traceparent } = newTrace();
    await eventually(async () => {
      const { status } = await buyer.post('/api/orders', { ticketId: ticket.id }, { traceparent });
      expect(status).toBe(201);
    });
    await follows(
      traceId,
      [
        'orders: POST /api/orders',
        'orders: publish order:created',
        'tickets: process order:created',
        'tickets: publish ticket:updated',
        'orders: process ticket:updated',
        'expiration: process order:created',
        'notifications: process order:created',
        'notifications: push EMAIL',
      ],
      30_000,
    );
    const windowMs = Number(process.env['TEST_EXPIRATION_WINDOW_SECONDS']) * 1_000;
    await follows(
      traceId,
      ['expiration: publish expiration:complete', 'orders: process expiration:complete'],
      windowMs + 30_000,
    );
  }, 240_000);

  it('follows a call to the internal port to the push it asked for', async () => {
    const { traceId, traceparent } = newTrace();
    const answer = await fetch(`${process.env['TEST_INTERNAL_NOTIFICATIONS_URL']}/notification`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body: JSON.stringify({ type: 'SMS', message: 'Traced', receiver: '+15005550006' }),
    });
    expect(answer.status).toBe(202);
    await follows(traceId, ['notifications: POST /notification', 'notifications: push SMS'], 30_000);
  }, 60_000);
});

/** A trace that begins outside of the system. */
function newTrace(): { traceId: string; traceparent: string } {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
}

import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Client } from './testing/client';
import { eventually } from './testing/eventually';

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

  it('follows an order from the request through outbox, broker and the services that hear of it', async () => {
    const [seller, buyer] = await Promise.all([Client.signUp(), Client.signUp()]);
    const ticket = await seller.sell(20, 'Traced');
    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    await eventually(async () => {
      const { status } = await buyer.post('/api/orders', { ticketId: ticket.id }, { traceparent });
      expect(status).toBe(201);
    });
    await eventually(() => {
      const path = spans
        .filter((span) => span.traceId === traceId)
        .map(({ service, name }) => `${service}: ${name}`);
      expect(path).toEqual(
        expect.arrayContaining([
          'orders: POST /api/orders',
          'orders: publish order:created',
          'tickets: process order:created',
          'tickets: publish ticket:updated',
          'orders: process ticket:updated',
          'expiration: process order:created',
          'notifications: process order:created',
        ]),
      );
      return Promise.resolve();
    }, 30_000);
  }, 60_000);
});

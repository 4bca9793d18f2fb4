import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import request from 'supertest';
import { Health } from '../observability/health';
import { createLogger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { buildThings } from '../testing/fixtures/things-app';
import { bearer } from '../testing/signin';
import { waitFor } from '../testing/wait-for';
import { type AppOptions } from './create-app';

const app = buildThings();

describe('a write from another origin', () => {
  const write = (headers: Record<string, string>, options: Partial<AppOptions> = {}) =>
    request(buildThings(options)).post('/api/things').set(headers).send({});

  it('is refused', async () => {
    for (const Origin of ['https://evil.example', 'null', 'https://tickets.example.evil.example']) {
      const { body } = await write({ Host: 'tickets.example', Origin }).expect(403);
      expect(body.errors[0].code).toBe('foreign_origin');
    }
  });

  it('passes from the own host, also as the proxy tells it, and without an origin', async () => {
    await write({}).expect(201);
    await write({ Host: 'tickets.example', Origin: 'https://tickets.example' }).expect(201);
    await write({ Host: 'localhost:8080', Origin: 'http://localhost:8080' }).expect(201);
    await write({
      Host: '10.0.0.7:3000',
      'X-Forwarded-Host': 'tickets.example',
      Origin: 'https://tickets.example',
    }).expect(201);
  });

  it('passes from an allowed origin', async () => {
    await write({ Origin: 'https://shop.example' }, { allowedOrigins: ['https://shop.example'] }).expect(201);
  });

  it('is not a read', async () => {
    await request(app).get('/api/things/1').set('Origin', 'https://evil.example').expect(200);
  });
});

it('lets no cache keep what somebody signed in or a write is answered', async () => {
  const { headers } = await request(app).get('/api/things/1').set('Authorization', bearer()).expect(200);
  expect(headers['cache-control']).toBe('no-store');
  expect((await request(app).post('/api/things').send({})).headers['cache-control']).toBe('no-store');
  expect((await request(app).get('/api/things/1')).headers).not.toHaveProperty('cache-control');
});

describe('health', () => {
  it('is alive, and ready when its checks pass', async () => {
    await request(app).get('/livez').expect(200, { status: 'ok' });
    const health = new Health().addCheck('mongodb', () => true);
    await request(buildThings({ health }))
      .get('/readyz')
      .expect(200, { status: 'ok', checks: { mongodb: 'ok' } });
    health.addCheck('nats', () => false);
    await request(buildThings({ health }))
      .get('/readyz')
      .expect(503, { status: 'not ready', checks: { mongodb: 'ok', nats: 'failed' } });
  });

  it('while draining refuses new work with 503 and Connection: close, but stays alive', async () => {
    const health = new Health();
    health.draining = true;
    const draining = buildThings({ health });
    const { headers, body } = await request(draining).get('/api/things/1').expect(503);
    expect(headers.connection).toBe('close');
    expect(headers['retry-after']).toBe('1');
    expect(body.errors[0].code).toBe('draining');
    await request(draining).get('/livez').expect(200);
    await request(draining).get('/readyz').expect(503, { status: 'draining', checks: {} });
    await request(draining).get('/metrics').expect(200);
  });

  const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];
  it.each(forwarded)('are not there for what came through a proxy, as %s shows', async (header) => {
    for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json', '/Metrics/', '//metrics']) {
      const { body } = await request(app).get(path).set(header, '198.51.100.7').expect(404);
      expect(body).toEqual({ errors: [{ message: 'Not found', code: 'not_found' }] });
    }
    await request(app).get('/api/docs/things.json').set(header, '198.51.100.7').expect(200);
  });

  it('are there behind a sidecar, which names the protocol alone', async () => {
    for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json'])
      await request(app).get(path).set('x-forwarded-proto', 'http').expect(200);
  });
});

describe('metrics and log', () => {
  const seconds = async () => (await request(app).get('/metrics').expect(200)).text;

  it('count requests by route pattern, never by address', async () => {
    metrics.resetMetrics();
    await request(app).get('/api/things/some-id?q=1');
    await request(app).get('/nothing/some-id');
    await request(app).get('/api/broken');
    await waitFor(async () => (await seconds()).includes('status="500"'));
    const text = await seconds();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/things/:id",status="200"} 1',
    );
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1',
    );
    expect(text).not.toContain('some-id');
  });

  it('count a client that left before the answer as 499', async () => {
    metrics.resetMetrics();
    let arrived = false;
    const slow = Router().get('/api/slow', () => {
      arrived = true;
    });
    const server = buildThings({ routers: [slow] }).listen(0);
    const { port } = server.address() as AddressInfo;
    const client = httpRequest({ port, path: '/api/slow', agent: false }).on('error', () => undefined);
    client.end();
    await waitFor(() => arrived);
    client.destroy();
    await waitFor(async () => (await seconds()).includes('route="/api/slow",status="499"'));
    await new Promise((resolve) => server.close(resolve));
  });

  it('log each request at level debug, without its query', async () => {
    const lines: string[] = [];
    const logger = createLogger('things', 'debug', { write: (line: string) => void lines.push(line) });
    await request(buildThings({ logger })).get('/api/things/1?secret=1').set('x-correlation-id', 'cause-2');
    const line = await waitFor(() => lines.find((text) => text.includes('"msg":"request"')));
    expect(JSON.parse(line)).toMatchObject({
      method: 'GET',
      route: '/api/things/:id',
      status: '200',
      correlationId: 'cause-2',
    });
    expect(line).not.toContain('secret');
  });
});

import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, Router } from 'express';
import request from 'supertest';
import { correlationId } from '../runtime/correlation';
import { Health } from '../runtime/health';
import { createLogger } from '../runtime/logger';
import { metrics } from '../runtime/metrics';
import { expectRoutesDocumented } from '../testing/documented-routes';
import { bearer, testJwtKey } from '../testing/signin';
import { testLogger } from '../testing/test-logger';
import { waitFor } from '../testing/wait-for';
import { type AppOptions, createApp } from './create-app';
import { errors, json as jsonContent, ok, openApi, page, pageParameters, pathId, ref } from './openapi';

const things = () =>
  Router()
    .get('/api/things/:id', (req, res) => {
      res.json({ id: req.params.id, query: req.query, correlationId: correlationId() });
    })
    .post('/api/things', (req, res) => {
      res.status(201).json({ body: req.body as unknown });
    })
    .get('/api/broken', () => {
      throw new Error('the inside');
    })
    .get('/api/broken-late', (_req, res) => {
      res.write('half');
      throw new Error('too late');
    });
const hook = () =>
  Router().post('/api/hook', json({ type: () => true, limit: '1mb' }), (req, res) => {
    res.json({ length: (req.body as { text: string }).text.length });
  });

const document = openApi({
  name: 'things',
  title: 'Things',
  description: 'For specs',
  deadLetters: true,
  schemas: { Thing: { type: 'object' } },
  paths: {
    '/api/things/{id}': {
      get: { summary: 'One', parameters: [pathId()], responses: { 200: ok('It', ref('Thing')) } },
    },
    '/api/things': {
      post: {
        summary: 'Make',
        requestBody: { content: jsonContent(ref('Thing'), { a: 1 }) },
        responses: { 201: ok('Made', ref('Thing')), ...errors(400, 413) },
      },
    },
    '/api/hook': { post: { summary: 'Hook', responses: { 200: ok('Taken', {}) } } },
    '/api/broken': {
      get: { summary: 'Broken', parameters: pageParameters, responses: { 200: page('None', {}) } },
    },
    '/api/broken-late': { get: { summary: 'Broken', responses: errors(500) } },
  },
});

const deadLetters = {
  list: () => Promise.resolve([]),
  redrive: () => Promise.resolve({ redriven: true }),
  discard: () => Promise.resolve(),
};

function build(options: Partial<AppOptions> = {}) {
  const health = options.health ?? new Health();
  return createApp({
    name: 'things',
    logger: testLogger,
    jwtKey: testJwtKey,
    routers: [things()],
    rawRouters: [hook()],
    health,
    openapi: document,
    deadLetters,
    ...options,
  });
}

const app = build();

describe('every answer', () => {
  it('forbids a browser to load, frame or run anything, and does not tell what serves it', async () => {
    const { headers } = await request(app).get('/api/things/1').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['strict-transport-security']).toContain('max-age=');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('carries the correlation id that the client sent, or a new one when that is not well-formed', async () => {
    const given = await request(app).get('/api/things/1').set('x-correlation-id', 'cause-1');
    expect(given.headers['x-correlation-id']).toBe('cause-1');
    expect(given.body.correlationId).toBe('cause-1');
    const made = await request(app).get('/api/things/1').set('x-correlation-id', 'not "well" formed');
    expect(made.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.body.correlationId).toBe(made.headers['x-correlation-id']);
  });
});

describe('an error', () => {
  it('is 404 for an unknown route, the same for each', async () => {
    const one = await request(app).get('/api/unknown/1').expect(404);
    const other = await request(app).delete('/api/other').expect(404);
    expect(one.body).toEqual({ errors: [{ message: 'Not found', code: 'not_found' }] });
    expect(other.body).toEqual(one.body);
  });

  it('is 500 for a fault of ours, says nothing of the inside, and is logged', async () => {
    const lines: string[] = [];
    const logger = createLogger('things', 'error', { write: (line: string) => void lines.push(line) });
    const { body } = await request(build({ logger })).get('/api/broken?secret=1').expect(500);
    expect(body).toEqual({ errors: [{ message: 'Something went wrong', code: 'internal' }] });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the inside');
    expect(lines[0]).toContain('"route":"/api/broken"');
    expect(lines[0]).not.toContain('secret');
  });

  it('breaks the connection when the answer has begun', async () => {
    await expect(request(app).get('/api/broken-late')).rejects.toThrow(/aborted|hang up/);
  });

  it('is 400 for an address that is wrongly encoded', async () => {
    const { body } = await request(app).get('/api/things/%E0%A4%A').expect(400);
    expect(body).toEqual({ errors: [{ message: 'The address is not valid', code: 'invalid_url' }] });
  });
});

describe('a body', () => {
  it('is an object even when none was sent', async () => {
    const { body } = await request(app).post('/api/things').expect(201);
    expect(body).toEqual({ body: {} });
  });

  it('is 400 when it is not JSON', async () => {
    const { body } = await request(app).post('/api/things').type('json').send('{"a":').expect(400);
    expect(body.errors[0].code).toBe('invalid_json');
  });

  it('is 413 above the limit of the service', async () => {
    const text = 'x'.repeat(100 * 1024);
    expect((await request(app).post('/api/things').send({ text }).expect(413)).body.errors[0].code).toBe(
      'payload_too_large',
    );
    await request(build({ bodyLimit: '1mb' }))
      .post('/api/things')
      .send({ text })
      .expect(201);
  });

  it('is 415 in a charset that is not supported', async () => {
    await request(app)
      .post('/api/things')
      .set('Content-Type', 'application/json; charset=latin1')
      .send('{}')
      .expect(415);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'is 415 when it is sent as %j',
    async (type) => {
      const { body } = await request(app)
        .post('/api/things')
        .set('Content-Type', type)
        .send('{"a":1}')
        .expect(415);
      expect(body.errors).toEqual([
        {
          message: 'The body must be JSON, sent as application/json',
          field: 'Content-Type',
          code: 'unsupported_media_type',
        },
      ]);
    },
  );

  it('of no length may be sent as anything', async () => {
    await request(app).post('/api/things').type('text/plain').send('').expect(201);
  });

  it('is left to raw routers', async () => {
    const text = 'x'.repeat(200 * 1024);
    expect((await request(app).post('/api/hook').send({ text }).expect(200)).body).toEqual({
      length: text.length,
    });
  });
});

describe('a query', () => {
  it('is flat: no operator for the database can come of it', async () => {
    const { body } = await request(app).get('/api/things/1?price[$gt]=1&a=1&a=2').expect(200);
    expect(body.query).toEqual({ 'price[$gt]': '1', a: ['1', '2'] });
  });
});

describe('a write from another origin', () => {
  const write = (headers: Record<string, string>, options: Partial<AppOptions> = {}) =>
    request(build(options)).post('/api/things').set(headers).send({});

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

describe('health', () => {
  it('is alive, and ready when its checks pass', async () => {
    await request(app).get('/livez').expect(200, { status: 'ok' });
    const health = new Health().addCheck('mongodb', () => true);
    await request(build({ health }))
      .get('/readyz')
      .expect(200, { status: 'ok', checks: { mongodb: 'ok' } });
    health.addCheck('nats', () => false);
    await request(build({ health }))
      .get('/readyz')
      .expect(503, { status: 'not ready', checks: { mongodb: 'ok', nats: 'failed' } });
  });

  it('while draining refuses new work with 503 and Connection: close, but stays alive', async () => {
    const health = new Health();
    health.draining = true;
    const draining = build({ health });
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
    const server = build({ routers: [slow] }).listen(0);
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
    await request(build({ logger })).get('/api/things/1?secret=1').set('x-correlation-id', 'cause-2');
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

describe('the document', () => {
  it('is served at both addresses and tells of every route', async () => {
    expectRoutesDocumented(app, document);
    expect((await request(app).get('/openapi.json').expect(200)).body).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
    expect((await request(app).get('/api/docs/things.json').expect(200)).body.info).toEqual({
      title: 'Things',
      version: '1.0.0',
      description: 'For specs',
    });
  });

  it('is found wanting when a route is missing on either side, or a parameter', () => {
    const nested = Router().use(
      '/api/more',
      Router().get(['/', '/:name'], (_req, res) => void res.end()),
    );
    expect(() => expectRoutesDocumented(build({ routers: [things(), nested] }), document)).toThrow(
      '/api/more/{name}',
    );
    expect(() =>
      expectRoutesDocumented(build({ routers: [things(), nested] }), document, ['/api/more']),
    ).not.toThrow();
    expect(() => expectRoutesDocumented(build({ routers: [] }), document)).toThrow('/api/broken');
    const paths = { ...document.paths, '/api/things/{id}': { get: { summary: 'One', responses: {} } } };
    expect(() => expectRoutesDocumented(app, { ...document, paths })).toThrow('/api/things/{id}');
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify(document);
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
      expect(document.components).toHaveProperty([String(kind), String(name)]);
    }
    const without = openApi({ name: 'x', title: 'X', paths: {} });
    expect(JSON.stringify(without)).not.toContain('dead-letters');
  });
});

describe('operations', () => {
  const admin = bearer({ role: 'admin' });

  it('are for admins only', async () => {
    for (const user of [
      bearer(),
      bearer({ role: 'engineer' }),
      bearer({ role: 'admin', status: 'suspended' }),
    ]) {
      await request(app).get('/api/ops/things/health').set('Authorization', user).expect(401);
      await request(app).get('/api/ops/things/dead-letters').set('Authorization', user).expect(401);
      await request(app)
        .post('/api/ops/things/dead-letters/1/redrive')
        .set('Authorization', user)
        .expect(401);
      await request(app).delete('/api/ops/things/dead-letters/1').set('Authorization', user).expect(401);
    }
    await request(app).get('/api/ops/things/health').expect(401);
  });

  it('show the health', async () => {
    const { body } = await request(app).get('/api/ops/things/health').set('Authorization', admin).expect(200);
    expect(body).toMatchObject({ service: 'things', ready: true, checks: {} });
  });

  it('list dead letters by page, redrive and discard them', async () => {
    const letter = (id: string) => ({
      id,
      subject: 'ticket:created',
      sequence: 1,
      wire: '{}',
      error: 'poison',
      attempts: 5,
      redrives: 0,
      deadAt: new Date(0),
    });
    const all = ['c', 'b', 'a'].map(letter);
    const desk = {
      list: jest.fn(({ limit, after }: { limit: number; after?: string | undefined }) => {
        const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
        return Promise.resolve(all.slice(from, from + limit));
      }),
      redrive: jest.fn(() => Promise.resolve({ redriven: false, error: 'still poison' })),
      discard: jest.fn(() => Promise.resolve()),
    };
    const ops = build({ deadLetters: desk });
    const first = await request(ops)
      .get('/api/ops/things/dead-letters?limit=2')
      .set('Authorization', admin)
      .expect(200);
    expect(first.body.map(({ id }: { id: string }) => id)).toEqual(['c', 'b']);
    expect(first.body[0]).toMatchObject({
      payload: '{}',
      error: 'poison',
      deadAt: new Date(0).toISOString(),
    });
    const next = /^<(.*)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await request(ops).get(next).set('Authorization', admin).expect(200);
    expect(second.body.map(({ id }: { id: string }) => id)).toEqual(['a']);
    expect(second.headers).not.toHaveProperty('link');
    await request(ops).get('/api/ops/things/dead-letters?limit=0').set('Authorization', admin).expect(400);
    const redriven = await request(ops)
      .post('/api/ops/things/dead-letters/b/redrive')
      .set('Authorization', admin);
    expect(redriven.body).toEqual({ redriven: false, error: 'still poison' });
    await request(ops).delete('/api/ops/things/dead-letters/b').set('Authorization', admin).expect(204);
    expect(desk.redrive).toHaveBeenCalledWith('b');
    expect(desk.discard).toHaveBeenCalledWith('b');
  });

  it('have no dead letters where nothing is listened to', async () => {
    const quiet = createApp({
      name: 'things',
      logger: testLogger,
      jwtKey: testJwtKey,
      routers: [],
      health: new Health(),
      openapi: document,
    });
    await request(quiet).get('/api/ops/things/dead-letters').set('Authorization', admin).expect(404);
  });
});

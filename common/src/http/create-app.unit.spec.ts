import request from 'supertest';
import { createLogger } from '../observability/logger';
import { buildThings } from '../testing/fixtures/things-app';

const app = buildThings();

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
    const { body } = await request(buildThings({ logger })).get('/api/broken?secret=1').expect(500);
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

  it('is 400 when its bytes are no UTF-8, and read without its BOM', async () => {
    const post = (...parts: (string | number[])[]) =>
      request(app)
        .post('/api/things')
        .type('json')
        .serialize((body) => body as string)
        .send(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    for (const bytes of [[0xfc], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const { body } = await post('{"a":"', bytes, '"}').expect(400);
      expect(body.errors[0].code).toBe('invalid_json');
    }
    await post([0xef, 0xbb, 0xbf], '{"a":"ü"}').expect(201, { body: { a: 'ü' } });
  });

  it('is 413 above the limit of the service', async () => {
    const text = 'x'.repeat(100 * 1024);
    expect((await request(app).post('/api/things').send({ text }).expect(413)).body.errors[0].code).toBe(
      'payload_too_large',
    );
    await request(buildThings({ bodyLimit: '1mb' }))
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

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Health } from '@ticketing/common/observability';
import { testLogger } from '@ticketing/common/testing';
import type { Express } from 'express';
import request from 'supertest';
import { buildApp } from './app';
import { chooseEncoding, readFiles, withMeta } from './files';

describe('the server of the browser client', () => {
  let folder: string;
  let app: Express;
  const script = 'console.log("hello");'.repeat(40);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'web-'));
    mkdirSync(join(folder, 'client/assets'), { recursive: true });
    mkdirSync(join(folder, 'client/.vite'));
    mkdirSync(join(folder, 'docs'));
    const put = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
    put('client/index.html', '<!doctype html><title>Ticketing</title>');
    put('client/theme.js', 'theme();');
    put('client/.vite/manifest.json', '{}');
    put('client/assets/index-DKo7ZtHK.js', script);
    put('client/assets/index-DKo7ZtHK.js.br', brotliCompressSync(script));
    put('client/assets/index-DKo7ZtHK.js.gz', gzipSync(script));
    put('docs/swagger-ui.css', 'body {}');
    app = buildApp({
      client: readFiles(join(folder, 'client')),
      docs: readFiles(join(folder, 'docs')),
      policy: { stripe: false },
      securityContact: 'mailto:security@example.com',
      health: new Health(),
      logger: testLogger,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('answers every page with the client, which is asked for again each time', async () => {
    for (const path of ['/', '/tickets/1', '/admin/health', '/signin?next=%2Forders']) {
      const answer = await request(app).get(path).expect(200);
      expect(answer.text).toContain('<title>Ticketing</title>');
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
  });

  it('answers what is no page with the client, and says so in the status', async () => {
    for (const path of ['/nowhere', '/admin', '/orders/1/2', '/tickets']) {
      const answer = await request(app).get(path).set('If-None-Match', '*').expect(404);
      expect(answer.text).toContain('<title>Ticketing</title>');
    }
  });

  it('tells where holes are reported', async () => {
    const { text, headers } = await request(app).get('/.well-known/security.txt').expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const fields = Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(/: (.*)/)),
    );
    expect(fields).toMatchObject({ Contact: 'mailto:security@example.com' });
    const days = (Date.parse(fields['Expires'] ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(1);
    expect(days).toBeLessThan(366);
  });

  it('tells the page where the inbox of a local system is', () => {
    const page = readFiles(join(folder, 'client')).get('/index.html');
    if (!page) throw new Error('no page');
    const changed = withMeta(page, 'local-inbox', 'http://localhost:8025/?a="b"');
    expect(changed.bodies.identity.toString()).toContain(
      '</title><meta name="local-inbox" content="http://localhost:8025/?a=&quot;b&quot;" />',
    );
    expect(changed.tag).not.toBe(page.tag);
  });

  it('never answers an unknown address of a service with a page', async () => {
    for (const path of [
      '/api/nothing',
      '/api',
      '/crm/api/v1/nothing',
      '/notification',
      '/api/docs/nothing.js',
    ]) {
      const answer = await request(app).get(path).expect(404);
      expect(answer.body).toMatchObject({ errors: [{ message: expect.any(String) }] });
    }
  });

  it('never answers a file that is gone with a page, nor a file of the build’s own', async () => {
    for (const path of [
      '/assets/index-gone0000.js',
      '/.vite/manifest.json',
      '/assets/index-DKo7ZtHK.js.br',
      '/../package.json',
    ]) {
      await request(app).get(path).expect(404);
    }
  });

  it('only reads', async () => {
    await request(app).post('/').send({}).expect(404);
    const head = await request(app).head('/').expect(200);
    expect(head.headers['content-length']).toBe('39');
  });

  it('keeps files with a hash in their name for ever', async () => {
    const hashed = await request(app).get('/assets/index-DKo7ZtHK.js').expect(200);
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const plain = await request(app).get('/theme.js').expect(200);
    expect(plain.headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
  ])('sends the best form of a file that "%s" allows', async (accepted, encoding) => {
    const answer = await request(app)
      .get('/assets/index-DKo7ZtHK.js')
      .set('accept-encoding', accepted)
      .expect(200);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['vary']).toBe('Accept-Encoding');
    expect(answer.headers['content-type']).toContain('text/javascript');
  });

  it('answers 304 to who has a file, in that form of it', async () => {
    const asked = () => request(app).get('/assets/index-DKo7ZtHK.js').set('accept-encoding', 'br');
    const { headers } = await asked();
    await asked()
      .set('if-none-match', headers['etag'] as string)
      .expect(304);
    await asked()
      .set('accept-encoding', 'gzip')
      .set('if-none-match', headers['etag'] as string)
      .expect(200);
  });

  it('allows no inline script, no frames around it, and nothing from elsewhere', async () => {
    const { headers } = await request(app).get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https:/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it('shows the API of all services in one page, without an inline script', async () => {
    const page = await request(app).get('/api/docs').expect(200);
    expect(page.text).not.toMatch(/<script>|<script(?![^>]*src=)/);
    const init = await request(app).get('/api/docs/init.js').expect(200);
    for (const name of ['auth', 'expiration']) expect(init.text).toContain(`/api/docs/${name}.json`);
    expect(init.text.match(/\/api\/docs\/\w+\.json/g)).toHaveLength(8);
    await request(app).get('/api/docs/swagger-ui.css').expect(200);
  });

  it('tells that it lives and is ready', async () => {
    await request(app).get('/livez').expect(200);
    await request(app).get('/readyz').expect(200);
  });

  it.each(['/livez', '/readyz', '/metrics', '/Metrics/', '/openapi.json'])(
    'has no %s for the outside',
    (path) => request(app).get(path).set('x-forwarded-for', '198.51.100.7').expect(404),
  );
});

describe('with a card field of Stripe', () => {
  it('allows Stripe’s addresses and no others', async () => {
    const client = new Map([
      [
        '/index.html',
        { bodies: { identity: Buffer.from('') }, type: 'text/html', tag: 't', immutable: false },
      ],
    ]);
    const app = buildApp({
      client,
      docs: new Map(),
      policy: { stripe: true },
      health: new Health(),
      logger: testLogger,
    });
    const policy = String((await request(app).get('/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self' https://js.stripe.com https://*.js.stripe.com;");
    expect(policy).toContain("connect-src 'self' https://api.stripe.com;");
  });
});

describe('choosing an encoding', () => {
  it('takes only what there is', () => {
    expect(chooseEncoding('br, gzip', (name) => name === 'gzip')).toBe('gzip');
    expect(chooseEncoding('*', () => true)).toBe('br');
    expect(chooseEncoding(undefined, () => true)).toBe('identity');
  });
});

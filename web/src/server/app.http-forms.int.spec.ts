import { Health } from '@ticketing/common/observability';
import { httpForms, type ServedApp, serveRecorded, testLogger, tryForms } from '@ticketing/common/testing';
import { buildApp } from './app';
import type { ServedFile } from './files';

describe('the server of the browser client, asked in every form of HTTP', () => {
  const page = Buffer.from('<!doctype html><title>Ticketing</title>');
  const file: ServedFile = { bodies: { identity: page }, type: 'text/html', tag: 'tag', immutable: false };
  let served: ServedApp;

  beforeAll(async () => {
    const client = new Map([['/index.html', file]]);
    const options = { client, docs: new Map<string, ServedFile>(), policy: { stripe: false } };
    served = await serveRecorded(buildApp({ ...options, health: new Health(), logger: testLogger }));
  });
  afterAll(() => served.stop());

  it.each(httpForms)('$name', async (kind) => {
    const place = { path: '/orders', headers: [] };
    // An address that is no page is told by a page, with 404.
    const target = { ...served, place, secret: '# HELP', bareErrors: true };
    expect(await tryForms(kind, target)).toEqual({});
  });
});

import { createServer, request as begin, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Health } from '@ticketing/common/observability';
import { testLogger, waitFor } from '@ticketing/common/testing';
import type { Express } from 'express';
import { buildInternalApp } from '../internal-app';
import { testToken, usePipeline } from '../testing/setup';
import { notifyDirectly } from './notify-directly';

jest.mock('../nats-wrapper');

const service = usePipeline();
const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
const mail = JSON.stringify({ type: 'EMAIL', message: 'Grüße', receiver: 'test@gmail.com', uuid });
const json = { 'content-type': 'application/json', authorization: `Bearer ${testToken}` };

/** Serves a listener for one request, which is sent in these parts, one after the other. */
async function ask(
  listener: RequestListener,
  headers: Record<string, string | number>,
  body: (string | Buffer)[],
  { method = 'POST', path = '/notification' } = {},
) {
  const server: Server = createServer(listener).listen(0);
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<{ status: number | undefined; type: string | undefined; text: string }>(
      (resolve, reject) => {
        const sent = begin({ port, method, path, headers, agent: false }, (res) => {
          let text = '';
          res.setEncoding('utf8').on('data', (part: string) => (text += part));
          res.on('end', () => resolve({ status: res.statusCode, type: res.headers['content-type'], text }));
        });
        sent.on('error', reject);
        const next = (index: number): void => {
          const part = body[index];
          if (part === undefined) sent.end();
          else sent.write(part, () => next(index + 1));
        };
        next(0);
      },
    );
  } finally {
    server.close();
  }
}

const withLength = (body: string | Buffer) => ({ ...json, 'content-length': Buffer.byteLength(body) });

describe('a notification that a service posts', () => {
  it('is 400 when its bytes are no UTF-8', async () => {
    const latin1 = Buffer.from(mail, 'latin1');
    const { status, text } = await ask(service.internal, withLength(latin1), [latin1]);
    expect([status, JSON.parse(text).errors[0].code]).toEqual([400, 'invalid_json']);
    expect(await service.notifications()).toEqual([]);
  });

  const collectAnswers = async (body: string) => ({
    directly: await ask(service.internal, withLength(body), [body]),
    // Without a length it is left to the app.
    byTheApp: await ask(service.internal, json, [body]),
  });

  it.each([
    ['as it should be', 202, mail],
    ['with a byte order mark', 202, `\ufeff${mail}`],
    ['that is no JSON', 400, '{"type"'],
    ['that is a text', 400, '"text"'],
    ['that is null', 400, 'null'],
    ['that is a list', 400, `[${mail}]`],
    ['that is space', 400, ' '],
    ['that is wrong', 400, '{"type":"FAX"}'],
  ])('%s is answered %i like by the app', async (_what, status, body) => {
    const { directly, byTheApp } = await collectAnswers(body);
    expect(directly).toEqual(byTheApp);
    expect(directly.status).toBe(status);
  });

  it('of a uuid that was used is answered like by the app', async () => {
    await ask(service.internal, withLength(mail), [mail]);
    const { directly, byTheApp } = await collectAnswers(mail.replace('Gr', 'gr'));
    expect(directly).toEqual(byTheApp);
    expect(directly.status).toBe(422);
  });

  it('may arrive in parts, cut anywhere', async () => {
    const bytes = Buffer.from(mail);
    const within = bytes.indexOf('ü') + 1;
    const { status } = await ask(service.internal, withLength(mail), [
      bytes.subarray(0, within),
      bytes.subarray(within),
    ]);
    expect(status).toBe(202);
    expect((await service.notifications())[0]).toMatchObject({ text: 'Grüße' });
  });
});

describe('a port without a token', () => {
  const open = () =>
    buildInternalApp({ pipeline: service.pipeline, health: new Health(), logger: testLogger });
  const plain = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(mail) };

  it('is for services', async () => {
    expect(await ask(open(), plain, [mail])).toMatchObject({ status: 202 });
  });

  it.each([
    ['a page', { origin: 'http://rebound.example:8020' }],
    ['a browser', { 'sec-fetch-site': 'same-origin' }],
  ])('is closed to %s', async (_who, headers) => {
    expect(await ask(open(), { ...plain, ...headers }, [mail])).toMatchObject({ status: 401 });
  });
});

describe('what the direct way leaves to the app', () => {
  const health = new Health();
  const app = jest.fn<void, Parameters<RequestListener>>((_req, res) => void res.end('by the app'));
  const listener = () =>
    notifyDirectly(app as unknown as Express, {
      dependencies: service.pipeline,
      health,
      isAllowed: ({ authorization }) => authorization === json.authorization,
      bodyLimit: 1_000,
    });
  afterEach(() => (health.draining = false));

  it('is nothing of what is plain', async () => {
    expect(await ask(listener(), withLength(mail), [mail])).toMatchObject({ status: 202 });
    expect(app).not.toHaveBeenCalled();
  });

  it.each<[string, Record<string, string | number>, (string | Buffer)[], object]>([
    ['a body without a length', json, [mail], {}],
    ['an empty body', { ...json, 'content-length': 0 }, [], {}],
    ['a body that is too long', withLength('x'.repeat(1_001)), ['x'.repeat(1_001)], {}],
    [
      'a compressed body',
      { ...withLength(gzipSync(mail)), 'content-encoding': 'gzip' },
      [gzipSync(mail)],
      {},
    ],
    ['another type', { ...withLength(mail), 'content-type': 'text/plain' }, [mail], {}],
    [
      'another encoding',
      { ...withLength(mail), 'content-type': 'application/json; charset=utf-16' },
      [mail],
      {},
    ],
    ['no token', { ...withLength(mail), authorization: '' }, [mail], {}],
    ['another method', withLength(mail), [mail], { method: 'PUT' }],
    ['another path', withLength(mail), [mail], { path: '/notification/batch' }],
    ['a query', withLength(mail), [mail], { path: '/notification?a=b' }],
  ])('is %s', async (_what, headers, body, options) => {
    expect(await ask(listener(), headers, body, options)).toMatchObject({ text: 'by the app' });
    expect(await service.notifications()).toHaveLength(0);
  });

  it('is all that comes while the process drains', async () => {
    health.draining = true;
    expect(await ask(listener(), withLength(mail), [mail])).toMatchObject({ text: 'by the app' });
  });

  it('is a request whose client left midway: it is dropped', async () => {
    const server = createServer(listener()).listen(0);
    const { port } = server.address() as AddressInfo;
    let gone = false;
    server.on('request', (req) => req.on('close', () => (gone = true)));
    const sent = begin({ port, method: 'POST', path: '/notification', headers: withLength(mail) });
    sent.on('error', () => undefined);
    sent.write(mail.slice(0, 10), () => sent.destroy());
    await waitFor(() => gone);
    server.close();
    expect(app).not.toHaveBeenCalled();
    expect(await service.notifications()).toHaveLength(0);
  });
});

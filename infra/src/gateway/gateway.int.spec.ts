import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type RequestOptions,
  type Server,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { waitFor } from '@ticketing/common/testing';
import { freePort } from '../servers/ports';
import { LARGEST_BODY, LARGEST_UPLOAD, type Upstream } from './caddy-config';
import type { RunningServer } from '../servers/server';
import { serviceHealth, startGateway } from './gateway';

/** Short, so that what they bound can be seen; longer than this process may stand still on a busy machine. */
const timeouts = { headMs: 2_000, bodyMs: 2_000, answerMs: 3_000, readMs: 3_000 };

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

const routes = [
  ...['a', 'absent'].map((service) => ({ path: `/api/${service}`, service })),
  { path: '/api/shows', service: 'a' },
].map((route) => ({ ...route, pathType: 'Prefix' as const, port: 3000 }));

describe('the gateway', () => {
  let gateway: RunningServer;
  const gateways: RunningServer[] = [];
  const servers: Server[] = [];
  let agent: Agent;

  beforeEach(() => {
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await Promise.all([
      ...gateways.splice(0).map(async (one) => {
        await one.kill();
        await one.stop();
      }),
      ...servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    ]);
  });

  const replica = async (listener: RequestListener, wanted = 0): Promise<Upstream> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
    return { service: 'a', port: (server.address() as AddressInfo).port };
  };
  const startWith = async (upstreams: readonly Upstream[]): Promise<void> => {
    gateway = await startGateway({ routes, timeouts, upstreams });
    gateways.push(gateway);
  };
  const deadReplica = async (): Promise<Upstream> => ({ service: 'a', port: await freePort() });
  const serve = async (...listeners: RequestListener[]): Promise<void> =>
    startWith(await Promise.all(listeners.map(replica)));

  const open = (
    path: string,
    options: RequestOptions = {},
    pieces: readonly string[] = [],
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { port } = gateway;
      const req = request({ port, host: '127.0.0.1', path, agent, ...options }, resolve);
      req.on('error', reject);
      for (const piece of pieces) req.write(piece);
      req.end();
    });
  const read = async (res: IncomingMessage): Promise<Answer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of res) chunks.push(chunk as Buffer);
    return { status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString() };
  };
  const ask = async (...args: Parameters<typeof open>): Promise<Answer> => read(await open(...args));
  const post = (body: string, headers: Record<string, string> = {}) =>
    ask('/api/a', { method: 'POST', headers: { 'content-length': Buffer.byteLength(body), ...headers } }, [
      body,
    ]);
  /** The answer to a request of which one byte is sent: who answers before the rest may also close before it. */
  const askEarly = (bytes: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: { 'content-length': bytes } };
      const { port } = gateway;
      request({ port, host: '127.0.0.1', path: '/api/a', agent, ...options }, (res) => resolve(read(res)))
        .on('error', reject)
        .write('x');
    });

  /** All that comes back on a connection until it is closed. */
  const say = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let said = '';
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (data: Buffer) => (said += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(said));
    });
  const head = (...lines: string[]): string => [...lines, '', ''].join('\r\n');

  const answering =
    (text: string): RequestListener =>
    (_req, res) =>
      res.end(text);
  const echoing: RequestListener = (req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      const { method, url, headers } = req;
      res.writeHead(201, { 'x-answer': 'yes', 'set-cookie': 'session=1; HttpOnly' });
      res.end(JSON.stringify({ method, url, headers, body }));
    });
  };

  it('passes method, path, query, headers, body and answer through', async () => {
    await serve(echoing);
    const headers = { 'x-asked': 'why' };
    const answer = await ask('/api/a/b%2F..?c=d', { method: 'PATCH', headers }, ['{"e":', '1}']);
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-answer': 'yes', 'set-cookie': ['session=1; HttpOnly'] });
    for (const name of ['server', 'via', 'alt-svc']) expect(answer.headers).not.toHaveProperty(name);
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'PATCH',
      url: '/api/a/b%2F..?c=d',
      headers: { 'x-asked': 'why' },
      body: '{"e":1}',
    });
  });

  it('tells the service who asked, not what the client claims', async () => {
    await serve(echoing);
    const claims = {
      forwarded: 'for=6.6.6.6',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-prefix': '/evil',
      'x-real-ip': '6.6.6.6',
    };
    const { text } = await ask('/api/a', { headers: { host: 'ticketing.dev:8080', ...claims } });
    const { headers } = JSON.parse(text) as { headers: Record<string, string> };
    expect(headers).toMatchObject({
      host: 'ticketing.dev:8080',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'ticketing.dev:8080',
      'x-forwarded-port': String(gateway.port),
    });
    for (const name of ['forwarded', 'x-forwarded-prefix', 'x-real-ip']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it.each(['/none', '/metrics', '/READYZ/', '/livez?a=b', '/api/A'])(
    'answers 404 in the error format for %s, which it leads nowhere',
    async (path) => {
      await serve(answering('inside'));
      const { status, text } = await ask(path);
      expect(status).toBe(404);
      expect(JSON.parse(text)).toEqual({ errors: [{ message: 'Not found', code: 'not_found' }] });
    },
  );

  it('compresses a long answer, and no short one', async () => {
    await serve((req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify('x'.repeat(req.url === '/api/a/long' ? 5_000 : 500)));
    });
    const headers = { 'accept-encoding': 'gzip' };
    const long = await open('/api/a/long', { headers });
    expect(long.headers['content-encoding']).toBe('gzip');
    const chunks: Buffer[] = [];
    for await (const chunk of long) chunks.push(chunk as Buffer);
    expect(gunzipSync(Buffer.concat(chunks))).toHaveLength(5_002);
    const short = await ask('/api/a/short', { headers });
    expect(short.headers).not.toHaveProperty('content-encoding');
  });

  describe('with several replicas', () => {
    it('takes them in turn', async () => {
      await serve(answering('1'), answering('2'), answering('3'));
      const texts: string[] = [];
      for (let i = 0; i < 6; i += 1) texts.push((await ask('/api/a')).text);
      expect(texts.slice(0, 3).sort()).toEqual(['1', '2', '3']);
      expect(texts.slice(3)).toEqual(texts.slice(0, 3));
    });

    it.each([
      ['a GET', 'GET', []],
      ['a POST of one piece', 'POST', ['{"a":1}']],
      ['a POST of many pieces', 'POST', Array.from({ length: 50 }, (_, n) => `${n}`.repeat(4_000))],
    ])('sends %s on when the replica in turn refuses the connection', async (_what, method, pieces) => {
      await startWith([await deadReplica(), await replica(echoing), await deadReplica()]);
      for (let i = 0; i < 3; i += 1) {
        const { status, text } = await ask('/api/a', { method }, pieces);
        expect(status).toBe(201);
        expect((JSON.parse(text) as { body: string }).body).toBe(pieces.join(''));
      }
    });

    it('asks another one when a GET was broken off', async () => {
      let broken = 0;
      const breaking: RequestListener = (req) => {
        broken += 1;
        req.socket.destroy();
      };
      await serve(breaking, answering('alive'));
      for (let i = 0; i < 2; i += 1) expect((await ask('/api/a')).text).toBe('alive');
      expect(broken).toBe(1);
    });

    it.each([
      ['without a body', '', {}],
      ['with a body', '{}', {}],
      ['that expects 100 Continue', '{}', { expect: '100-continue' }],
    ])('never sends a POST twice: one %s', async (_what, body, headers) => {
      const asked: string[] = [];
      // The connection is a used one, which a server may close at any time.
      const breaking = (name: string): RequestListener => {
        return (req, res) => {
          if (req.method === 'GET') return void res.end();
          req.on('data', () => undefined);
          req.on('end', () => {
            asked.push(name);
            req.socket.destroy();
          });
        };
      };
      await serve(breaking('1'), breaking('2'));
      for (let i = 0; i < 2; i += 1) await ask('/api/a');
      const { status, text } = await post(body, headers);
      expect(status).toBe(502);
      expect(JSON.parse(text)).toEqual({
        errors: [{ message: 'The service a broke off', code: 'bad_gateway' }],
      });
      expect(asked).toHaveLength(1);
    });

    it('answers 503 when every one refuses: nothing was done, so it may be tried again', async () => {
      await startWith([await deadReplica()]);
      for (const answer of [await ask('/api/a'), await post('{}')]) {
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toBe('1');
        expect(JSON.parse(answer.text)).toEqual({
          errors: [{ message: 'The service a is not available', code: 'unavailable' }],
        });
      }
    });
  });

  it('answers 503 when no replica is there', async () => {
    await serve(echoing);
    const { status, text } = await ask('/api/absent');
    expect(status).toBe(503);
    expect(text).toContain('The service absent is not available');
  });

  it.each([
    ['a GET', {}],
    ['a POST', { method: 'POST', headers: { 'content-length': 2 } }],
    [
      'one that expects 100 Continue',
      { method: 'POST', headers: { 'content-length': 2, expect: '100-continue' } },
    ],
  ])('answers 504 when the service stays silent to %s', async (_what, options) => {
    let asked = 0;
    await serve((req) => {
      asked += 1;
      req.resume();
    });
    const { status, text } = await ask('/api/a', options, 'method' in options ? ['{}'] : []);
    expect(asked).toBe(1);
    expect(status).toBe(504);
    expect(text).toContain('"gateway_timeout"');
  });

  it('cuts off an answer that its service broke off', async () => {
    await serve((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half', () => res.destroy());
    });
    await expect(ask('/api/a')).rejects.toThrow(/aborted|hang up/);
  });

  describe('a body that is too large', () => {
    it.each([
      ['with a length', () => askEarly(LARGEST_BODY + 1)],
      [
        'in pieces',
        () => {
          const piece = 'x'.repeat(LARGEST_BODY / 16);
          return ask('/api/a', { method: 'POST' }, [...Array.from({ length: 16 }, () => piece), 'x']);
        },
      ],
    ])('is refused: one %s', async (_what, send) => {
      await serve(echoing);
      const { status, text } = await send();
      expect(status).toBe(413);
      expect(text).toContain('"payload_too_large"');
    });

    it('is let pass at its bound', async () => {
      await serve(echoing);
      expect((await post('x'.repeat(LARGEST_BODY))).status).toBe(201);
    });

    it('is larger for an upload, which has a bound of its own', async () => {
      await serve((req, res) => void req.resume().on('end', () => res.writeHead(201).end()));
      const send = async (path: string, size: number) =>
        (await ask(path, { method: 'POST' }, ['x'.repeat(size)])).status;
      expect(await send('/api/shows/1/image', LARGEST_UPLOAD)).toBe(201);
      expect(await send('/api/shows/1/image', LARGEST_UPLOAD + 1)).toBe(413);
      for (const path of ['/api/shows/1/images', '/api/shows/1/cancel', '/api/a/api/shows/1/image']) {
        expect(await send(path, LARGEST_BODY + 1)).toBe(413);
      }
    });

    it('is refused by the service before it was read', async () => {
      await serve((_req, res) => res.writeHead(413).end('too much'));
      for (let i = 0; i < 3; i += 1) {
        expect((await askEarly(LARGEST_BODY / 2)).status).toBe(413);
      }
    });
  });

  describe('a slow client', () => {
    it('is cut off when it never finishes the head of its request', async () => {
      await serve(echoing);
      expect(await say('GET /api/a HTTP/1.1\r\nHost: x\r\n')).not.toContain(' 20');
    });

    it('is cut off when it never finishes the body', async () => {
      await serve((req) => void req.resume());
      const begun = head('POST /api/a HTTP/1.1', 'Host: x', 'Content-Length: 100');
      const said = await say(`${begun}{`);
      expect(said).toMatch(/^HTTP\/1\.1 408 /);
      expect(said).toContain('"request_timeout"');
    });

    it.each([
      // Go says so with a 400, or with nothing.
      ['the head', 'GET /api/a HTTP/1.1\r\nHost: x\r\nX-', /^(HTTP\/1\.1 4\d\d .*)?$/s],
      ['the body', head('POST /api/a HTTP/1.1', 'Host: x', 'Content-Length: 1000'), /^HTTP\/1\.1 408 /],
    ])('is cut off when it sends %s a byte at a time', async (_what, begun, expected) => {
      await serve((req) => void req.resume());
      const dripped = await new Promise<string>((resolve) => {
        let said = '';
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(begun));
        const drip = setInterval(() => socket.write('x'), 50);
        socket.on('data', (data: Buffer) => (said += data.toString())).on('error', () => undefined);
        socket.on('close', () => {
          clearInterval(drip);
          resolve(said);
        });
      });
      expect(dripped).toMatch(expected);
    });

    it.each([
      ['nothing of an answer', 'application/octet-stream', 0],
      ['nothing of a stream', 'text/event-stream', 0],
      ['an answer a byte at a time', 'application/octet-stream', 1],
      ['a stream a byte at a time', 'text/event-stream', 1],
    ])('is cut off when it reads %s', async (_what, type, bytes) => {
      let cut: () => void = () => undefined;
      const left = new Promise<void>((resolve) => (cut = resolve));
      await serve((_req, res) => {
        res.writeHead(200, { 'content-type': type }).on('close', cut);
        const piece = Buffer.alloc(64 * 1024, 'x');
        const more = (): void => {
          while (res.write(piece));
        };
        res.on('drain', more);
        more();
      });
      const socket = connect(gateway.port, '127.0.0.1', () => {
        socket.pause().write(head('GET /api/a HTTP/1.1', 'Host: x'));
      });
      socket.on('error', () => undefined);
      const sips = setInterval(() => bytes > 0 && socket.read(bytes), 50);
      await left;
      clearInterval(sips);
      socket.destroy();
    });
  });

  describe('a request that is framed to be read in two ways', () => {
    it.each(['DELETE', 'OPTIONS', 'GET', 'POST'])('is one request only: %s in chunks', async (method) => {
      const seen: string[] = [];
      await serve((req, res) => {
        seen.push(`${req.method} ${req.url}`);
        req.resume().on('end', () => res.end('done'));
      });
      const inner = head('POST /api/a/smuggled HTTP/1.1', 'Host: x', 'Content-Length: 0');
      const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
      const said = await say(
        head(`${method} /api/a HTTP/1.1`, 'Host: x', 'Transfer-Encoding: chunked') +
          chunk +
          head('GET /api/a/next HTTP/1.1', 'Host: x', 'Connection: close'),
      );
      expect(seen).toEqual([`${method} /api/a`, 'GET /api/a/next']);
      expect(said.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    });
  });

  describe('what is no request', () => {
    it.each([
      ['an empty host', head('GET /api/a HTTP/1.1', 'Host:'), 400, 'malformed_request'],
      ['a host of dots', head('GET /api/a HTTP/1.1', 'Host: ..'), 400, 'malformed_request'],
      [
        'a method of any length',
        head(`${'X'.repeat(40)} /api/a HTTP/1.1`, 'Host: x'),
        501,
        'not_implemented',
      ],
      ['CONNECT', head('CONNECT x:80 HTTP/1.1', 'Host: x'), 501, 'not_implemented'],
      ...['zz\r\n', '5\r\nabcdefgh\r\n', `1;${'x'.repeat(9_000)}\r\na\r\n0\r\n\r\n`].map(
        (body) =>
          [
            `the chunk ${JSON.stringify(body.slice(0, 8))}`,
            head('POST /api/a HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked') + body,
            400,
            'malformed_request',
          ] as [string, string, number, string],
      ),
    ] as [string, string, number, string][])(
      'is answered in our form: %s',
      async (_what, text, status, code) => {
        await serve(echoing);
        const said = await say(text);
        expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*"code":"${code}"`, 's'));
        expect(said).toMatch(/\r\nConnection: close\r\n/);
      },
    );

    // By Go's server, before the configuration has a say; docs/errors.md lists them.
    it.each([
      ['a line that is none', head('hello'), 400],
      ['no host', head('GET /api/a HTTP/1.1'), 400],
      ['two hosts', head('GET /api/a HTTP/1.1', 'Host: a', 'Host: b'), 400],
      ['a host with a space', head('GET /api/a HTTP/1.1', 'Host: a b'), 400],
      ['a header name with a space', head('GET /api/a HTTP/1.1', 'Host: x', 'A B: c'), 400],
      ['a length that is none', head('POST /api/a HTTP/1.1', 'Host: x', 'Content-Length: x'), 400],
      ['too long a head', head('GET /api/a HTTP/1.1', 'Host: x', `A: ${'x'.repeat(30_000)}`), 431],
      ['a coding', head('POST /api/a HTTP/1.1', 'Host: x', 'Transfer-Encoding: gzip, chunked'), 501],
      ['a version', head('GET /api/a HTTP/3.0', 'Host: x'), 505],
    ])('is answered in plain text: %s', async (_what, text, status) => {
      await serve(echoing);
      const said = await say(text);
      expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(said).toMatch(/\r\nContent-Type: text\/plain; charset=utf-8\r\nConnection: close\r\n/);
    });

    it('is answered with nothing but the status: an expectation that isn’t known', async () => {
      await serve(echoing);
      const said = await say(head('GET /api/a HTTP/1.1', 'Host: x', 'Expect: tea', 'Connection: close'));
      expect(said).toMatch(/^HTTP\/1\.1 417 .*\r\nContent-Length: 0\r\n\r\n$/s);
    });
  });

  describe('an event stream', () => {
    let push: (text: string) => void;
    let gone: Promise<void>;
    const streaming: RequestListener = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      push = (text) => void res.write(text);
      gone = new Promise((resolve) => res.on('close', resolve));
      push('data: 1\n\n');
    };
    const next = (stream: IncomingMessage) =>
      new Promise<string>((resolve) => stream.once('data', (data: Buffer) => resolve(data.toString())));

    it('passes piece by piece, uncompressed, however long it is quiet', async () => {
      await serve(streaming);
      const stream = await open('/api/a', { headers: { 'accept-encoding': 'zstd, gzip' } });
      expect(stream.headers).not.toHaveProperty('content-encoding');
      expect(await next(stream)).toBe('data: 1\n\n');
      const second = next(stream);
      const longest = Math.max(...Object.values(timeouts));
      setTimeout(() => push('data: 2\n\n'), longest + 500);
      expect(await second).toBe('data: 2\n\n');
      stream.destroy();
      await gone;
    });
  });

  describe('an upgrade', () => {
    const upgrade = (...lines: string[]) => head(...lines, 'Host: x', 'Connection: Upgrade');
    const webSocket = upgrade('GET /api/a/socket HTTP/1.1', 'Upgrade: WebSocket');
    const chatting = async (): Promise<void> => {
      await serve(answering('no socket'));
      servers[0]?.on('upgrade', (_req: IncomingMessage, socket: Socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        createInterface({ input: socket }).on('line', (line) => {
          if (line === 'bye') socket.end();
          else socket.write(`heard ${line}\n`);
        });
        socket.on('error', () => undefined);
      });
    };

    it.each(['h2c', 'TLS/1.2', 'nonsense'])(
      'to %s is ignored, and the request answered',
      async (protocol) => {
        await chatting();
        const lines = [`Upgrade: ${protocol}`, 'HTTP2-Settings: AAMAAABk', 'Connection: close'];
        expect(await say(upgrade('GET /api/a/socket HTTP/1.1', ...lines))).toMatch(
          /^HTTP\/1\.1 200 .*no socket$/s,
        );
      },
    );

    it('to a WebSocket connects the two ends', async () => {
      await chatting();
      const heard = await new Promise<string[]>((resolve) => {
        const lines: string[] = [];
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(webSocket));
        createInterface({ input: socket }).on('line', (line) => {
          lines.push(line);
          if (line === '') socket.write('ping\n');
          else if (line === 'heard ping') socket.write('bye\n');
        });
        socket.on('close', () => resolve(lines));
      });
      expect(heard[0]).toMatch(/^HTTP\/1\.1 101 /);
      expect(heard.slice(heard.indexOf('') + 1)).toEqual(['heard ping']);
    });

    it('to a WebSocket is answered 404 where nothing is served, and 503 where no replica is there', async () => {
      await serve(echoing);
      const lines = ['Upgrade: websocket', 'Connection: close'];
      expect(await say(upgrade('GET /none HTTP/1.1', ...lines))).toMatch(/^HTTP\/1\.1 404 .*"not_found"/s);
      expect(await say(upgrade('GET /api/absent HTTP/1.1', ...lines))).toMatch(
        /^HTTP\/1\.1 503 .*"unavailable"/s,
      );
    });

    it('passes a refusal through, and outlives a client that leaves meanwhile', async () => {
      await serve(answering('none'));
      servers[0]?.on('upgrade', (_req: IncomingMessage, socket: Socket) => {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone');
      });
      for (let i = 0; i < 5; i += 1) {
        await new Promise<void>((resolve) => {
          const socket = connect(gateway.port, '127.0.0.1', () => socket.write(webSocket));
          socket.once('data', () => socket.resetAndDestroy()).on('close', () => resolve());
        });
      }
      const { status, text } = await ask('/api/a', {
        headers: { connection: 'Upgrade', upgrade: 'websocket' },
        agent: false,
      });
      expect([status, text]).toEqual([403, 'none']);
    });
  });

  it('lets the service know when the client has gone', async () => {
    let gone: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (gone = resolve));
    await serve((_req, res) => {
      res.on('close', gone);
      res.write('begun');
    });
    (await open('/api/a')).destroy();
    await left;
  });

  it('leaves out a replica that says that it takes no requests yet', async () => {
    let ready = false;
    const starting: RequestListener = (req, res) => {
      if (req.url === '/livez') res.end(JSON.stringify({ status: ready ? 'ok' : 'starting' }));
      else res.writeHead(ready ? 200 : 503).end('late');
    };
    const steady: RequestListener = (req, res) =>
      res.end(req.url === '/livez' ? '{"status":"ok"}' : 'steady');
    const upstreams = [await replica(starting), await replica(steady)];
    const health = await startGateway({ routes, upstreams, health: serviceHealth });
    try {
      const texts = async (): Promise<Set<string>> => {
        const answers = await Promise.all(
          Array.from({ length: 6 }, () => fetch(`${health.url}/api/a`).then((answer) => answer.text())),
        );
        return new Set(answers);
      };
      const answers = async (expected: string[]): Promise<void> => {
        while (!isDeepStrictEqual([...(await texts())].sort(), expected));
      };
      await answers(['steady']);
      ready = true;
      await answers(['late', 'steady']);
    } finally {
      await health.stop();
    }
  });

  it('loses none of 1,000 requests on new connections while replicas come and go', async () => {
    const listener: RequestListener = (req, res) => res.end(req.url === '/livez' ? '"ok"' : 'here');
    const upstreams = [await replica(listener), await replica(listener), await replica(listener)];
    const [, ...restarted] = upstreams;
    gateway = await startGateway({ routes, timeouts, upstreams, health: serviceHealth });
    gateways.push(gateway);
    const outcomes: string[] = [];
    const visitor = async (): Promise<void> => {
      while (outcomes.length < 1_000) {
        const at = outcomes.push('asking') - 1;
        outcomes[at] = await ask('/api/a', { agent: false }).then(({ status }) => `${status}`, String);
      }
    };
    const visitors = Promise.all(Array.from({ length: 20 }, visitor));
    for (let turn = 0; turn < 10; turn += 1) {
      const { port } = restarted[turn % restarted.length]!;
      const at = servers.findIndex((server) => (server.address() as AddressInfo).port === port);
      const [server] = servers.splice(at, 1);
      await new Promise((resolve) => server!.close(resolve).closeAllConnections());
      const asked = outcomes.length;
      const more = (count: number) =>
        waitFor(() => outcomes.length >= Math.min(asked + count, 1_000), { interval: 1 });
      await more(40);
      await replica(listener, port);
      await more(80);
    }
    await visitors;
    expect(outcomes.filter((outcome) => outcome !== '200')).toEqual([]);
    expect(outcomes.length).toBeGreaterThanOrEqual(1_000);
  });

  it('comes back with its replicas after it was killed', async () => {
    await serve(answering('after'));
    await gateway.kill();
    await gateway.start();
    expect((await ask('/api/a', { agent: false })).text).toBe('after');
  });
});

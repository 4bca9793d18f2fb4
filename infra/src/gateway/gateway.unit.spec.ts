import { createServer, type IncomingMessage, request, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import supertest from 'supertest';
import { freePort } from '../servers/ports';
import { createGateway } from './gateway';
import { type Upstream, Upstreams } from './upstreams';

const routes = [
  { path: '/api/a', pathType: 'Prefix' as const, service: 'a', port: 3000 },
  { path: '/api/absent', pathType: 'Prefix' as const, service: 'absent', port: 3000 },
];

describe('the gateway', () => {
  const servers: Server[] = [];
  let upstreams: Upstreams;
  let gateway: Server;

  const listen = (server: Server): Promise<number> =>
    new Promise((resolve) => {
      servers.push(server);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const replica = async (listener: RequestListener, connected = true): Promise<Upstream> => {
    const upstream = { service: 'a', port: await listen(createServer(listener)), connected };
    upstreams.add(upstream);
    return upstream;
  };
  const deadReplica = async (): Promise<void> => {
    upstreams.add({ service: 'a', port: await freePort(), connected: true });
  };

  beforeEach(async () => {
    upstreams = new Upstreams();
    gateway = createGateway({ routes, upstreams });
    await listen(gateway);
  });

  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  });

  it('passes method, path, query, headers, body and answer through', async () => {
    await replica((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        res.writeHead(201, { 'x-answer': 'yes', 'set-cookie': 'session=1; HttpOnly' });
        res.end(JSON.stringify({ method: req.method, url: req.url, header: req.headers['x-asked'], body }));
      });
    });
    const response = await supertest(gateway).post('/api/a/b?c=d').set('x-asked', 'why').send('{"e":1}');
    expect(response.status).toBe(201);
    expect(response.headers['x-answer']).toBe('yes');
    expect(response.headers['set-cookie']).toEqual(['session=1; HttpOnly']);
    expect(JSON.parse(response.text)).toEqual({
      method: 'POST',
      url: '/api/a/b?c=d',
      header: 'why',
      body: '{"e":1}',
    });
  });

  it('tells the service who asked, not what the client claims', async () => {
    let seen: IncomingMessage['headers'] = {};
    await replica((req, res) => {
      seen = req.headers;
      res.end();
    });
    await supertest(gateway)
      .get('/api/a')
      .set({ host: 'ticketing.dev:8080', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' });
    expect(seen['x-forwarded-for']).toMatch(/127\.0\.0\.1$/);
    expect(seen['x-forwarded-proto']).toBe('http');
    expect(seen['x-forwarded-host']).toBe('ticketing.dev:8080');
    expect(seen['x-forwarded-port']).toBe('8080');
    expect(seen.host).toBe('ticketing.dev:8080');
  });

  it('takes the replicas in turn and leaves out one that is not connected', async () => {
    const counts = [0, 0, 0];
    for (const index of counts.keys()) {
      await replica((_req, res) => {
        counts[index] = (counts[index] ?? 0) + 1;
        res.end();
      }, index !== 1);
    }
    for (let i = 0; i < 4; i += 1) await supertest(gateway).get('/api/a').expect(200);
    expect(counts).toEqual([2, 0, 2]);
  });

  it('answers 404 in the error format for a path that nothing serves', async () => {
    const response = await supertest(gateway).get('/metrics');
    expect(response.status).toBe(404);
    expect(response.body).toEqual({ errors: [{ message: 'Not found', code: 'not_found' }] });
  });

  it('answers 503 in the error format when no replica is there', async () => {
    const response = await supertest(gateway).get('/api/absent');
    expect(response.status).toBe(503);
    expect(response.body).toEqual({
      errors: [{ message: 'The service absent is not available', code: 'unavailable' }],
    });
    expect(response.headers['retry-after']).toBe('1');
  });

  it('asks another replica when a GET meets one that has just died', async () => {
    await deadReplica();
    await replica((_req, res) => res.end('alive'));
    const response = await supertest(gateway).get('/api/a');
    expect(response.text).toBe('alive');
  });

  it('asks one other replica, and only one, when a GET was broken off', async () => {
    let asked = 0;
    const dying: RequestListener = (req) => {
      asked += 1;
      req.socket.destroy();
    };
    await replica(dying);
    await replica((_req, res) => res.end('alive'));
    for (let i = 0; i < 2; i += 1) expect((await supertest(gateway).get('/api/a')).text).toBe('alive');
    expect(asked).toBe(2);

    upstreams = new Upstreams();
    for (let i = 0; i < 3; i += 1) await replica(dying);
    const poisoned = createGateway({ routes, upstreams });
    await listen(poisoned);
    asked = 0;
    const { body } = await supertest(poisoned).get('/api/a').expect(502);
    expect(body).toEqual({ errors: [{ message: 'The service a broke off', code: 'bad_gateway' }] });
    expect(asked).toBe(2);
  });

  it.each([
    ['of one piece', ['{"a":1}']],
    ['of many pieces', Array.from({ length: 50 }, (_, n) => `${n}`.repeat(4_000))],
  ])('sends a POST %s on when the replica in turn refuses the connection', async (_what, pieces) => {
    let told = '';
    for (let i = 0; i < 2; i += 1) await deadReplica();
    await replica((req, res) => {
      req.on('data', (chunk: Buffer) => (told += chunk.toString()));
      req.on('end', () => res.writeHead(201).end());
    });
    const { port } = gateway.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      const req = request({ port, host: '127.0.0.1', method: 'POST', path: '/api/a' }, (res) =>
        resolve(res.statusCode),
      );
      req.on('error', reject);
      for (const piece of pieces) req.write(piece);
      req.end();
    });
    expect(status).toBe(201);
    expect(told).toBe(pieces.join(''));
  });

  it('never sends a POST twice', async () => {
    let asked = 0;
    await replica((req) => {
      asked += 1;
      req.socket.destroy();
    });
    await replica((_req, res) => {
      asked += 1;
      res.end();
    });
    const response = await supertest(gateway).post('/api/a').send({});
    expect(response.status).toBe(502);
    expect(response.body).toEqual({ errors: [{ message: 'The service a broke off', code: 'bad_gateway' }] });
    expect(asked).toBe(1);
  });

  it('answers 503 when every replica refuses: nothing was done, so it may be tried again', async () => {
    await deadReplica();
    for (const method of ['get', 'post'] as const) {
      const { headers, body } = await supertest(gateway)[method]('/api/a').expect(503);
      expect(body.errors[0].code).toBe('unavailable');
      expect(headers['retry-after']).toBe('1');
    }
  });

  it('answers 504 when the service stays silent', async () => {
    await replica(() => undefined);
    const impatient = createGateway({ routes, upstreams, timeoutMs: 300 });
    await listen(impatient);
    const { body } = await supertest(impatient).get('/api/a').expect(504);
    expect(body.errors[0].code).toBe('gateway_timeout');
  });

  it('cuts off an answer that its service broke off', async () => {
    await replica((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half', () => res.destroy());
    });
    await expect(supertest(gateway).get('/api/a')).rejects.toThrow(/aborted|hang up/);
  });

  it.each([
    ['head', 'GET /api/a HTTP/1.1\r\nHost: x\r\n'],
    ['body', 'POST /api/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('cuts a client off that never finishes the %s of its request', async (_what, begun) => {
    await replica((req) => void req.resume());
    const limits = { headersTimeoutMs: 100, requestTimeoutMs: 200 };
    const port = await listen(createGateway({ routes, upstreams, ...limits }));
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(begun));
      socket.on('data', (data: Buffer) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('passes the pieces of a stream on as they come', async () => {
    let push: (text: string) => void = () => undefined;
    await replica((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      push = (text) => res.write(text);
      push('data: 1\n\n');
    });
    const { port } = gateway.address() as AddressInfo;
    const stream = await new Promise<IncomingMessage>((resolve) =>
      request({ port, host: '127.0.0.1', path: '/api/a' }, resolve).end(),
    );
    const next = () =>
      new Promise<string>((resolve) => stream.once('data', (data: Buffer) => resolve(data.toString())));
    expect(await next()).toBe('data: 1\n\n');
    const second = next();
    push('data: 2\n\n');
    expect(await second).toBe('data: 2\n\n');
    stream.destroy();
  });

  it('lets the service know when the client has gone', async () => {
    let gone: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (gone = resolve));
    await replica((_req, res) => {
      res.on('close', gone);
      res.write('begun');
    });
    const { port } = gateway.address() as AddressInfo;
    const client = request({ port, host: '127.0.0.1', path: '/api/a' }, () => client.destroy()).end();
    await left;
  });

  describe('for a WebSocket', () => {
    const upgrade = (path: string): Promise<string> =>
      new Promise((resolve) => {
        const { port } = gateway.address() as AddressInfo;
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(
            `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping`,
          ),
        );
        let text = '';
        socket.on('data', (data: Buffer) => (text += data.toString()));
        socket.on('close', () => resolve(text));
      });

    it('connects the two ends', async () => {
      await replica(() => undefined);
      servers[1]?.on('upgrade', (req: IncomingMessage, socket: Socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('data', (data) =>
          socket.end(`${req.headers['x-forwarded-host'] as string} heard ${data.toString()}`),
        );
      });
      const answer = await upgrade('/api/a/socket');
      expect(answer).toMatch(/^HTTP\/1\.1 101 /);
      expect(answer).toMatch(/x heard ping$/);
    });

    it.each([
      ['404 where nothing is served', '/none', /^HTTP\/1\.1 404 .*"Not found"/s],
      ['503 where no replica is there', '/api/absent', /^HTTP\/1\.1 503 .*"errors"/s],
    ])('answers %s', async (_what, path, expected) => {
      expect(await upgrade(path)).toMatch(expected);
    });

    it('outlives a client that leaves while it is being refused', async () => {
      await replica(() => undefined);
      servers[1]?.on('upgrade', (_req: IncomingMessage, socket: Socket) => {
        socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2000\r\nConnection: close\r\n\r\n');
        const pieces = setInterval(() => socket.write('x'.repeat(20)), 1);
        socket.on('error', () => undefined).on('close', () => clearInterval(pieces));
      });
      for (let i = 0; i < 5; i += 1) {
        const { port } = gateway.address() as AddressInfo;
        await new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1', () =>
            socket.write(
              'GET /api/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
            ),
          );
          socket.once('data', () => socket.resetAndDestroy()).on('close', () => resolve());
        });
      }
      expect(await upgrade('/none')).toMatch(/^HTTP\/1\.1 404 /);
    });

    it('answers 502 when the replica refuses', async () => {
      await deadReplica();
      expect(await upgrade('/api/a')).toMatch(/^HTTP\/1\.1 502 .*"errors"/s);
    });
  });
});

import { get, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { testLogger } from '../testing/test-logger';
import { waitFor } from '../testing/wait-for';
import { Health } from '../observability/health';
import { Service, type ServiceDependencies } from './service';

const ok: RequestListener = (_req, res) => {
  res.end('fine');
};
const somePort = () => 20_000 + Math.floor(Math.random() * 10_000);
const never = () => new Promise<never>(() => undefined);

function make(shutdownMs = 60_000) {
  const health = new Health();
  return { health, service: new Service(health, testLogger, shutdownMs) };
}

async function ask(port: number, path = '/', host = 'localhost') {
  return new Promise<{ status: number; body: string; connection: string | undefined }>((resolve, reject) => {
    get({ host, port, path, agent: false, headers: { Connection: 'keep-alive' } }, (res) => {
      let body = '';
      res.on('data', (chunk: Buffer) => (body += chunk.toString()));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body, connection: res.headers.connection }));
    }).on('error', reject);
  });
}

describe('a service', () => {
  it('hands requests to its app once started, also on internal ports', async () => {
    const { service } = make();
    const other = somePort();
    const internal: RequestListener = (_req, res) => void res.end('inside');
    const { port } = await service.run(0, () =>
      Promise.resolve({ app: ok, internal: [{ app: internal, port: other }] }),
    );
    expect(await ask(port)).toMatchObject({ status: 200, body: 'fine' });
    expect(await ask(other)).toMatchObject({ status: 200, body: 'inside' });
    await service.stop();
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('listens on the address it is given only', async () => {
    const { service } = make();
    const other = somePort();
    const internal = [{ app: ok, port: other }];
    const { port } = await service.run(0, () => Promise.resolve({ app: ok, internal }), '127.0.0.1');
    for (const bound of [port, other]) {
      expect(await ask(bound, '/', '127.0.0.1')).toMatchObject({ status: 200 });
      await expect(ask(bound, '/', '127.0.0.2')).rejects.toThrow('ECONNREFUSED');
    }
    await service.stop();
  });

  it('lives but takes no work while it waits for its stores', async () => {
    const { service } = make();
    let begin: (dependencies: ServiceDependencies) => void = () => undefined;
    const dependencies = new Promise<ServiceDependencies>((resolve) => (begin = resolve));
    const port = somePort();
    const running = service.run(port, () => dependencies);
    const live = await waitFor(() => ask(port, '/livez'));
    expect(live).toMatchObject({ status: 200 });
    expect(await ask(port, '/api/tickets')).toMatchObject({
      status: 503,
      body: expect.stringContaining('"errors"'),
    });
    begin({ app: ok });
    await running;
    expect(await ask(port, '/api/tickets')).toMatchObject({ status: 200 });
    await service.stop();
  });

  it('stops in order, whatever order its parts were given in', async () => {
    const { service, health } = make();
    const order: string[] = [];
    const part = (name: string) => () => {
      order.push(name);
      return Promise.resolve();
    };
    await service.run(0, () =>
      Promise.resolve({
        app: ok,
        stores: [{ close: part('store') }],
        nats: { close: part('nats') },
        outbox: { stop: part('outbox') },
        messaging: { close: part('handlers') },
        onDrain: () => {
          expect(health.draining).toBe(true);
          order.push('drain');
        },
      }),
    );
    await Promise.all([service.stop(), service.stop()]);
    expect(order).toEqual(['drain', 'handlers', 'outbox', 'nats', 'store']);
  });

  it('answers what comes while it drains, as not ready and for the last time on each connection', async () => {
    const health = new Health();
    const service = new Service(health, testLogger, 60_000, {}, 1_000);
    const order: string[] = [];
    const onDrain = () => void order.push('drain');
    const { port } = await service.run(0, () => Promise.resolve({ app: ok, onDrain }));
    expect(await ask(port)).toMatchObject({ status: 200, connection: 'keep-alive' });
    const stopped = service.stop();
    expect(await ask(port)).toMatchObject({ status: 200, body: 'fine', connection: 'close' });
    expect(health).toMatchObject({ stopping: true, draining: false });
    expect(order).toEqual([]);
    await stopped;
    expect(health.draining).toBe(true);
    expect(order).toEqual(['drain']);
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('gives handlers the time that a stop may take', async () => {
    const { service } = make(45_000);
    const close = jest.fn(() => Promise.resolve());
    await service.run(0, () => Promise.resolve({ app: ok, messaging: { close } }));
    await service.stop();
    expect(close).toHaveBeenCalledWith(45_000);
  });

  it('finishes a running request before it stops what the request needs, and ends its connection', async () => {
    const { service } = make();
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const slow: RequestListener = (_req, res) => {
      finish = () => {
        order.push('answered');
        res.end('late but whole');
      };
      order.push('asked');
    };
    const stores = [{ close: () => Promise.resolve(order.push('store')) }];
    const { port } = await service.run(0, () => Promise.resolve({ app: slow, stores }));
    const answer = ask(port);
    await waitFor(() => order.includes('asked'));
    const stopped = service.stop();
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
    finish();
    expect(await answer).toMatchObject({ status: 200, body: 'late but whole', connection: 'close' });
    await stopped;
    expect(order).toEqual(['asked', 'answered', 'store']);
  });

  it('closes every answer of a connection that goes, also those queued behind another', async () => {
    const { service } = make();
    const open = new Set<string | undefined>();
    let asked = 0;
    const held: RequestListener = (req, res) => {
      asked += 1;
      open.add(req.url);
      res.once('close', () => open.delete(req.url));
    };
    const { port } = await service.run(0, () => Promise.resolve({ app: held }));
    const client = connect(port, '127.0.0.1');
    client.write(['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    await waitFor(() => asked === 3);
    client.destroy();
    await waitFor(() => open.size === 0);
    await service.stop();
  });

  it('answers in turn what came on one connection, and listens to it no more', async () => {
    const { service } = make();
    const sockets = new Set<Socket>();
    let closed = 0;
    const app: RequestListener = (req, res) => {
      sockets.add(req.socket);
      res.once('close', () => (closed += 1));
      setImmediate(() => res.end(req.url));
    };
    const { port } = await service.run(0, () => Promise.resolve({ app }));
    const client = connect(port, '127.0.0.1').setEncoding('utf8');
    let text = '';
    client.on('data', (part: string) => (text += part));
    client.write(['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    await waitFor(() => closed === 3 && text.includes('/c'));
    expect(text.match(/\/[abc]/g)).toEqual(['/a', '/b', '/c']);
    const [socket] = sockets;
    const before = socket!.listenerCount('close');
    client.write('GET /d HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor(() => text.includes('/d') && closed === 4);
    expect(socket!.listenerCount('close')).toBe(before);
    client.destroy();
    await service.stop();
    expect(closed).toBe(4);
  });

  it('closes its stores even when requests hang and parts fail', async () => {
    const { service } = make(30);
    const close = jest.fn(() => Promise.resolve());
    const asked = jest.fn();
    const { port } = await service.run(0, () =>
      Promise.resolve({
        app: asked,
        messaging: { close: never },
        stop: () => Promise.reject(new Error('broken')),
        outbox: { stop: () => Promise.reject(new Error('broken')) },
        stores: [{ close }],
      }),
    );
    const answer = ask(port).catch((error: Error) => error.message);
    await waitFor(() => asked.mock.calls.length === 1);
    await service.stop();
    expect(close).toHaveBeenCalledTimes(1);
    expect(await answer).toMatch(/hang up|ECONNRESET/);
  });

  it('stops before it has started', async () => {
    const { service } = make();
    const port = somePort();
    void service.run(port, never);
    await service.stop();
    await waitFor(() =>
      ask(port).then(
        () => false,
        () => true,
      ),
    );
  });

  it('hands over upgraded connections', async () => {
    const { service } = make();
    const onUpgrade = jest.fn((_req: unknown, socket: { end(text: string): void }) =>
      socket.end('HTTP/1.1 101 Done\r\n\r\n'),
    );
    const webSockets = { path: '/socket', onUpgrade };
    const { port } = await service.run(0, () => Promise.resolve({ app: ok, webSockets }));
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /socket?a=b HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => socket.resume().on('close', resolve));
    expect(onUpgrade).toHaveBeenCalledTimes(1);
    await service.stop();
  });

  it.each([
    ['head', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('cuts a client off that never finishes the %s of its request', async (_what, begun) => {
    const timeouts = { headersTimeout: 50, requestTimeout: 100, checkIntervalMs: 20 };
    const service = new Service(new Health(), testLogger, 1_000, timeouts);
    // It waits for all of the request before it answers.
    const app = express().use((req, res) => void req.resume().once('end', () => res.end()));
    const { port } = await service.run(0, () => Promise.resolve({ app }));
    const socket = connect(port, '127.0.0.1');
    socket.write(begun);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await new Promise((resolve) => socket.on('close', resolve));
    expect(text).toContain('408');
    await service.stop();
  });

  it('fails when its port is taken', async () => {
    const first = make().service;
    const { port } = await first.run(0, () => Promise.resolve({ app: ok }));
    await expect(make().service.run(port, () => Promise.resolve({ app: ok }))).rejects.toThrow('EADDRINUSE');
    await first.stop();
  });
});

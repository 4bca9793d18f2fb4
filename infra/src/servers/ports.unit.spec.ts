import { createServer, type Server } from 'node:net';
import { freePort, isFree, keptPort, preferredPort } from './ports';

describe('a free port', () => {
  let server: Server | undefined;
  afterEach(async () => {
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  it('is another one each time, and none that a connection going out could have', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    expect(new Set(ports).size).toBe(50);
    for (const port of ports) expect(port).toBeLessThan(32_768);
  });

  it('is free until somebody listens', async () => {
    const port = await freePort();
    expect(await isFree(port)).toBe(true);
    await new Promise<void>((resolve) => (server = createServer().listen(port, '127.0.0.1', resolve)));
    expect(await isFree(port)).toBe(false);
  });
});

describe('a kept port', () => {
  it('is none that is given to another', async () => {
    const others = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    expect(await keptPort()).toBeLessThan(Math.min(...others));
  });
});

describe('a preferred port', () => {
  it('is given to one of two that ask before either listens, and stays free for it', async () => {
    const port = await freePort();
    expect(await preferredPort(port)).toBe(port);
    expect(await preferredPort(port)).not.toBe(port);
    expect(await isFree(port)).toBe(true);
  });
});

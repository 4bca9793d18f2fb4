import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../testing/wait-for';

const fixture = (name: string) => join(__dirname, '../testing/fixtures', name);

interface Running {
  child: ChildProcess;
  port: number;
  /** Messages logged so far. */
  said(): string[];
  stderr(): string;
  get(path: string): Promise<string>;
  exit: Promise<number | null>;
}

const running: Running[] = [];
/** Below what the system takes for connections that go out. */
let ports = 15_000 + Math.floor(Math.random() * 17_000);

function start(env: Record<string, string> = {}): Running {
  const port = (ports += 1);
  const child = spawn(process.execPath, ['--require', fixture('require-ts.js'), fixture('service.ts')], {
    cwd: join(__dirname, '../../..'),
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      NATS_CLIENT_ID: 'pod-0',
      ...env,
    },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const service: Running = {
    child,
    port,
    said: () =>
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { msg: string }).msg),
    stderr: () => err,
    get: async (path) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Connection: 'close' } })).text(),
    exit: once(child, 'exit').then(([code]) => code as number | null),
  };
  running.push(service);
  return service;
}

const ready = (service: Running) => waitFor(() => service.said().includes('ready'), { timeout: 40_000 });

afterEach(async () => {
  for (const { child, exit } of running.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
});

/** One kept connection of a proxy, as busy as it can be. */
class KeptConnection {
  readonly answers: number[] = [];
  /** Why it is used no more. */
  end: string | undefined;

  constructor(
    private readonly port: number,
    /** Between an answer and the next request, in ms. */
    private readonly pauseMs: number,
  ) {
    void this.run();
  }

  private async run(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      while (!this.end) {
        const { status, connection } = await this.ask(agent);
        this.answers.push(status);
        if (connection === 'close') this.end = 'the answer said close';
        else await sleep(this.pauseMs);
      }
    } catch (error) {
      this.end = (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      agent.destroy();
    }
  }

  private ask(agent: Agent): Promise<{ status: number; connection: string | undefined }> {
    return new Promise((resolve, reject) => {
      get({ port: this.port, path: '/', agent }, (res) => {
        res
          .resume()
          .once('end', () => resolve({ status: res.statusCode ?? 0, connection: res.headers.connection }));
      }).once('error', reject);
    });
  }
}

describe('a process that runs a service', () => {
  it('loses no request of kept connections when told to stop under load', async () => {
    const service = start({ DRAIN_SECONDS: '2' });
    await ready(service);
    const connections = Array.from(
      { length: 16 },
      (_, index) => new KeptConnection(service.port, 5 + 5 * index),
    );
    await waitFor(() => connections.every(({ answers }) => answers.length > 2));
    service.child.kill('SIGTERM');
    await waitFor(() => connections.every(({ end }) => end));
    expect(connections.map(({ end }) => end)).toEqual(connections.map(() => 'the answer said close'));
    expect(new Set(connections.flatMap(({ answers }) => answers))).toEqual(new Set([200]));
    // Whoever has not heard of it yet is still answered.
    expect(await service.get('/')).toContain('pod-0');
    expect(await service.exit).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops in order on %s and exits with 0', async (signal) => {
    const service = start();
    await ready(service);
    const slow = service.get('/slow');
    await waitFor(async () => (await service.get('/metrics')).includes('fixture_asked_total 1'));
    service.child.kill(signal);
    expect(await slow).toBe('slow');
    expect(await service.exit).toBe(0);
    expect(service.said()).toEqual([
      'ready',
      'stopping',
      'handlers finished',
      'outbox flushed',
      'NATS closed',
      'store closed',
      'stopped',
    ]);
  });

  it('prints every fault of the environment and exits with 1', async () => {
    const service = start({ PORT: 'x', LOG_LEVEL: 'loud', NATS_CLIENT_ID: '' });
    expect(await service.exit).toBe(1);
    expect(service.stderr()).toMatch(/PORT: .*\n.*LOG_LEVEL: .*\n.*NATS_CLIENT_ID: is required\n$/);
    expect(service.said()).toEqual([]);
  });

  it('exits with 1 when it cannot start', async () => {
    const service = start({ NATS_CLIENT_ID: 'broken' });
    expect(await service.exit).toBe(1);
    expect(service.said()).toEqual(['could not start']);
  });

  it.each([
    ['/rejection', 'unhandled rejection'],
    ['/exception', 'uncaught exception'],
  ])('logs what nobody caught (%s) and exits with 1', async (path, message) => {
    const service = start();
    await ready(service);
    await service.get(path).catch(() => undefined);
    expect(await service.exit).toBe(1);
    expect(service.said()).toContain(message);
  });

  it('exits at once when told to stop a second time', async () => {
    const service = start();
    await ready(service);
    service.get('/hang').catch(() => undefined);
    await service.get('/');
    service.child.kill('SIGTERM');
    await waitFor(() => service.said().includes('handlers finished'));
    // The second signal counts once it can't be the same one, passed on by a terminal or runner.
    const again = setInterval(() => service.child.kill('SIGTERM'), 100);
    expect(await service.exit).toBe(1);
    clearInterval(again);
    expect(service.said()).not.toContain('store closed');
  });

  it('stops although a request hangs, when its time is up', async () => {
    const service = start({ SHUTDOWN_TIMEOUT_SECONDS: '0' });
    await ready(service);
    service.get('/hang').catch(() => undefined);
    await service.get('/');
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(0);
    expect(service.said()).toContain('store closed');
  });
});

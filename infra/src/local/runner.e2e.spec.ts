import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@ticketing/common/testing';
import { projectRoot } from '../paths';
import { isAlive, type ProcessIdentity, readStartTime } from '../servers/pids';
import { resolveLayout } from './layout';
import { readState, type SystemState } from './state';

const START_MS = 240_000;
const waitOptions = { timeout: START_MS };

describe('npm start', () => {
  let dataDir: string;
  let processes: ChildProcess[];

  const start = (...args: string[]): { child: ChildProcess; output: () => string } => {
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'infra', 'start.mjs'), '--data', dataDir, '--services', 'auth', ...args],
      { env: { ...process.env, NODE_ENV: 'development' } },
    );
    processes.push(child);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    return { child, output: () => output };
  };
  /** The exit code, once everything that was said has been read, too. */
  const waitForExit = async (child: ChildProcess): Promise<number | null> => {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  };
  const running = (output: () => string): Promise<SystemState> =>
    waitFor(() => {
      const state = readState(resolveLayout(dataDir).state);
      return state && output().trimEnd().endsWith(state.baseUrl) ? state : undefined;
    }, waitOptions);
  const startedBy = (state: SystemState): ProcessIdentity[] =>
    [...state.services, ...state.servers].map(({ pid }) => ({
      pid: pid ?? 0,
      startTime: readStartTime(pid ?? 0),
    }));
  const listeningPorts = ({ services, servers, baseUrl, inboxUrl, smtpUrl }: SystemState): number[] =>
    [...services, ...servers, ...[baseUrl, inboxUrl, smtpUrl].map((url) => ({ url }))].map(({ url }) =>
      Number(new URL(url).port),
    );
  /** Whoever listens on all interfaces also answers at the second loopback address. */
  const refusesOtherAddresses = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.2', timeout: 5_000 });
      const end = (refused: boolean): void => {
        socket.destroy();
        resolve(refused);
      };
      socket.once('connect', () => end(false)).once('error', () => end(true));
      socket.once('timeout', () => end(true));
    });
  const gone = (all: ProcessIdentity[]): Promise<boolean> =>
    waitFor(() => !all.some(isAlive), { timeout: 60_000 });

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'ticketing-runner-'));
    processes = [];
  });

  afterEach(async () => {
    for (const child of processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    'serves at the address it prints last, to this machine only, and stops everything on Ctrl-C',
    async () => {
      const { child, output } = start('--port', '0');
      const state = await running(output);
      const all = startedBy(state);
      expect(all.every(isAlive)).toBe(true);

      const response = await fetch(`${state.baseUrl}/api/users/currentuser`);
      expect(await response.json()).toEqual({ currentUser: null });
      const refused = await Promise.all(listeningPorts(state).map(refusesOtherAddresses));
      expect(refused).toEqual(refused.map(() => true));
      expect(output()).toMatch(/auth-1 +\d+ +http:\/\/127\.0\.0\.1:\d+/);
      expect(statSync(resolveLayout(dataDir).secrets).mode & 0o077).toBe(0);

      child.kill('SIGINT');
      expect(await waitForExit(child)).toBe(0);
      expect(output().trimEnd()).toMatch(/Stopped\.$/);
      expect(all.some(isAlive)).toBe(false);
      expect(readdirSync(resolveLayout(dataDir).run)).toEqual([]);
    },
    START_MS,
  );

  it(
    'says that it runs already instead of starting twice',
    async () => {
      const first = start('--port', '0');
      const state = await running(first.output);
      const second = start('--port', '0');
      expect(await waitForExit(second.child)).toBe(1);
      expect(second.output()).toContain(`The system runs already, at ${state.baseUrl}`);
    },
    START_MS,
  );

  it(
    'starts a service that was killed again, on the same port',
    async () => {
      const { output } = start('--port', '0');
      const { services, baseUrl } = await running(output);
      process.kill(services[0]?.pid ?? 0, 'SIGKILL');
      const revived = await waitFor(() => {
        const now = readState(resolveLayout(dataDir).state)?.services[0];
        return now && now.pid !== services[0]?.pid ? now : undefined;
      }, waitOptions);
      expect(revived.port).toBe(services[0]?.port);
      await waitFor(() => output().includes('auth-1 is ready again'), waitOptions);
      await waitFor(async () => (await fetch(`${baseUrl}/api/users/currentuser`)).ok, waitOptions);
    },
    START_MS,
  );

  it(
    'leaves nothing running when it is killed, and starts again on its data',
    async () => {
      const first = start('--port', '0');
      const before = await running(first.output);
      const all = startedBy(before);
      const account = { email: 'ann@example.com', password: 'a long password', name: 'Ann' };
      const post = (url: string, path: string): Promise<Response> =>
        fetch(`${url}/api/users/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(account),
        });
      expect((await post(before.baseUrl, 'signup')).status).toBe(201);

      first.child.kill('SIGKILL');
      await gone(all);

      const second = start('--port', '0');
      const after = await running(second.output);
      expect((await post(after.baseUrl, 'signin')).status).toBe(200);
    },
    START_MS,
  );

  it(
    'stops what an earlier run left behind when not even the watchdog was spared',
    async () => {
      const first = start('--port', '0');
      const all = startedBy(await running(first.output));
      const pid = first.child.pid ?? 0;
      for (const watchdog of findChildren(pid).filter((one) => readCommand(one).includes('/bin/sh'))) {
        process.kill(watchdog, 'SIGKILL');
      }
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');
      expect(all.every(isAlive)).toBe(true);

      const second = start('--port', '0');
      await running(second.output);
      expect(second.output()).toMatch(/stopped what an earlier run left behind: auth-1, caddy, mongod, /);
      expect(all.some(isAlive)).toBe(false);
    },
    START_MS,
  );

  it(
    'says which port is in use and how to choose another, before it compiles anything',
    async () => {
      const other = createServer();
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      const { child, output } = start('--port', String(port));
      expect(await waitForExit(child)).toBe(1);
      other.close();
      expect(output()).toContain(
        `Port ${port} is in use by another program. Choose another one: npm start -- --port ${port + 1}`,
      );
      expect(output()).not.toContain('Compiling');
      expect(existsSync(resolveLayout(dataDir).stores)).toBe(false);
    },
    START_MS,
  );

  it('says what is wrong with an option, before it compiles anything', async () => {
    const { child, output } = start('--replicas', 'billing=2');
    expect(await waitForExit(child)).toBe(2);
    expect(output()).toMatch(/^--replicas: there is no service "billing"; there are auth, tickets, .*\n$/);
  });

  it('explains itself', async () => {
    const { child, output } = start('--help');
    expect(await waitForExit(child)).toBe(0);
    for (const flag of ['--port', '--replicas', '--reset', '--services', '--data'])
      expect(output()).toContain(flag);
  });
});

function findChildren(pid: number): number[] {
  const tasks = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(tasks, 'utf8').trim().split(' ').map(Number);
}

function readCommand(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

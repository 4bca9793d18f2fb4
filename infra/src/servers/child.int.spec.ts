import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, waitUntilReady } from './child';
import { isAlive } from './pids';

describe('a child process', () => {
  let folder: string;
  const start = (script: string) =>
    startChild({
      name: 'child',
      command: '/bin/sh',
      args: ['-c', script],
      logFile: join(folder, 'logs', 'child.log'),
      runDir: join(folder, 'run'),
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ticketing-child-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes its output to its log and its number to a pid file while it runs', async () => {
    const child = await start('echo hello; echo trouble >&2; exec sleep 600');
    expect(existsSync(join(folder, 'run', 'child.pid'))).toBe(true);
    await waitUntilReady(child, () => {
      if (!readFileSync(child.logFile!, 'utf8').includes('trouble')) throw new Error('not yet');
      return Promise.resolve();
    });
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(readFileSync(child.logFile!, 'utf8')).toBe('hello\ntrouble\n');
    expect(existsSync(join(folder, 'run', 'child.pid'))).toBe(false);
  });

  it('is killed when it does not stop in time', async () => {
    const child = await start("trap '' TERM; echo deaf; while :; do sleep 0.1; done");
    await waitUntilReady(child, () => {
      if (!readFileSync(child.logFile!, 'utf8').includes('deaf')) throw new Error('not yet');
      return Promise.resolve();
    });
    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('can be stopped twice, and after its end', async () => {
    const child = await start('exit 3');
    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(await child.stop()).toEqual({ code: 3, signal: null });
    expect(isAlive({ pid: child.pid })).toBe(false);
  });

  it('that ends before it is ready is told with its last words', async () => {
    const child = await start('echo the disk is full; exit 7');
    const ready = waitUntilReady(child, () => Promise.reject(new Error('no answer')));
    await expect(ready).rejects.toThrow(/^child ended at its start \(exit code 7\)[^]*the disk is full/);
  });

  it('that never gets ready is told with the last reason', async () => {
    const child = await start('exec sleep 600');
    const ready = waitUntilReady(child, () => Promise.reject(new Error('no answer')), 100);
    await expect(ready).rejects.toThrow(/isn't ready after 0.1 s: no answer/);
    await child.kill();
  });

  it('that can not be started is an error', async () => {
    const options = { name: 'child', command: '/none', args: [], logFile: join(folder, 'child.log') };
    await expect(startChild(options)).rejects.toThrow(/^child can't be started: .*ENOENT/);
  });
});

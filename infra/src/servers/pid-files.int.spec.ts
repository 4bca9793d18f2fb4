import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, readStartTime } from './pids';
import { readPidFile, stopLeftovers, writePidFile } from './pid-files';

describe('pid files', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ticketing-pids-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds the process that it was written for', () => {
    writePidFile(folder, 'me', process.pid);
    expect(readPidFile(folder, 'me')).toEqual({ pid: process.pid, startTime: readStartTime(process.pid) });
  });

  it('does not take a later process with the same number for it', () => {
    writePidFile(folder, 'me', process.pid);
    const file = join(folder, 'me.pid');
    const identity = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...identity, startTime: 'long ago' }));
    expect(readPidFile(folder, 'me')).toBeUndefined();
  });

  it('stops what is left of an earlier run, and nothing else', async () => {
    const left = spawn('sleep', ['600'], { stdio: 'ignore' });
    const gone = new Promise((done) => left.once('exit', done));
    writePidFile(folder, 'left', left.pid ?? 0);
    writeFileSync(join(folder, 'other.pid'), JSON.stringify({ pid: process.pid, startTime: 'long ago' }));
    expect(await stopLeftovers(folder)).toEqual(['left']);
    await gone;
    expect(existsSync(join(folder, 'left.pid'))).toBe(false);
    expect(existsSync(join(folder, 'other.pid'))).toBe(false);
  });

  it('has nothing to stop where there is no folder yet', async () => {
    expect(await stopLeftovers(join(folder, 'none'))).toEqual([]);
  });
});

describe('isAlive', () => {
  it('knows this process', () => {
    expect(isAlive({ pid: process.pid, startTime: readStartTime(process.pid) })).toBe(true);
  });

  it('knows that a process that has ended is gone', async () => {
    const child = spawn('true', { stdio: 'ignore' });
    const { pid = 0 } = child;
    await new Promise((done) => child.once('exit', done));
    expect(isAlive({ pid })).toBe(false);
  });

  it('takes no impossible number for a process', () => {
    expect(isAlive({ pid: 0 })).toBe(false);
    expect(isAlive({ pid: Number.NaN })).toBe(false);
  });
});

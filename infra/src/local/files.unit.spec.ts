import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStartTime } from '../servers/pids';
import { rotate } from './logs';
import { loadSecrets } from './secrets';
import { readState, removeState, type SystemState, writeState } from './state';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketing-files-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the secrets', () => {
  it('are made once and kept', () => {
    const file = join(folder, 'deep', 'secrets.json');
    const made = loadSecrets(file, {});
    expect(made.jwtKey.length).toBeGreaterThanOrEqual(32);
    expect(loadSecrets(file, {})).toEqual(made);
    expect(loadSecrets(join(folder, 'others.json'), {}).jwtKey).not.toBe(made.jwtKey);
  });

  it('are for their owner’s eyes only', () => {
    const file = join(folder, 'secrets.json');
    loadSecrets(file, {});
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('give way to the environment, which is not kept', () => {
    const file = join(folder, 'secrets.json');
    expect(loadSecrets(file, { JWT_KEY: 'given' }).jwtKey).toBe('given');
    expect(loadSecrets(file, {}).jwtKey).not.toBe('given');
  });
});

describe('the state', () => {
  const state = (runner: SystemState['runner']) => ({ runner, baseUrl: 'http://localhost:1' }) as SystemState;
  const file = (): string => join(folder, 'run', 'state.json');

  it('is read while its runner lives', () => {
    writeState(file(), state({ pid: process.pid, startTime: readStartTime(process.pid) }));
    expect(readState(file())?.baseUrl).toBe('http://localhost:1');
    removeState(file());
    expect(readState(file())).toBeUndefined();
  });

  it('of a runner that crashed is none', () => {
    writeState(file(), state({ pid: process.pid, startTime: 'long ago' }));
    expect(readState(file())).toBeUndefined();
  });
});

describe('the log of the last start', () => {
  it('is moved aside, and the oldest of five dropped', () => {
    const file = join(folder, 'a.log');
    for (let start = 1; start <= 8; start += 1) {
      rotate(file);
      writeFileSync(file, `start ${start}`);
    }
    expect(readFileSync(file, 'utf8')).toBe('start 8');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('start 7');
    expect(readFileSync(`${file}.5`, 'utf8')).toBe('start 3');
    expect(existsSync(`${file}.6`)).toBe(false);
  });
});

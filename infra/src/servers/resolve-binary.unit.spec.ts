import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@ticketing/common/testing';
import type { BinaryRecipe } from './binaries';
import { resolveBinary } from './resolve-binary';
import type { Installer } from './installers/installer';

describe('resolveBinary', () => {
  let folder: string;
  let cache: string;
  let lines: string[];

  const program = (file: string, code = 0): string => {
    writeFileSync(file, `#!/bin/sh\nexit ${code}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const making = (name: string, code = 0): Installer & { calls: number } => ({
    name,
    calls: 0,
    install({ target }) {
      this.calls += 1;
      program(target, code);
      return Promise.resolve();
    },
  });
  const failing = (name: string, why: string): Installer => ({
    name,
    install: () => Promise.reject(new Error(why)),
  });
  const resolve = (installers: Installer[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const recipe: BinaryRecipe = {
      variables: ['MONGOD_BINARY', 'MONGOMS_SYSTEM_BINARY'],
      versionArgs: [],
      installers,
      byHand: 'brew mongod',
    };
    return resolveBinary('mongod', {
      env: { PATH: join(folder, 'path'), TICKETING_CACHE: cache, ...env },
      log: (line) => lines.push(line),
      recipes: { mongod: recipe },
    });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ticketing-resolve-'));
    cache = join(folder, 'cache');
    mkdirSync(join(folder, 'path'));
    lines = [];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the binary that the environment names before any other', async () => {
    program(join(folder, 'path', 'mongod'));
    const named = program(join(folder, 'mine'));
    expect(await resolve([], { MONGOMS_SYSTEM_BINARY: named })).toBe(named);
  });

  it('refuses a named binary that does not exist instead of taking another', async () => {
    program(join(folder, 'path', 'mongod'));
    await expect(resolve([], { MONGOD_BINARY: '/none/mongod' })).rejects.toThrow(
      'MONGOD_BINARY=/none/mongod names no file that can be executed',
    );
  });

  it('takes none on PATH, nor one it obtained, that is too old or does not tell its version', async () => {
    const saying = (file: string, version: string): string => {
      writeFileSync(file, `#!/bin/sh\necho "${version}"\n`);
      chmodSync(file, 0o755);
      return file;
    };
    const onPath = join(folder, 'path', 'mongod');
    const installer = (name: string, version: string): Installer => ({
      name,
      install: ({ target }) => Promise.resolve(void saying(target, version)),
    });
    const recipe: BinaryRecipe = {
      variables: ['MONGOD_BINARY'],
      versionArgs: [],
      atLeast: { version: '2.11.9', says: /v(\d+\.\d+\.\d+)/ },
      installers: [
        installer('package', 'v2.6.2'),
        installer('silent', 'unknown'),
        installer('build', 'v2.11.10'),
      ],
      byHand: 'brew mongod',
    };
    const env = { PATH: `${join(folder, 'path')}:${process.env.PATH}`, TICKETING_CACHE: cache };
    const resolve = () =>
      resolveBinary('mongod', { env, log: (line) => lines.push(line), recipes: { mongod: recipe } });
    saying(onPath, 'v2.9.100');
    expect(await resolve()).toBe(join(cache, 'mongod'));
    expect(lines.filter((line) => /did not work/.test(line))).toHaveLength(2);
    saying(onPath, 'v3.0.0');
    expect(await resolve()).toBe(onPath);
  });

  it('takes one on PATH before obtaining any', async () => {
    const onPath = program(join(folder, 'path', 'mongod'));
    const installer = making('installer');
    expect(await resolve([installer])).toBe(onPath);
    expect(installer.calls).toBe(0);
  });

  it('obtains it into the cache once', async () => {
    const installer = making('installer');
    expect(await resolve([installer])).toBe(join(cache, 'mongod'));
    expect(await resolve([installer])).toBe(join(cache, 'mongod'));
    expect(installer.calls).toBe(1);
    expect(readdirSync(cache)).toEqual(['mongod']);
    expect(lines).toEqual([`mongod: ready, kept in ${cache}`]);
  });

  it('obtains it again when the cached one does not run', async () => {
    mkdirSync(cache);
    program(join(cache, 'mongod'), 1);
    const installer = making('installer');
    await resolve([installer]);
    expect(installer.calls).toBe(1);
  });

  it('takes the next installer when one fails, or brings what does not run', async () => {
    const last = making('last');
    await resolve([failing('first', 'no network'), making('second', 3), last]);
    expect(last.calls).toBe(1);
  });

  it('keeps nothing that does not run', async () => {
    await expect(resolve([making('only', 3)])).rejects.toThrow(/exit code 3/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('tells why each installer failed and what a person would run', async () => {
    await expect(resolve([failing('first', 'no network'), failing('second', 'no compiler')])).rejects.toThrow(
      [
        'mongod is needed and could not be obtained.',
        '  - first: no network',
        '  - second: no compiler',
        'What helps: brew mongod; or set MONGOD_BINARY to a binary that you have.',
      ].join('\n'),
    );
  });

  it('takes a binary from where a package manager put it', async () => {
    const elsewhere = program(join(folder, 'elsewhere'));
    const installer: Installer = { name: 'manager', install: () => Promise.resolve(elsewhere) };
    expect(await resolve([installer])).toBe(elsewhere);
  });

  it('obtains it once for two that ask at the same time', async () => {
    const waiting = 'mongod: waiting for another process to obtain it';
    const installer = making('installer');
    const slow: Installer = {
      name: 'slow',
      async install(context) {
        await waitFor(() => lines.includes(waiting));
        return installer.install(context);
      },
    };
    expect(await Promise.all([resolve([slow]), resolve([slow])])).toEqual([
      join(cache, 'mongod'),
      join(cache, 'mongod'),
    ]);
    expect(installer.calls).toBe(1);
  });
});

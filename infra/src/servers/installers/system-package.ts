import { runCommand, tryCommand, which } from '../commands';
import type { Installer } from './installer';

export type PackageManager = 'apt-get' | 'apk' | 'dnf' | 'brew';

/** Installs a binary with the system's package manager, where that needs no password. */
export function systemPackage(binary: string, packages: Record<PackageManager, string>): Installer {
  return {
    name: "the system's package manager",
    async install({ log }) {
      const manager = (Object.keys(packages) as PackageManager[]).find((name) => which(name));
      if (!manager) throw new Error('there is none of apt-get, apk, dnf and brew here');
      await installPackages(manager, [packages[manager]], log);
      const file = which(binary);
      if (!file) throw new Error(`${packages[manager]} was installed, yet ${binary} isn't on PATH`);
      return file;
    },
  };
}

/**
 * Installs packages as root, or through sudo where it asks for no password.
 * @throws Error with the command that a person would run.
 */
export async function installPackages(
  manager: PackageManager,
  packages: string[],
  log: (line: string) => void,
): Promise<void> {
  const install = {
    'apt-get': [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
    ],
    apk: [['apk', 'add', '--no-cache', ...packages]],
    dnf: [['dnf', 'install', '-y', '-q', ...packages]],
    brew: [['brew', 'install', '--quiet', ...packages]],
  }[manager];
  const root = manager === 'brew' || process.getuid?.() === 0;
  if (!root && (await tryCommand('sudo', ['-n', 'true'])).code !== 0) {
    throw new Error(`it needs root: sudo ${manager} install ${packages.join(' ')}`);
  }
  log(`installing ${packages.join(', ')} with ${manager}`);
  for (const step of install) {
    const [command = manager, ...args] = root ? step : ['sudo', '-n', ...step];
    await runCommand(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  }
}

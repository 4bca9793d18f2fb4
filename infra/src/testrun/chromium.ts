import { isExecutable, which } from '../servers/commands';
import { installPackages } from '../servers/installers/system-package';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser that CHROMIUM_BINARY names, else one on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env.CHROMIUM_BINARY;
  if (named) return isExecutable(named) ? named : undefined;
  for (const name of names) {
    const found = which(name, env);
    if (found) return found;
  }
  return undefined;
}

/** The browser, installed first where there is none and this is a CI machine that we are root on. */
export async function provideChromium(log: (line: string) => void): Promise<string | undefined> {
  const found = findChromium();
  const mayInstall = process.env.CI === 'true' && process.getuid?.() === 0 && which('apt-get');
  if (found || !mayInstall) return found;
  try {
    await installPackages('apt-get', ['chromium'], log);
  } catch (error) {
    log((error as Error).message);
  }
  return findChromium();
}

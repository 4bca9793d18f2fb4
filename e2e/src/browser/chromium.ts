import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser that CHROMIUM_BINARY names, else one on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROMIUM_BINARY'];
  if (named) return isExecutable(named) ? named : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/** Like `describe`, left out with a message where there is no Chromium. */
export function describeInChromium(name: string, body: () => void): void {
  if (findChromium()) describe(name, body);
  else describe.skip(`${name} (left out: no Chromium on PATH and no CHROMIUM_BINARY)`, body);
}

/** A fresh browser, with a profile of its own. @throws when there is no Chromium */
export function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium on PATH; CHROMIUM_BINARY may name one');
  // Chromium's sandbox needs a user other than root.
  const unsandboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    timeout: 90_000,
    args: [
      ...unsandboxed,
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
      ...args,
    ],
  });
}

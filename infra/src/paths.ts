import { resolve } from 'node:path';

/** The root of the project: two levels above this package's `src` or `dist`. */
export const projectRoot = resolve(__dirname, '..', '..');

/** Where the local system keeps its stores, logs and state; never committed. */
export const defaultDataDir = resolve(projectRoot, '.data');

/** Folder of the server binaries that were obtained; `TICKETING_CACHE` moves it, so that clones can share one. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.TICKETING_CACHE || resolve(defaultDataDir, 'bin'));
}

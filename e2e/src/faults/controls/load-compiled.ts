import { join } from 'node:path';

/** A compiled module of a service, the very one that the service itself will load. @param path from the project's root */
export function loadCompiled<T>(path: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a preload has to share the module's instance
  return require(join(__dirname, '../../../..', path)) as T;
}

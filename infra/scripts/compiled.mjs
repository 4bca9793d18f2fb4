// Modules of infra/src for scripts.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compile, projectRoot } from './prepare.mjs';

let compiled;

/** Loads a module of infra/dist, compiled before if it is stale; ends the process when it doesn't compile. */
export async function loadCompiled(path) {
  // What a script prints may be read by another program: the compiler's output stays out of it.
  compiled ??= compile({ stdio: ['ignore', 2, 2] }, 'infra');
  if ((await compiled) !== 0) process.exit(1);
  return createRequire(import.meta.url)(join(projectRoot, 'infra', 'dist', path));
}

import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from '../paths';
import { binaries, type BinaryName, type BinaryRecipe, type LinterName, linters } from './binaries';
import { isExecutable, lastLines, tryCommand, which } from './commands';
import { withLock } from './lock';
import { installPackages } from './installers/system-package';

export interface ResolveOptions {
  env?: NodeJS.ProcessEnv;
  /** Told each step of obtaining a binary; prints to stderr if not given. */
  log?: (line: string) => void;
  /** Stands in for the known recipes in tests. */
  recipes?: Record<string, BinaryRecipe>;
}

/**
 * Finds the binary of a server or linter: the environment variable that names it, PATH, the project's cache, and else obtains it into the cache.
 * Several processes may ask at once: one obtains, the others wait for it.
 * @throws Error that tells why each installer failed and what a person would run.
 */
export async function resolveBinary(
  name: BinaryName | LinterName,
  options: ResolveOptions = {},
): Promise<string> {
  const env = options.env ?? process.env;
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const recipe = (options.recipes ?? { ...binaries, ...linters })[name];
  if (!recipe) throw new Error(`no recipe for ${name}`);

  for (const variable of recipe.variables) {
    const named = env[variable];
    if (!named) continue;
    if (!isExecutable(named)) throw new Error(`${variable}=${named} names no file that can be executed`);
    return named;
  }
  const onPath = which(name, env);
  if (onPath && (!recipe.atLeast || (await whyItFails(onPath, recipe)) === undefined)) return onPath;

  const cache = cacheDir(env);
  const cached = join(cache, name);
  if (isExecutable(cached) && (await whyItFails(cached, recipe)) === undefined) return cached;
  return withLock(
    join(cache, `.lock-${name}`),
    () => log(`${name}: waiting for another process to obtain it`),
    async () => {
      // Whoever held the lock before us may have done the work.
      if (isExecutable(cached) && (await whyItFails(cached, recipe)) === undefined) return cached;
      return obtain(name, recipe, cache, (line) => log(`${name}: ${line}`));
    },
  );
}

async function obtain(
  name: string,
  recipe: BinaryRecipe,
  cache: string,
  log: (line: string) => void,
): Promise<string> {
  const failures: string[] = [];
  for (const installer of recipe.installers) {
    const workDir = await mkdtemp(join(cache, '.obtain-'));
    try {
      const inner = join(workDir, 'files');
      await mkdir(inner);
      const target = join(workDir, name);
      const elsewhere = await installer.install({ target, workDir: inner, cacheDir: cache, log });
      const file = elsewhere ?? target;
      if (!elsewhere) await chmod(target, 0o755);
      const reason = await makeItRun(file, recipe, log);
      if (reason) throw new Error(reason);
      if (elsewhere) return elsewhere;
      await rename(target, join(cache, name));
      log(`ready, kept in ${cache}`);
      return join(cache, name);
    } catch (error) {
      failures.push(`${installer.name}: ${(error as Error).message}`);
      log(`${installer.name} did not work`);
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  }
  throw new Error(
    [
      `${name} is needed and could not be obtained.`,
      ...failures.map((failure) => `  - ${failure}`),
      `What helps: ${recipe.byHand}; or set ${recipe.variables[0]} to a binary that you have.`,
    ].join('\n'),
  );
}

/** Why the binary doesn't run on this machine, after trying to add the shared libraries it lacks; undefined when it runs. */
async function makeItRun(
  file: string,
  recipe: BinaryRecipe,
  log: (line: string) => void,
): Promise<string | undefined> {
  const reason = await whyItFails(file, recipe);
  if (!reason || !recipe.libraries || !/shared librar/.test(reason) || !which('apt-get')) return reason;
  try {
    await installPackages('apt-get', recipe.libraries, log);
  } catch (error) {
    return `${reason} (${(error as Error).message})`;
  }
  return whyItFails(file, recipe);
}

async function whyItFails(file: string, recipe: BinaryRecipe): Promise<string | undefined> {
  const result = await tryCommand(file, recipe.versionArgs, { timeout: 30_000 });
  const output = `${result.stdout}\n${result.stderr}`;
  if (result.code !== 0) {
    const said = lastLines(output, 2).join(' / ');
    return `it doesn't run on this machine: ${said || `exit code ${result.code}`}`;
  }
  if (!recipe.atLeast) return undefined;
  const { version, says } = recipe.atLeast;
  const found = says.exec(output)?.[1];
  if (found === undefined) return `it doesn't tell its version, which must be ${version} or later`;
  const older = found.localeCompare(version, 'en', { numeric: true }) < 0;
  return older ? `its version is ${found}, and must be ${version} or later` : undefined;
}

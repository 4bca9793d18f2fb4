// What has to be there before anything of the project can be loaded. Plain Node: nothing may be installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const lockFile = join(projectRoot, 'package-lock.json');
const installed = join(projectRoot, 'node_modules', '.package-lock.json');
const marker = join(projectRoot, 'node_modules', '.installed-lock-hash');

/** What services and checks run on; an older Node that starts a command only installs it. */
const NODE_MAJOR = 24;
const [major, minor] = process.versions.node.split('.').map(Number);

/** Ends the process when this Node is older than npm's packages can be installed with. */
export function checkNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node 20.19 or later is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command with our output as its own; resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: projectRoot, stdio: 'inherit', ...options });
    child.once('error', (error) => {
      console.error(`${command} can't be started: ${error.message}`);
      done(127);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}

/** Installs the dependencies; where this Node is an old one, the installed one does the rest and ends the process. */
export async function prepare(say) {
  await installDependencies(say);
  if (major >= NODE_MAJOR) return;
  const bin = join(projectRoot, 'node_modules', '.bin');
  const node = join(bin, 'node');
  if (spawnSync(node, ['--version']).status !== 0)
    throw new Error(
      `Node ${NODE_MAJOR} is needed, and npm has none for this machine; this is ${process.versions.node}.`,
    );
  say(`Node ${process.versions.node} is too old: the one that npm installed goes on`);
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exit(await new Promise((done) => child.once('exit', (code) => done(code ?? 1))));
}

/** Installs the dependencies unless what is installed is what package-lock.json says. */
async function installDependencies(say) {
  const lock = readFileSync(lockFile);
  const hash = createHash('sha256').update(lock).digest('hex');
  if (read(marker) === hash) return;
  if (!matches(JSON.parse(lock.toString()), read(installed))) {
    say('Installing dependencies (npm ci)');
    const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) throw new Error('npm ci failed; its message is above. By hand: npm ci');
  }
  writeFileSync(marker, hash);
}

/** Whether each package of the lock is installed in its version; npm leaves out optional ones of other platforms. */
function matches(lock, hidden) {
  if (hidden === undefined) return false;
  const { packages } = JSON.parse(hidden);
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = packages[path];
    if (!found) return wanted.optional === true;
    return found.link === wanted.link && found.version === wanted.version;
  });
}

/** Compiles the services (which does nothing when nothing changed) and, where it is stale, the browser client. */
export async function build(say) {
  say('Compiling');
  if ((await compile()) !== 0) throw new Error('The services do not compile; the errors are above.');
  await buildWeb(say);
}

/**
 * Compiles all projects, and writes the types of their APIs for the browser client, or compiles only the named one and
 * what it refers to; resolves with the exit code.
 */
export async function compile(options, ...projects) {
  const tsc = join(projectRoot, 'node_modules', 'native-typescript', 'bin', 'tsc');
  // Each of its four checkers would work out the types of Mongoose and Zod anew, in every package.
  const code = await run(process.execPath, [tsc, '-b', '--checkers', '1', ...projects], options);
  if (code !== 0 || projects.length > 0) return code;
  return run(process.execPath, [join(projectRoot, 'web', 'scripts', 'generate-api.mjs')], options);
}

/** Builds the browser client if its sources are newer than what was built last. */
export async function buildWeb(say) {
  const web = join(projectRoot, 'web');
  const manifest = join(web, 'package.json');
  if (!JSON.parse(readFileSync(manifest, 'utf8')).scripts?.build) return;
  const stamp = join(web, 'dist', '.built');
  const money = join(projectRoot, 'common', 'src', 'money.ts');
  const sources = ['src', 'public', 'index.html', 'package.json', 'vite.config.mts', 'scripts'].map((name) =>
    join(web, name),
  );
  if (existsSync(stamp) && newest([...sources, money, lockFile]) <= statSync(stamp).mtimeMs) return;
  say('Building the browser client');
  // What calls this may be a test run, and a build for tests is another, larger one.
  const env = { ...process.env, NODE_ENV: 'production' };
  const code = await run('npm', ['run', 'build', '-w', 'web', '--silent'], { env });
  if (code !== 0) throw new Error('The browser client does not build; the errors are above.');
  writeFileSync(stamp, '');
}

function newest(paths) {
  let time = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    time = Math.max(time, stat.mtimeMs);
    if (stat.isDirectory()) time = Math.max(time, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return time;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

// Process 1 of an image built with `--target dev`: compiles a source as soon as it changes and starts the service anew.
// Types are not checked here; that is for the editor and `npm test`.
import { spawn } from 'node:child_process';
import { mkdirSync, statSync, watch, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFile } from '@swc/core';

const root = resolve(import.meta.dirname, '..', '..');
const service = process.env.SERVICE;
const say = (line) => console.log(`[sources] ${line}`);

/** Folders with sources, and where each one's compiled files are. */
const folders =
  service === 'web'
    ? [{ sources: 'web/src/server', compiled: 'web/dist/server' }]
    : [{ sources: `${service}/src`, compiled: `${service}/dist` }];
folders.push({ sources: 'common/src', compiled: 'common/dist' });

const entry = join(root, service, 'dist', service === 'web' ? 'server/index.js' : 'index.js');
let child;
let restart;
let stopping = false;

function start() {
  child = spawn(process.execPath, ['--enable-source-maps', process.env.ENTRY ?? entry], {
    cwd: join(root, service),
    stdio: 'inherit',
  });
  child.once('exit', (code) => {
    if (stopping) process.exit(code ?? 0);
    child = undefined;
    say(`the service ended with ${code}; it starts again with the next change`);
  });
}

function startAnew() {
  clearTimeout(restart);
  // A change is often one of several.
  restart = setTimeout(() => {
    if (!child) return start();
    child.removeAllListeners('exit');
    child.once('exit', start);
    child.kill('SIGTERM');
  }, 200);
}

async function compile({ sources, compiled }, file) {
  const source = join(root, sources, file);
  const target = join(root, compiled, file.replace(/\.ts$/, '.js'));
  try {
    if (!statSync(source).isFile()) return;
    const { code, map } = await transformFile(source, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
      sourceMaps: true,
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.map`, map);
    writeFileSync(target, `${code}\n//# sourceMappingURL=${target}.map\n`);
    say(`compiled ${sources}/${file}`);
    startAnew();
  } catch (error) {
    if (error.code !== 'ENOENT') say(`${sources}/${file}: ${error.message}`);
  }
}

for (const folder of folders) {
  watch(join(root, folder.sources), { recursive: true }, (_event, file) => {
    if (file?.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(file)) void compile(folder, file);
  });
}

/** The browser client is built as a whole. */
function buildClient() {
  clearTimeout(buildClient.timer);
  buildClient.timer = setTimeout(() => {
    const build = spawn(join(root, 'node_modules', '.bin', 'vite'), ['build', '--logLevel', 'warn'], {
      cwd: join(root, 'web'),
      stdio: 'inherit',
    });
    build.once('exit', (code) => (code === 0 ? startAnew() : say('the browser client does not build')));
  }, 200);
}
if (service === 'web') {
  watch(join(root, 'web/src'), { recursive: true }, (_event, file) => {
    if (file && !file.startsWith('server/') && !/\.spec\.tsx?$/.test(file)) buildClient();
  });
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    stopping = true;
    if (child) child.kill('SIGTERM');
    else process.exit(0);
  });
}
start();

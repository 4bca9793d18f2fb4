// Prints the manifests of an overlay as they are applied.
//   npm run --silent k8s:render -- dev
//   npm run --silent k8s:render -- prod --component autoscaling --component observability
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { projectRoot } from './prepare.mjs';

const manifests = join(projectRoot, 'infra', 'k8s');
const cache = process.env.TICKETING_CACHE ?? join(projectRoot, '.data');
const kustomizeModule = 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1';

export const foldersOf = (kind) => readdirSync(join(manifests, kind)).sort();

/** The command that renders a folder, or undefined where none can be had. kustomize is built once, where there is Go. */
export function findRenderer(say = () => undefined) {
  const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  const own = join(cache, 'bin', 'kustomize');
  if (works('kubectl', 'version', '--client')) return ['kubectl', 'kustomize'];
  if (works('kustomize', 'version')) return ['kustomize', 'build'];
  if (existsSync(own) && works(own, 'version')) return [own, 'build'];
  if (!works('go', 'version')) return undefined;
  say(`Building kustomize, once (go install ${kustomizeModule})`);
  mkdirSync(join(cache, 'bin'), { recursive: true });
  const env = { ...process.env, GOBIN: join(cache, 'bin'), CGO_ENABLED: '0' };
  const built = spawnSync('go', ['install', kustomizeModule], { env, stdio: 'ignore' });
  return built.status === 0 ? [own, 'build'] : undefined;
}

/** @throws Error with what the renderer says is wrong */
export function render(renderer, overlay, components = []) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ticketing-k8s-'));
  const to = (...path) => relative(folder, realpathSync(join(manifests, ...path)));
  const list = (items) => (items.length > 0 ? `\n${items.map((item) => `  - ${item}`).join('\n')}` : ' []');
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ticketing
resources:${list([to('overlays', overlay)])}
components:${list(components.map((component) => to('components', component)))}
`,
  );
  const [command, ...args] = renderer;
  try {
    const done = spawnSync(command, [...args, folder], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (done.status !== 0)
      throw new Error(`${overlay} with [${components.join(', ')}] does not render:\n${done.stderr}`);
    return done.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { component: { type: 'string', multiple: true, default: [] } },
  });
  const renderer = findRenderer((line) => console.error(line));
  if (!renderer) {
    console.error('kubectl, kustomize or Go is needed.');
    process.exit(1);
  }
  try {
    process.stdout.write(render(renderer, positionals[0] ?? 'dev', values.component));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

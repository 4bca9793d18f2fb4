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
import { cacheDir, projectRoot } from '../paths';

/** Where overlays and components are. */
export const manifestsDir = join(projectRoot, 'infra', 'k8s');

const kustomizeModule = 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1';
const MAX_BYTES = 64 * 1024 * 1024;

/** A command that renders the folder whose path is put behind it. */
export type Renderer = readonly [command: string, ...args: string[]];

/** Names of the overlays, or of the components. */
export const listFolders = (kind: 'overlays' | 'components', folder = manifestsDir): string[] =>
  readdirSync(join(folder, kind)).sort();

/**
 * The first renderer there is, or undefined where none can be had. kustomize is built once, where there is Go.
 *
 * @public scripts use it
 */
export function findRenderer(say: (line: string) => void = () => undefined): Renderer | undefined {
  const works = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  const own = join(cacheDir(), 'kustomize');
  if (works('kubectl', 'version', '--client')) return ['kubectl', 'kustomize'];
  if (works('kustomize', 'version')) return ['kustomize', 'build'];
  if (existsSync(own) && works(own, 'version')) return [own, 'build'];
  if (!works('go', 'version')) return undefined;
  say(`Building kustomize, once (go install ${kustomizeModule})`);
  mkdirSync(cacheDir(), { recursive: true });
  const env = { ...process.env, GOBIN: cacheDir(), CGO_ENABLED: '0' };
  const built = spawnSync('go', ['install', kustomizeModule], { env, stdio: 'ignore' });
  return built.status === 0 ? [own, 'build'] : undefined;
}

/** A kustomization of folders that are given relative to its own. */
export function makeKustomization(overlay: string, components: readonly string[]): string {
  const list = (items: readonly string[]): string =>
    items.length > 0 ? `\n${items.map((item) => `  - ${item}`).join('\n')}` : ' []';
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ticketing
resources:${list([overlay])}
components:${list(components)}
`;
}

/**
 * The manifests of an overlay with components on top, as they are applied.
 * @throws Error with what the renderer says is wrong
 */
export function render(
  [command, ...args]: Renderer,
  overlay: string,
  components: readonly string[] = [],
  manifests = manifestsDir,
): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ticketing-k8s-'));
  const to = (...path: string[]): string => relative(folder, realpathSync(join(manifests, ...path)));
  try {
    writeFileSync(
      join(folder, 'kustomization.yaml'),
      makeKustomization(
        to('overlays', overlay),
        components.map((component) => to('components', component)),
      ),
    );
    const done = spawnSync(command, [...args, folder], { encoding: 'utf8', maxBuffer: MAX_BYTES });
    if (done.status !== 0)
      throw new Error(
        `${overlay} with [${components.join(', ')}] does not render:\n${done.error?.message ?? done.stderr}`,
      );
    return done.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

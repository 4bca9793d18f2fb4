// npm run check:manifests: the Kubernetes manifests, rendered and checked; the workflows and the Dockerfile.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadCompiled } from './compiled.mjs';
import { secretMakers } from './k8s-secrets.mjs';
import { readOptions } from './options.mjs';
import { projectRoot } from './prepare.mjs';
import { apiServices } from './services.mjs';

/** Says “nothing could be checked here” to whoever runs this. */
const LEFT_OUT = 77;

const help = `Renders every overlay, and each component on top of production, and checks them: the schemas of every object (with no
unknown field), and the project's own rules. Needs kubectl, kustomize or Go; no cluster. Before that, actionlint reads the
workflows and hadolint the Dockerfile; a machine that has neither obtains them as it does the servers.

  npm run check:manifests [-- options]

  --server        asks the API server of the current context as well (a dry run)
  --folder NAME   checks that folder's overlays and components in place of infra/k8s, and nothing else
  --help

Exit code: 0 no faults, 1 some, 77 when a tool is missing.`;

const { values: options } = readOptions(help, {
  options: { server: { type: 'boolean', default: false }, folder: { type: 'string' } },
});
const { findRenderer, listFolders, manifestsDir, render } = await loadCompiled('manifests/render.js');
const { checkManifests } = await loadCompiled('manifests/check.js');
const { resolveBinary } = await loadCompiled('servers/resolve-binary.js');
const folder = options.folder ? resolve(options.folder) : manifestsDir;

const workflows = join('.github', 'workflows');
const linters = {
  // The shell in them is a line or two; what is on PATH must not decide what is found.
  actionlint: [
    '-shellcheck=',
    '-pyflakes=',
    ...readdirSync(join(projectRoot, workflows)).map((name) => join(workflows, name)),
  ],
  hadolint: ['Dockerfile'],
};
const faults = [];
let leftOut = false;

for (const [name, args] of options.folder ? [] : Object.entries(linters)) {
  try {
    const { status } = spawnSync(await resolveBinary(name), args, { cwd: projectRoot, stdio: 'inherit' });
    console.log(`${status === 0 ? 'ok    ' : 'FAULTY'} ${name}`);
    if (status !== 0) faults.push(`${name} found the faults above`);
  } catch (error) {
    console.log(`left out: ${error.message}`);
    leftOut = true;
  }
}

const renderer = findRenderer((line) => console.log(line));
if (!renderer) {
  console.log('left out: neither kubectl nor kustomize nor Go is on PATH');
  process.exit(faults.length > 0 ? 1 : LEFT_OUT);
}

function askServer(manifests) {
  const args = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'];
  const { status, stderr, error } = spawnSync('kubectl', args, { input: manifests, encoding: 'utf8' });
  if (status === 0) return [];
  // Which operators a cluster has is its own business.
  const foreign = /no matches for kind|ensure CRDs are installed|^Warning: failed to migrate/;
  return (error?.message ?? stderr)
    .trim()
    .split('\n')
    .filter((line) => !foreign.test(line));
}

const findSources = (name) =>
  readdirSync(join(projectRoot, name, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.spec.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const found = await checkManifests({
  overlays: listFolders('overlays', folder),
  components: listFolders('components', folder),
  render: (overlay, components) => render(renderer, overlay, components, folder),
  secrets: Object.fromEntries(
    await Promise.all(
      Object.entries(secretMakers()).map(async ([name, make]) => [name, Object.keys(await make())]),
    ),
  ),
  code: ['common', ...apiServices].flatMap(findSources).join('\n'),
  guide: readFileSync(join(projectRoot, 'docs', 'operations', 'alerts.md'), 'utf8'),
  ...(options.server && { askServer }),
  say: (line) => console.log(line),
});
faults.push(...found);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else if (leftOut) process.exitCode = LEFT_OUT;

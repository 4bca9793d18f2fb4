// npm run check:manifests: every overlay, and each component on top of production, is rendered and checked: the schemas of
// every object (with no unknown field), and the project's own rules. Needs kubectl, kustomize or Go; no cluster.
//   npm run check:manifests -- --server    asks the API server of the current context as well (a dry run)
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findRenderer, foldersOf, render } from './k8s-render.mjs';
import { routesOf, rules } from './k8s-rules.mjs';
import { schemaFaults } from './k8s-schema.mjs';
import { projectRoot } from './prepare.mjs';

/** Says “nothing could be checked here” to whoever runs this. */
const LEFT_OUT = 77;

const faults = [];
const renderer = findRenderer((line) => console.log(line));
if (!renderer) {
  console.log('left out: neither kubectl nor kustomize nor Go is on PATH');
  process.exit(LEFT_OUT);
}

async function check(overlay, components) {
  const title = [overlay, ...components].join(' + ');
  let text;
  try {
    text = render(renderer, overlay, components);
  } catch (error) {
    faults.push(error.message);
    return [];
  }
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  const found = [];
  for (const object of objects) {
    for (const fault of await schemaFaults(object))
      found.push(`${object.kind} ${object.metadata.name}: ${fault}`);
  }
  const options = { live: overlay === 'dev-live' || components.includes('live-reload') };
  for (const rule of Object.values(rules)) found.push(...rule(objects, options));
  if (process.argv.includes('--server')) found.push(...askServer(text));
  faults.push(...found.map((fault) => `${title}: ${fault}`));
  console.log(`${found.length === 0 ? 'ok    ' : 'FAULTY'} ${title}: ${objects.length} objects`);
  return objects;
}

function askServer(text) {
  const { status, stderr, error } = spawnSync(
    'kubectl',
    ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'],
    {
      input: text,
      encoding: 'utf8',
    },
  );
  if (status === 0) return [];
  // Which operators a cluster has is its own business.
  return (error?.message ?? stderr)
    .trim()
    .split('\n')
    .filter(
      (line) => !/no matches for kind|ensure CRDs are installed|^Warning: failed to migrate/.test(line),
    );
}

const sourcesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.spec.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** Alerts and dashboards ask for metrics that the services have, and every alert is explained. */
function checkMonitoring(objects) {
  const services = [
    'common',
    'auth',
    'tickets',
    'orders',
    'expiration',
    'payments',
    'support',
    'notifications',
  ];
  const code = services.flatMap((name) => sourcesOf(join(projectRoot, name, 'src'))).join('\n');
  const guide = readFileSync(join(projectRoot, 'docs', 'operations', 'alerts.md'), 'utf8');
  const foreign = /^(kube_|container_|kubelet_|process_)/;
  const expressions = objects
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));
  const dashboards = objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.grafana_dashboard)
    .flatMap(({ data }) => Object.values(data).flatMap((json) => JSON.parse(json).panels))
    .flatMap(({ title, targets }) => targets.map(({ expr }) => ({ alert: title, expr, panel: true })));
  for (const { alert, expr, panel } of [...expressions, ...dashboards]) {
    for (const [, name] of expr.matchAll(/([a-z][a-z_]+)\{/g)) {
      const metric = name.replace(/_(bucket|count|sum)$/, '');
      if (!foreign.test(metric) && !code.includes(`'${metric}'`) && !code.includes(`'${name}'`))
        faults.push(`${alert}: no service has the metric ${name}`);
    }
    if (!panel && !guide.includes(`## ${alert}\n`)) faults.push(`docs/operations/alerts.md lacks ${alert}`);
  }
  if (expressions.length === 0 || dashboards.length === 0) faults.push('there are no alerts or no dashboard');
}

let production = [];
for (const overlay of foldersOf('overlays')) {
  const objects = await check(overlay, []);
  if (overlay === 'prod') production = objects;
}
for (const component of foldersOf('components')) {
  const objects = await check(component === 'live-reload' ? 'dev' : 'prod', [component]);
  if (component === 'observability') checkMonitoring(objects);
  if (component === 'gateway-api' && String(routesOf(objects)) !== String(routesOf(production)))
    faults.push('the HTTPRoute and the Ingress have different routes');
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

// The cluster of the current kubectl context.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export const namespace = 'ticketing';

/** @throws Error with kubectl's own message */
export const kubectl = (...args) => withInput(undefined, ...args);

/** Applies objects, those that `args` select. */
export const apply = (objects, ...args) =>
  withInput(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), 'apply', '-f', '-', ...args);

function withInput(input, ...args) {
  const { status, stdout, stderr, error } = spawnSync('kubectl', ['-n', namespace, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error || status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

export const get = (...args) => JSON.parse(kubectl('get', ...args, '-o', 'json'));

export const deploymentNames = () => get('deployments').items.map(({ metadata }) => metadata.name);

export const secret = (name, key) =>
  Buffer.from(get('secret', name).data[key] ?? '', 'base64').toString('utf8');

/** What JavaScript prints that is run in a container of a workload or pod. */
export const inPod = (resource, code) => kubectl('exec', resource, '--', 'node', '-e', code).trim();

/** A setting of a Deployment's pods, as their environment has it. */
export const setting = (name, variable) =>
  inPod(`deployment/${name}`, `console.log(process.env[${JSON.stringify(variable)}])`);

/** Resolves when every pod of it is of the newest template, and ready; without blocking what else runs here. */
export async function rolledOut(resource, seconds = 300) {
  const child = spawn('kubectl', ['-n', namespace, 'rollout', 'status', resource, `--timeout=${seconds}s`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${resource} is not ready after ${seconds} s: ${said.trim()}`);
}

/** Deletes a pod of a StatefulSet; resolves with the seconds until its successor is ready. */
export async function replacePod(name) {
  const before = get('pod', name).metadata.uid;
  const begun = Date.now();
  kubectl('delete', 'pod', name, '--wait=false');
  for (const deadline = begun + 300_000; Date.now() < deadline; await sleep(500)) {
    let pod;
    try {
      pod = get('pod', name);
    } catch {
      continue;
    }
    const ready = pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (pod.metadata.uid !== before && ready) return (Date.now() - begun) / 1000;
  }
  throw new Error(`${name} did not come back within five minutes`);
}

/** What each container uses and may use of memory, in bytes, as its kubelet measures it. */
export function memory() {
  const pods = get('pods').items;
  const limits = new Map(
    pods.flatMap(({ metadata, spec }) =>
      spec.containers.map(({ name, resources }) => [
        `${metadata.name}/${name}`,
        bytes(resources?.limits?.memory),
      ]),
    ),
  );
  const nodes = new Set(pods.map(({ spec }) => spec.nodeName).filter(Boolean));
  return [...nodes]
    .flatMap((node) => JSON.parse(kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/stats/summary`)).pods)
    .filter(({ podRef }) => podRef.namespace === namespace)
    .flatMap(({ podRef, containers = [] }) =>
      containers.map(({ name, memory: used }) => ({
        container: `${podRef.name}/${name}`,
        used: used?.workingSetBytes ?? 0,
        limit: limits.get(`${podRef.name}/${name}`),
      })),
    )
    .filter(({ limit }) => limit)
    .sort((a, b) => b.used / b.limit - a.used / a.limit);
}

function bytes(quantity = '0') {
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi)?$/.exec(quantity) ?? [];
  return Number(number) * { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 }[unit ?? 'Ki'];
}

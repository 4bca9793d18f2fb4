import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { databases, services } from '../../local/services';
import { parseObjects } from '../check';
import { type Container, type ManifestObject, type PodSpec, findWorkloads } from '../objects';
import { manifestsDir } from '../render';
import type { RuleOptions } from '../rule';

/** As `k8s:secrets` makes them. */
export const options: RuleOptions = {
  live: false,
  secrets: {
    'mail-links': ['key'],
    'second-factors': ['key'],
    'jwt-private': ['key'],
    'jwt-public': ['keys'],
    'admission-private': ['key'],
    'admission-public': ['keys'],
    'ticketing-admin': ['email', 'password'],
    'internal-ca': ['ca.crt', 'ca.key'],
    nats: ['password'],
    redis: ['password'],
    'redis-expiration': ['password', 'url'],
    'redis-notifications': ['password', 'url'],
    'mongo-keyfile': ['keyfile'],
    'mongo-backup': ['password'],
    'notifications-internal': ['token'],
    stripe: ['key'],
    'mongo-tls': ['tls.pem'],
    'nats-tls': ['tls.crt', 'tls.key'],
    'redis-tls': ['tls.crt', 'tls.key'],
    ...Object.fromEntries(
      services
        .filter(({ needs }) => needs.includes('nats'))
        .map(({ name }) => [`nats-${name}`, ['password', 'url']]),
    ),
    ...Object.fromEntries(databases.map((name) => [`mongo-${name}`, ['password', 'uri']])),
  },
};

interface Kustomization {
  generatorOptions?: { labels?: Record<string, string> };
  resources: string[];
  patches?: { patch: string }[];
}

const kustomizationIn = (folder: string): Kustomization =>
  parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;

type Named = { name: string; $patch?: 'delete' };
const isNamed = (value: unknown): value is Named[] =>
  Array.isArray(value) && value.every((item) => typeof (item as Partial<Named>)?.name === 'string');
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As kustomize merges: objects by field, lists by name where their items have one, `null` and `$patch: delete` take away. */
function merge(target: unknown, patch: unknown): unknown {
  if (isNamed(target) && isNamed(patch)) {
    const kept = target.filter(({ name }) => !patch.some((one) => one.name === name && one.$patch));
    const merged = kept.map((item) => merge(item, patch.find(({ name }) => name === item.name) ?? item));
    const added = patch.filter((one) => !one.$patch && !target.some(({ name }) => name === one.name));
    return [...merged, ...added];
  }
  if (!isObject(target) || !isObject(patch)) return patch;
  const merged = Object.entries({ ...target, ...patch }).map(([key, value]) => [
    key,
    key in patch ? merge(target[key], patch[key]) : value,
  ]);
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

/** The objects of one service: what every service is, under its name and with its patches. */
function serviceObjects(folder: string, name: string): ManifestObject[] {
  const { resources, patches = [] } = kustomizationIn(folder);
  const template = readFileSync(join(manifestsDir, 'service', 'service.yaml'), 'utf8');
  const named = template.replaceAll(
    /(name: |name: (?:mongo|nats)-|Name: |ticketing\/)service$/gm,
    `$1${name}`,
  );
  const own = resources.flatMap((file) => parseObjects(readFileSync(join(folder, file), 'utf8')));
  const changes = patches.map(({ patch }) => parse(patch) as ManifestObject);
  const objects = parseObjects(named).map((object) =>
    changes
      .filter(({ kind }) => kind === object.kind)
      .reduce((changed, change) => merge(changed, change) as ManifestObject, object),
  );
  return [...own, ...objects];
}

/** The objects of the base, anew each time, with what kustomize adds: generated ConfigMaps and versions of images. */
export function baseObjects(): ManifestObject[] {
  const folder = join(manifestsDir, 'base');
  const { generatorOptions: { labels = {} } = {}, resources } = kustomizationIn(folder);
  const objects = resources.flatMap((resource) =>
    resource.endsWith('.yaml')
      ? parseObjects(readFileSync(join(folder, resource), 'utf8'))
      : serviceObjects(join(folder, resource), resource),
  );
  for (const { containers } of findWorkloads(objects))
    for (const container of containers) if (!container.image.includes(':')) container.image += ':1.0.0';
  const configMap = (name: string, data: Record<string, string>): ManifestObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { ...labels } },
    data,
  });
  return [
    ...objects,
    configMap('ticketing-settings', { DRAIN_SECONDS: '8', SHUTDOWN_TIMEOUT_SECONDS: '15' }),
    configMap('notifications-settings', {}),
    configMap('mongo-init', {}),
    configMap('nats-settings', {}),
    configMap('redis-settings', {}),
  ];
}

export function find(objects: ManifestObject[], kind: string, name: string): ManifestObject {
  const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!object) throw new Error(`there is no ${kind} ${name}`);
  return object;
}

/** Pods of the Deployment `tickets`, to be changed. */
export function ticketsPods(objects: ManifestObject[]): {
  pod: PodSpec;
  container: Container;
  labels: Record<string, string>;
} {
  const [workload] = findWorkloads([find(objects, 'Deployment', 'tickets')]);
  const container = workload?.pod.containers[0];
  if (!workload || !container) throw new Error('tickets has no container');
  return { pod: workload.pod, container, labels: workload.labels };
}

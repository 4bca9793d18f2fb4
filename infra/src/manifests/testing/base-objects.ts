import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { objectsOf } from '../check';
import { type Container, type ManifestObject, type PodSpec, workloadsOf } from '../objects';
import { manifestsDir } from '../render';
import type { RuleOptions } from '../rules';

/** As `k8s:secrets` makes them. */
const services = ['auth', 'tickets', 'orders', 'payments', 'support', 'notifications'];
export const options: RuleOptions = {
  live: false,
  secrets: {
    'ticketing-jwt': ['key'],
    'ticketing-admin': ['email', 'password'],
    nats: ['password', 'url'],
    redis: ['password', 'expiration-url', 'notifications-url'],
    'mongo-keyfile': ['keyfile'],
    'mongo-backup': ['password'],
    'notifications-internal': ['token'],
    stripe: ['key'],
    ...Object.fromEntries(services.map((name) => [`mongo-${name}`, ['password', 'uri']])),
  },
};

interface Kustomization {
  generatorOptions?: { labels?: Record<string, string> };
}

/** The objects of the base, anew each time, with what kustomize adds: generated ConfigMaps and versions of images. */
export function baseObjects(): ManifestObject[] {
  const folder = join(manifestsDir, 'base');
  const objects = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => objectsOf(readFileSync(join(folder, file), 'utf8')));
  for (const { containers } of workloadsOf(objects))
    for (const container of containers) if (!container.image.includes(':')) container.image += ':1.0.0';
  const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
  const { generatorOptions: { labels = {} } = {} } = parse(text) as Kustomization;
  const configMap = (name: string, data: Record<string, string>): ManifestObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { ...labels } },
    data,
  });
  return [
    ...objects,
    configMap('ticketing-settings', { DRAIN_SECONDS: '5', SHUTDOWN_TIMEOUT_SECONDS: '15' }),
    configMap('notifications-settings', {}),
    configMap('mongo-init', {}),
  ];
}

export function find(objects: ManifestObject[], kind: string, name: string): ManifestObject {
  const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!object) throw new Error(`there is no ${kind} ${name}`);
  return object;
}

/** Pods of the Deployment `tickets`, to be spoilt. */
export function ticketsPods(objects: ManifestObject[]): {
  pod: PodSpec;
  container: Container;
  labels: Record<string, string>;
} {
  const [workload] = workloadsOf([find(objects, 'Deployment', 'tickets')]);
  const container = workload?.pod.containers[0];
  if (!workload || !container) throw new Error('tickets has no container');
  return { pod: workload.pod, container, labels: workload.labels };
}

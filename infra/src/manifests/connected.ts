import {
  type ManifestObject,
  nameObject,
  selects,
  type ServiceSpec,
  type Workload,
  findWorkloads,
} from './objects';
import type { RuleOptions } from './rule';

/** What one object names is there in another. */
export function connected(objects: readonly ManifestObject[], { secrets }: RuleOptions): string[] {
  const workloads = findWorkloads(objects);
  const has = (kind: string, name: string): boolean =>
    objects.some((object) => object.kind === kind && object.metadata.name === name);
  return [
    ...workloads.flatMap((workload) => faultsOfPods(workload, has, secrets)),
    ...objects
      .filter(({ kind }) => kind === 'Service')
      .flatMap((service) => faultsOfService(service, workloads)),
    ...objects
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject')
      .filter(
        ({ spec }) => !has('Deployment', (spec as { scaleTargetRef: { name: string } }).scaleTargetRef.name),
      )
      .map((scaler) => `${nameObject(scaler)} scales nothing`),
  ];
}

function faultsOfPods(
  { kind, name, matchLabels, labels, pod, containers }: Workload,
  has: (kind: string, name: string) => boolean,
  secrets: RuleOptions['secrets'],
): string[] {
  const faults: string[] = [];
  if (kind !== 'Job' && !selects(matchLabels, labels)) faults.push(`${name} doesn't select its own pods`);
  if (pod.serviceAccountName && !has('ServiceAccount', pod.serviceAccountName))
    faults.push(`${name}: no ServiceAccount ${pod.serviceAccountName}`);
  for (const { env = [], envFrom = [] } of containers) {
    for (const { valueFrom, name: variable } of env) {
      const reference = valueFrom?.secretKeyRef;
      if (!reference || reference.optional) continue;
      if (!secrets[reference.name]?.includes(reference.key))
        faults.push(`${name}: ${variable} is in no Secret that k8s:secrets makes`);
    }
    for (const { configMapRef } of envFrom)
      if (configMapRef && !has('ConfigMap', configMapRef.name))
        faults.push(`${name}: no ConfigMap ${configMapRef.name}`);
  }
  for (const { secret, configMap } of pod.volumes ?? []) {
    if (secret && !secrets[secret.secretName]) faults.push(`${name}: no Secret ${secret.secretName}`);
    if (configMap && !has('ConfigMap', configMap.name))
      faults.push(`${name}: no ConfigMap ${configMap.name}`);
  }
  return faults;
}

function faultsOfService(service: ManifestObject, workloads: readonly Workload[]): string[] {
  const { selector, ports } = service.spec as ServiceSpec;
  if (!selector)
    return [`${nameObject(service)} has no pods, and some ingress controllers then take another route`];
  const behind = workloads.filter(({ labels }) => selects(selector, labels));
  const named = behind.flatMap(({ pod }) => pod.containers.flatMap((container) => container.ports ?? []));
  return [
    ...(behind.length === 1 ? [] : [`${nameObject(service)} selects ${behind.length} workloads`]),
    ...ports
      .filter(({ targetPort }) => !named.some(({ name }) => name === targetPort))
      .map(({ targetPort }) => `${nameObject(service)}: no port ${targetPort}`),
  ];
}

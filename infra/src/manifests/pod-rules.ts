import { isService, type ManifestObject, findWorkloads } from './objects';
import type { RuleOptions } from './rule';

/** Pod security "restricted", and a root file system that nobody writes to. */
export function restricted(objects: readonly ManifestObject[], { live }: RuleOptions): string[] {
  const faults: string[] = [];
  for (const { name, pod, containers } of findWorkloads(objects)) {
    if (pod.securityContext?.runAsNonRoot !== true) faults.push(`${name} may run as root`);
    if (pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault')
      faults.push(`${name} has no seccomp profile`);
    if (pod.automountServiceAccountToken !== false) faults.push(`${name} is given a token of the API server`);
    for (const { name: container, securityContext: context = {} } of containers) {
      if (context.allowPrivilegeEscalation !== false) faults.push(`${name}/${container} may gain privileges`);
      if (!context.capabilities?.drop?.includes('ALL'))
        faults.push(`${name}/${container} keeps capabilities`);
      if (context.readOnlyRootFilesystem !== true && !live)
        faults.push(`${name}/${container} can write its files`);
    }
  }
  return faults;
}

/** Every container says what it needs and what it may take at most, and is of a given version. */
export function bounded(objects: readonly ManifestObject[]): string[] {
  const faults: string[] = [];
  for (const { name, containers } of findWorkloads(objects)) {
    for (const { name: container, resources, image } of containers) {
      if (!resources?.requests?.['cpu'] || !resources.requests['memory'])
        faults.push(`${name}/${container} requests nothing`);
      if (!resources?.limits?.['memory']) faults.push(`${name}/${container} has no memory limit`);
      if (!/[:@]/.test(image) || image.endsWith(':latest'))
        faults.push(`${name}/${container}: which ${image}?`);
    }
  }
  return faults;
}

/** Outbox, broker and stores are closed one after the other, within this time at the most; seconds. */
const CLOSING_SECONDS = 15;

/** From a probe's failure to the proxies of every node, in seconds. */
const SPREADING_SECONDS = 2;

/** Probes, a drain that lasts until proxies have heard of it, and a grace period that it fits into. */
export function drains(objects: readonly ManifestObject[], { live }: RuleOptions): string[] {
  const settings = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('ticketing-settings'),
  );
  const seconds = (name: string): number => Number(settings?.data?.[name]);
  const stopping = seconds('DRAIN_SECONDS') + seconds('SHUTDOWN_TIMEOUT_SECONDS') + CLOSING_SECONDS;
  const faults: string[] = [];
  for (const workload of findWorkloads(objects).filter(({ kind }) => kind !== 'Job')) {
    const { name, labels, pod } = workload;
    const [container] = pod.containers;
    if (!container?.startupProbe || !container.livenessProbe || !container.readinessProbe) {
      faults.push(`${name} lacks a probe`);
      continue;
    }
    if (!isService(workload)) continue;
    const { livenessProbe, readinessProbe, lifecycle, env = [] } = container;
    const needed = (lifecycle?.preStop?.sleep?.seconds ?? Infinity) + stopping;
    if (!((pod.terminationGracePeriodSeconds ?? 0) >= needed))
      faults.push(`${name} needs ${needed} s to stop`);
    if (livenessProbe.httpGet?.path !== '/livez' || readinessProbe.httpGet?.path !== '/readyz')
      faults.push(`${name} is probed elsewhere than at /livez and /readyz`);
    const { periodSeconds = 10, failureThreshold = 3 } = readinessProbe;
    const heard = periodSeconds * failureThreshold + SPREADING_SECONDS;
    // Where all pods of a service go at once, proxies send to those that still seem ready.
    if (!live && !(seconds('DRAIN_SECONDS') >= heard))
      faults.push(`${name} drains for less than the ${heard} s until proxies know that it isn't ready`);
    const id = env.find((variable) => variable.name === 'NATS_CLIENT_ID');
    if (labels['ticketing.dev/nats'] && id?.valueFrom?.fieldRef?.fieldPath !== 'metadata.name')
      faults.push(`${name} has no NATS_CLIENT_ID of its own`);
  }
  return faults;
}

/** Before a server starts on a volume of its own, an init container says whether it can write to it. */
export function writable(objects: readonly ManifestObject[]): string[] {
  return findWorkloads(objects).flatMap(({ name, object, pod }) => {
    const { volumeClaimTemplates: claims = [] } = object.spec as {
      volumeClaimTemplates?: { metadata: { name: string } }[];
    };
    const checked = (pod.initContainers ?? [])
      .filter(({ terminationMessagePolicy }) => terminationMessagePolicy === 'FallbackToLogsOnError')
      .flatMap(({ volumeMounts = [] }) => volumeMounts.map((mount) => mount.name));
    return claims
      .filter(({ metadata }) => !checked.includes(metadata.name))
      .map(({ metadata }) => `${name} doesn't say when it can't write to ${metadata.name}`);
  });
}

import { isService, type ManifestObject, type PodSpec, findWorkloads } from './objects';

const NAME_LABEL = 'app.kubernetes.io/name';
/** The name that all generated ConfigMaps bear. */
const SETTINGS = 'settings';

/** Selects the objects of one service, and the settings, of a release's manifests: `kubectl apply -l`. */
export const serviceSelector = (service: string): string => `${NAME_LABEL} in (${SETTINGS}, ${service})`;

/** A service can be rolled out alone: `serviceSelector` takes along whatever of the manifests its pods refer to. */
export function selectable(objects: readonly ManifestObject[]): string[] {
  return findWorkloads(objects)
    .filter(isService)
    .flatMap(({ name, object, pod }) => {
      const names = [SETTINGS, object.metadata.name];
      const selected = objects.filter(({ metadata }) => names.includes(metadata.labels?.[NAME_LABEL] ?? ''));
      return references(pod)
        .filter(({ kind, name: referred }) => !has(selected, kind, referred) && has(objects, kind, referred))
        .map(({ kind, name: referred }) => `${name} rolled out by its name lacks ${kind} ${referred}`);
    });
}

const has = (objects: readonly ManifestObject[], kind: string, name: string): boolean =>
  objects.some((object) => object.kind === kind && object.metadata.name === name);

function references(pod: PodSpec): { kind: string; name: string }[] {
  const environments = [...pod.containers, ...(pod.initContainers ?? [])].flatMap(
    ({ envFrom = [] }) => envFrom,
  );
  const configMaps = [
    ...environments.map(({ configMapRef }) => configMapRef?.name),
    ...(pod.volumes ?? []).map(({ configMap }) => configMap?.name),
  ];
  return [
    ...configMaps.map((name) => ({ kind: 'ConfigMap', name })),
    { kind: 'ServiceAccount', name: pod.serviceAccountName },
  ].filter((reference): reference is { kind: string; name: string } => reference.name !== undefined);
}

import { type ManifestObject, findWorkloads } from './objects';

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

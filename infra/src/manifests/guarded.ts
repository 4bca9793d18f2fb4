import { isService, type ManifestObject, nameObject, findWorkloads } from './objects';

interface NetworkPolicySpec {
  podSelector: object;
  policyTypes?: string[];
  ingress?: unknown;
  egress?: unknown;
}

/** Deny by default, one disruption at a time, and no secret in a manifest. */
export function guarded(objects: readonly ManifestObject[]): string[] {
  const denies = objects.some(({ kind, spec }) => {
    if (kind !== 'NetworkPolicy') return false;
    const { podSelector, policyTypes, ingress, egress } = spec as NetworkPolicySpec;
    return Object.keys(podSelector).length === 0 && policyTypes?.length === 2 && !ingress && !egress;
  });
  const budgets = objects
    .filter(({ kind }) => kind === 'PodDisruptionBudget')
    .map(({ metadata }) => metadata.name);
  return [
    ...(denies ? [] : ['nothing denies what is not allowed']),
    ...objects
      .filter(({ kind }) => kind === 'Secret')
      .map((secret) => `${nameObject(secret)} is in the manifests`),
    ...findWorkloads(objects)
      .filter((workload) => isService(workload) && !budgets.includes(workload.object.metadata.name))
      .map(({ name }) => `${name} has no PodDisruptionBudget`),
  ];
}

import type { ManifestObject } from '../objects';
import type { RuleOptions } from '../rule';
import { rules } from '../rules';
import { baseObjects, find, options } from './base-objects';

/** What a rule says of objects. */
export const faultsBy = (rule: string, objects: ManifestObject[], given: RuleOptions = options): string[] =>
  rules[rule]?.(objects, given) ?? ['no such rule'];

/** What a rule says of the base after it was changed. */
export function faultsAfter(
  rule: string,
  change: (objects: ManifestObject[]) => unknown,
  live = false,
): string[] {
  const objects = baseObjects();
  const changed = change(objects);
  return faultsBy(rule, Array.isArray(changed) ? (changed as ManifestObject[]) : objects, {
    ...options,
    live,
  });
}

/** All objects but one. */
export const without = (kind: string, name: string) => (objects: ManifestObject[]) =>
  objects.filter((object) => object.kind !== kind || object.metadata.name !== name);

export const spec = <T>(objects: ManifestObject[], kind: string, name: string): T =>
  find(objects, kind, name).spec as T;

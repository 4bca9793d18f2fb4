import type { ManifestObject } from './objects';

interface Model {
  /** @throws Error with a line per fault */
  validate(): void;
}

/** Packages with the schemas of a group; `kubernetes-models` has all groups of Kubernetes itself. */
const libraries: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

async function findModel({ apiVersion, kind }: ManifestObject): Promise<(new () => Model) | undefined> {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const library = libraries[group] ?? 'kubernetes-models';
  const path = [library, ...(group ? [group] : []), version].join('/');
  try {
    return ((await import(path)) as Record<string, new () => Model>)[kind];
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with an object by the schemas of Kubernetes, the Prometheus operator, KEDA and the Gateway API, as lines.
 * The schemas let unknown fields pass, so the fields that the check never looked at are found as well: those are misspelt,
 * and the API server would drop or refuse them.
 */
export async function schemaFaults(object: ManifestObject): Promise<string[]> {
  const SchemaModel = await findModel(object);
  if (!SchemaModel) return [`no schema is known for ${object.apiVersion} ${object.kind}`];
  const seen = new Map<string, { value: object; fields: Set<string> }>();
  const proxies = new WeakMap<object, object>();

  const observe = (value: unknown, path: string): unknown => {
    if (value === null || typeof value !== 'object') return value;
    const known = proxies.get(value);
    if (known) return known;
    const fields = new Set<string>();
    seen.set(path, { value, fields });
    const proxy = new Proxy(value, {
      get(target, key) {
        const inner: unknown = Reflect.get(target, key);
        if (typeof key !== 'string') return inner;
        fields.add(key);
        return Object.hasOwn(target, key) ? observe(inner, `${path}/${key}`) : inner;
      },
    });
    proxies.set(value, proxy);
    return proxy;
  };

  const model = new SchemaModel();
  for (const [key, value] of Object.entries(object))
    Object.assign(model, { [key]: observe(value, `/${key}`) });
  try {
    model.validate();
  } catch (error) {
    return String((error as Error).message).split('\n');
  }
  // One of which no field was looked at is free-form, or its type is all that the schema says.
  return [...seen].flatMap(([path, { value, fields }]) =>
    Array.isArray(value) || fields.size === 0
      ? []
      : Object.keys(value)
          .filter((key) => !fields.has(key))
          .map((key) => `${path}/${key} is no field of it`),
  );
}

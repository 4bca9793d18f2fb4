// Checks objects against the schemas of Kubernetes, the Prometheus operator, KEDA and the Gateway API, without a cluster.
const libraries = {
  '': 'kubernetes-models/v1',
  'keda.sh': '@kubernetes-models/keda',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

async function modelOf({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const library = libraries[group] ?? 'kubernetes-models';
  const path = group === '' ? library : `${library}/${group}/${version}`;
  try {
    return (await import(path))[kind];
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with an object, as lines; empty when nothing is. The schemas let unknown fields pass, so the fields
 * that the check never looked at are found as well: those are misspelt, and the API server would drop or refuse them.
 */
export async function schemaFaults(object) {
  const Model = await modelOf(object);
  if (!Model) return [`no schema is known for ${object.apiVersion} ${object.kind}`];
  const seen = new Map();
  const proxies = new WeakMap();
  const observe = (value, path) => {
    if (value === null || typeof value !== 'object') return value;
    const known = proxies.get(value);
    if (known) return known;
    const fields = new Set();
    seen.set(path, { value, fields });
    const proxy = new Proxy(value, {
      get(target, key) {
        if (typeof key !== 'string') return target[key];
        fields.add(key);
        return Object.hasOwn(target, key) ? observe(target[key], `${path}/${key}`) : target[key];
      },
    });
    proxies.set(value, proxy);
    return proxy;
  };
  const model = new Model();
  for (const [key, value] of Object.entries(object)) model[key] = observe(value, `/${key}`);
  try {
    model.validate();
  } catch (error) {
    return String(error.message).split('\n');
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

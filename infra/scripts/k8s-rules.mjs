// What the schemas can't say: rules of this project for its manifests. Each takes all objects of a rendering.
import { secretMakers } from './k8s-secrets.mjs';

const workloads = ['Deployment', 'StatefulSet', 'Job'];
const nameOf = ({ kind, metadata }) => `${kind} ${metadata.name}`;
const podsOf = (objects) =>
  objects
    .filter(({ kind }) => workloads.includes(kind))
    .map((object) => ({
      object,
      name: nameOf(object),
      template: object.spec.template,
      pod: object.spec.template.spec,
      containers: [
        ...object.spec.template.spec.containers,
        ...(object.spec.template.spec.initContainers ?? []),
      ],
    }));
const selects = (selector, labels) =>
  Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);

/** Pod security "restricted", and a root file system that nobody writes to. */
function restricted(objects, { live }) {
  return podsOf(objects).flatMap(({ name, pod, containers }) => [
    ...(pod.securityContext?.runAsNonRoot === true ? [] : [`${name} may run as root`]),
    ...(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault'
      ? []
      : [`${name} has no seccomp profile`]),
    ...(pod.automountServiceAccountToken === false ? [] : [`${name} is given a token of the API server`]),
    ...containers.flatMap(({ name: container, securityContext: context = {} }) => [
      ...(context.allowPrivilegeEscalation === false ? [] : [`${name}/${container} may gain privileges`]),
      ...(context.capabilities?.drop?.includes('ALL') ? [] : [`${name}/${container} keeps capabilities`]),
      ...(context.readOnlyRootFilesystem === true || live
        ? []
        : [`${name}/${container} can write its files`]),
    ]),
  ]);
}

/** Every container says what it needs and what it may take at most, and is of a given version. */
function bounded(objects) {
  return podsOf(objects).flatMap(({ name, containers }) =>
    containers.flatMap(({ name: container, resources, image }) => [
      ...(resources?.requests?.cpu && resources.requests.memory
        ? []
        : [`${name}/${container} requests nothing`]),
      ...(resources?.limits?.memory ? [] : [`${name}/${container} has no memory limit`]),
      ...(/[:@]/.test(image) && !image.endsWith(':latest') ? [] : [`${name}/${container}: which ${image}?`]),
    ]),
  );
}

/** Probes, and a grace period that the drain fits into. */
function drains(objects) {
  const settings = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('ticketing-settings'),
  );
  const shutdown = Number(settings?.data.SHUTDOWN_TIMEOUT_SECONDS);
  return podsOf(objects)
    .filter(({ object }) => object.kind !== 'Job')
    .flatMap(({ name, template, pod }) => {
      const [{ startupProbe, livenessProbe, readinessProbe, lifecycle, env = [] }] = pod.containers;
      const faults = [];
      if (!startupProbe || !livenessProbe || !readinessProbe) faults.push(`${name} lacks a probe`);
      if (template.metadata.labels['app.kubernetes.io/component'] !== 'service') return faults;
      const needed = (lifecycle?.preStop?.sleep?.seconds ?? Infinity) + shutdown + 15;
      if (!(pod.terminationGracePeriodSeconds >= needed)) faults.push(`${name} needs ${needed} s to stop`);
      if (livenessProbe?.httpGet.path !== '/livez' || readinessProbe?.httpGet.path !== '/readyz')
        faults.push(`${name} is probed elsewhere than at /livez and /readyz`);
      const id = env.find((variable) => variable.name === 'NATS_CLIENT_ID');
      if (
        template.metadata.labels['ticketing.dev/nats'] &&
        id?.valueFrom.fieldRef.fieldPath !== 'metadata.name'
      )
        faults.push(`${name} has no NATS_CLIENT_ID of its own`);
      return faults;
    });
}

/** What one object names is there in another. */
function connected(objects) {
  const faults = [];
  const pods = podsOf(objects);
  const find = (kind, name) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const secrets = secretMakers();
  for (const { name, object, template, pod, containers } of pods) {
    if (object.kind !== 'Job' && !selects(object.spec.selector.matchLabels, template.metadata.labels))
      faults.push(`${name} doesn't select its own pods`);
    if (pod.serviceAccountName && !find('ServiceAccount', pod.serviceAccountName))
      faults.push(`${name}: no ServiceAccount ${pod.serviceAccountName}`);
    for (const { env = [], envFrom = [] } of containers) {
      for (const { valueFrom, name: variable } of env) {
        const { name: secret, key, optional } = valueFrom?.secretKeyRef ?? {};
        if (secret && (!secrets[secret] || (!optional && !(key in secrets[secret]()))))
          faults.push(`${name}: ${variable} is in no Secret that k8s:secrets makes`);
      }
      for (const { configMapRef } of envFrom)
        if (configMapRef && !find('ConfigMap', configMapRef.name))
          faults.push(`${name}: no ConfigMap ${configMapRef.name}`);
    }
    for (const { secret, configMap } of pod.volumes ?? []) {
      if (secret && !secrets[secret.secretName]) faults.push(`${name}: no Secret ${secret.secretName}`);
      if (configMap && !find('ConfigMap', configMap.name))
        faults.push(`${name}: no ConfigMap ${configMap.name}`);
    }
  }
  for (const service of objects.filter(({ kind, spec }) => kind === 'Service' && spec.selector)) {
    const behind = pods.filter(({ template }) => selects(service.spec.selector, template.metadata.labels));
    if (behind.length !== 1) faults.push(`${nameOf(service)} selects ${behind.length} workloads`);
    const ports = behind.flatMap(({ pod }) => pod.containers.flatMap((container) => container.ports ?? []));
    for (const { targetPort } of service.spec.ports)
      if (!ports.some((port) => port.name === targetPort))
        faults.push(`${nameOf(service)}: no port ${targetPort}`);
  }
  for (const { kind, metadata, spec } of objects.filter(({ kind: one }) =>
    ['HorizontalPodAutoscaler', 'ScaledObject'].includes(one),
  ))
    if (!find('Deployment', spec.scaleTargetRef.name)) faults.push(`${kind} ${metadata.name} scales nothing`);
  return faults;
}

/** Ways in, as [type, path, service, port]; from an Ingress or an HTTPRoute, they are the same. */
export function routesOf(objects) {
  const routes = objects.flatMap(({ kind, spec }) => {
    if (kind === 'Ingress')
      return spec.rules.flatMap(({ http }) =>
        http.paths.map(({ path, pathType, backend: { service } }) =>
          [pathType === 'Exact' ? 'Exact' : 'PathPrefix', path, service.name, service.port.number].join(' '),
        ),
      );
    if (kind === 'HTTPRoute')
      return spec.rules.flatMap(({ matches, backendRefs: [{ name, port }] }) =>
        matches.map(({ path: { type, value } }) => [type, value, name, port].join(' ')),
      );
    return [];
  });
  return routes.sort();
}

function routed(objects) {
  const services = objects.filter(({ kind }) => kind === 'Service');
  const faults = routesOf(objects).flatMap((route) => {
    const [, path, name, port] = route.split(' ');
    const found = services.some(
      ({ metadata, spec }) => metadata.name === name && spec.ports.some((one) => String(one.port) === port),
    );
    return [
      ...(found ? [] : [`${path} leads to ${name}:${port}, which isn't there`]),
      ...(port === '3000' ? [] : [`${path} leads to the internal port ${port}`]),
    ];
  });
  return faults.length > 0 || routesOf(objects).length > 0 ? faults : ['there is no way in'];
}

/** Deny by default, one disruption at a time, and no secret in a manifest. */
function guarded(objects) {
  const denies = objects.some(
    ({ kind, spec }) =>
      kind === 'NetworkPolicy' &&
      Object.keys(spec.podSelector).length === 0 &&
      spec.policyTypes.length === 2 &&
      !spec.ingress &&
      !spec.egress,
  );
  const budgets = objects
    .filter(({ kind }) => kind === 'PodDisruptionBudget')
    .map(({ metadata }) => metadata.name);
  const unbudgeted = podsOf(objects).filter(
    ({ template }) => template.metadata.labels['app.kubernetes.io/component'] === 'service',
  );
  return [
    ...(denies ? [] : ['nothing denies what is not allowed']),
    ...objects
      .filter(({ kind }) => kind === 'Secret')
      .map((secret) => `${nameOf(secret)} is in the manifests`),
    ...unbudgeted
      .filter(({ object }) => !budgets.includes(object.metadata.name))
      .map(({ name }) => `${name} has no PodDisruptionBudget`),
  ];
}

/** Every rule, by its name. */
export const rules = { restricted, bounded, drains, connected, routed, guarded };

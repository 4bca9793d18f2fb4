import type { ManifestObject } from './objects';
import { listRoutes } from './routes';
import { rules } from './rules';
import { baseObjects, find, ticketsPods } from './testing/base-objects';
import { faultsAfter, faultsBy, spec, without } from './testing/faults';

describe('the base', () => {
  it.each(Object.keys(rules))('keeps the rule %s', (rule) => {
    expect(faultsBy(rule, baseObjects())).toEqual([]);
  });
});

describe('connected', () => {
  it.each<[string, (objects: ManifestObject[]) => unknown, string]>([
    [
      'a ServiceAccount',
      without('ServiceAccount', 'tickets'),
      'Deployment tickets: no ServiceAccount tickets',
    ],
    [
      'pods of a Deployment',
      (objects) => (ticketsPods(objects).labels['app.kubernetes.io/name'] = 'other'),
      "Deployment tickets doesn't select its own pods",
    ],
    [
      'a ConfigMap of a volume',
      without('ConfigMap', 'mongo-init'),
      'Job mongo-init: no ConfigMap mongo-init',
    ],
    [
      'a key of a Secret',
      (objects) => {
        const variable = ticketsPods(objects).container.env?.find(({ name }) => name === 'MONGO_URI');
        if (variable?.valueFrom?.secretKeyRef) variable.valueFrom.secretKeyRef.key = 'url';
      },
      'Deployment tickets: MONGO_URI is in no Secret that k8s:secrets makes',
    ],
    [
      'a Secret of a volume',
      (objects) => {
        ticketsPods(objects).pod.volumes = [{ name: 'key', secret: { secretName: 'no-such' } }];
      },
      'Deployment tickets: no Secret no-such',
    ],
    [
      'a port of a Service',
      (objects) =>
        (spec<{ ports: { targetPort: string }[] }>(objects, 'Service', 'tickets').ports[0]!.targetPort =
          'web'),
      'Service tickets: no port web',
    ],
    [
      'pods of a Service',
      (objects) => delete spec<{ selector?: object }>(objects, 'Service', 'tickets').selector,
      'Service tickets has no pods, and some ingress controllers then take another route',
    ],
    [
      'what is scaled',
      (objects) => [
        ...objects,
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'tickets' },
          spec: { scaleTargetRef: { name: 'ticket' } },
        },
      ],
      'HorizontalPodAutoscaler tickets scales nothing',
    ],
  ])('misses %s', (_title, change, fault) => {
    expect(faultsAfter('connected', change)).toContain(fault);
  });
});

describe('routed', () => {
  it('finds a way to a Service that is not there', () => {
    expect(faultsAfter('routed', without('Service', 'payments'))).toContain(
      "/api/payments leads to payments:3000, which isn't there",
    );
  });

  it('finds a way to the internal port of notifications', () => {
    type Paths = {
      rules: { http: { paths: { path: string; backend: { service: { port: { number: number } } } }[] } }[];
    };
    const change = (objects: ManifestObject[]): void => {
      const [rule] = spec<Paths>(objects, 'Ingress', 'ticketing').rules;
      const intake = rule?.http.paths.find(({ path }) => path === '/notification');
      if (intake) intake.backend.service.port.number = 8020;
    };
    expect(faultsAfter('routed', change)).toContain('/notification leads to the internal port 8020');
  });

  it('finds that there is no way in', () => {
    expect(faultsAfter('routed', without('Ingress', 'ticketing'))).toEqual(['there is no way in']);
  });

  it('takes an HTTPRoute for an Ingress with the same paths', () => {
    const route: ManifestObject = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'ticketing' },
      spec: {
        rules: [
          {
            matches: [
              { path: { type: 'PathPrefix', value: '/api/users' } },
              { path: { type: 'Exact', value: '/api/docs/auth.json' } },
            ],
            backendRefs: [{ name: 'auth', port: 3000 }],
          },
        ],
      },
    };
    const ofIngress = listRoutes(baseObjects());
    expect(listRoutes([route])).toEqual([
      'Exact /api/docs/auth.json auth 3000',
      'PathPrefix /api/users auth 3000',
    ]);
    expect(ofIngress).toEqual(expect.arrayContaining(listRoutes([route])));
  });
});

describe('encrypted', () => {
  const route = (parent: object, rule: object): ManifestObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web' },
    spec: { parentRefs: [parent], rules: [rule] },
  });
  const serves = { backendRefs: [{ name: 'web', port: 3000 }] };
  const redirects = { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] };

  it('lets HTTP be answered where there is no TLS', () => {
    expect(faultsAfter('encrypted', (objects) => objects)).toEqual([]);
  });

  it('finds an Ingress with TLS that some controller would answer over HTTP too', () => {
    const faults = faultsAfter('encrypted', (objects) =>
      Object.assign(find(objects, 'Ingress', 'ticketing').spec as object, { tls: [{}] }),
    );
    expect(faults).toContain('Ingress ticketing lacks haproxy.org/ssl-redirect');
  });

  it.each([
    ['serves on every listener', route({}, serves), ['HTTPRoute web answers over plain HTTP']],
    [
      'serves on the plain one',
      route({ sectionName: 'http' }, serves),
      ['HTTPRoute web answers over plain HTTP'],
    ],
    ['redirects there', route({ sectionName: 'http' }, redirects), []],
    ['serves on that with TLS', route({ sectionName: 'https' }, serves), []],
  ])('looks at an HTTPRoute that %s', (_title, added, faults) => {
    expect(faultsAfter('encrypted', (objects) => [...objects, added])).toEqual(faults);
  });
});

describe('guarded', () => {
  it.each<[string, (objects: ManifestObject[]) => unknown, string]>([
    ['nothing is denied', without('NetworkPolicy', 'deny-all'), 'nothing denies what is not allowed'],
    [
      'what is denied is allowed again',
      (objects) => Object.assign(find(objects, 'NetworkPolicy', 'deny-all').spec as object, { egress: [{}] }),
      'nothing denies what is not allowed',
    ],
    [
      'a Secret is written down',
      (objects) => [...objects, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'nats' } }],
      'Secret nats is in the manifests',
    ],
    [
      'all replicas may be evicted at once',
      without('PodDisruptionBudget', 'tickets'),
      'Deployment tickets has no PodDisruptionBudget',
    ],
  ])('finds that %s', (_title, change, fault) => {
    expect(faultsAfter('guarded', change)).toEqual([fault]);
  });
});

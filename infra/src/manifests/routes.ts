import type { ManifestObject, ServiceSpec } from './objects';

interface IngressSpec {
  rules: {
    http: {
      paths: {
        path: string;
        pathType: string;
        backend: { service: { name: string; port: { number: number } } };
      }[];
    };
  }[];
}
interface HttpRouteSpec {
  parentRefs: { sectionName?: string }[];
  rules: {
    matches?: { path: { type: string; value: string } }[];
    backendRefs?: { name: string; port: number }[];
    filters?: { type: string; requestRedirect?: { scheme?: string } }[];
  }[];
}

/** The one port of a service that is for the outside. */
const PUBLIC_PORT = '3000';

/** Ways in, as `type path service port`, sorted; those of an Ingress and of an HTTPRoute can be compared. */
export function listRoutes(objects: readonly ManifestObject[]): string[] {
  const routes = objects.flatMap(({ kind, spec }) => {
    if (kind === 'Ingress')
      return (spec as IngressSpec).rules.flatMap(({ http }) =>
        http.paths.map(({ path, pathType, backend: { service } }) =>
          [pathType === 'Exact' ? 'Exact' : 'PathPrefix', path, service.name, service.port.number].join(' '),
        ),
      );
    if (kind === 'HTTPRoute')
      return (spec as HttpRouteSpec).rules.flatMap(({ matches = [], backendRefs = [] }) =>
        matches.flatMap(({ path: { type, value } }) =>
          backendRefs.map(({ name, port }) => [type, value, name, port].join(' ')),
        ),
      );
    return [];
  });
  return routes.sort();
}

/** There are ways in, and each leads to the public port of a service that is there. */
export function routed(objects: readonly ManifestObject[]): string[] {
  const services = objects.filter(({ kind }) => kind === 'Service');
  const routes = listRoutes(objects);
  if (routes.length === 0) return ['there is no way in'];
  return routes.flatMap((route) => {
    const [, path, name, port] = route.split(' ');
    const found = services.some(
      ({ metadata, spec }) =>
        metadata.name === name && (spec as ServiceSpec).ports.some((one) => String(one.port) === port),
    );
    return [
      ...(found ? [] : [`${path} leads to ${name}:${port}, which isn't there`]),
      ...(port === PUBLIC_PORT ? [] : [`${path} leads to the internal port ${port}`]),
    ];
  });
}

/** What each controller is told so that it answers nothing over plain HTTP. */
const REDIRECTS: Readonly<Record<string, string>> = {
  'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
  'haproxy.org/ssl-redirect': 'true',
  'nginx.org/redirect-to-https': 'true',
  'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
};

/** Where there is TLS at the edge, as in production, there is nothing else: sessions never travel in the clear. */
export function encrypted(objects: readonly ManifestObject[]): string[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    if (kind === 'Ingress' && (spec as { tls?: unknown[] }).tls?.length) {
      const { annotations = {} } = metadata;
      return Object.entries(REDIRECTS)
        .filter(([name, value]) => annotations[name] !== value)
        .map(([name]) => `Ingress ${metadata.name} lacks ${name}`);
    }
    if (kind !== 'HTTPRoute') return [];
    const { parentRefs, rules } = spec as HttpRouteSpec;
    const redirects = rules.every(({ backendRefs, filters }) => {
      const to = filters?.find(({ type }) => type === 'RequestRedirect')?.requestRedirect?.scheme;
      return !backendRefs && to === 'https';
    });
    return redirects || parentRefs.every(({ sectionName }) => sectionName === 'https')
      ? []
      : [`HTTPRoute ${metadata.name} answers over plain HTTP`];
  });
}

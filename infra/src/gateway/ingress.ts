import { parse } from 'yaml';
import { z } from 'zod';

/** A route of the Ingress: which paths of which host go to which service. */
export interface Route {
  host?: string | undefined;
  pathType: 'Exact' | 'Prefix';
  path: string;
  service: string;
  port: number | string;
}

const ingress = z.object({
  kind: z.literal('Ingress'),
  spec: z.object({
    rules: z.array(
      z.object({
        host: z.string().optional(),
        http: z.object({
          paths: z.array(
            z.object({
              path: z.string().startsWith('/'),
              pathType: z.enum(['Exact', 'Prefix']),
              backend: z.object({
                service: z.object({
                  name: z.string(),
                  port: z.object({ number: z.number().optional(), name: z.string().optional() }),
                }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

/**
 * The routes of a Kubernetes Ingress manifest, in the order in which they are to be tried: Exact first, then the longest path.
 * @throws ZodError when the manifest is no Ingress of that shape.
 */
export function parseIngress(manifest: string): Route[] {
  return ingress
    .parse(parse(manifest))
    .spec.rules.flatMap(({ host, http }) =>
      http.paths.map(({ path, pathType, backend: { service } }) => ({
        host,
        pathType,
        path,
        service: service.name,
        port: service.port.number ?? service.port.name ?? 'http',
      })),
    )
    .sort(
      (a, b) =>
        Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact') || b.path.length - a.path.length,
    );
}

/** Paths that are a service's own business and go through no ingress, though `/` would match them. */
const inside = new Set(['/metrics', '/livez', '/readyz']);

/**
 * The route of a request's path, as Kubernetes defines it: Exact is the whole path, Prefix goes by whole segments.
 * @param routes in the order of `parseIngress`
 * @param path without its query
 */
export function matchRoute(routes: readonly Route[], path: string): Route | undefined {
  // Express takes /Metrics/ for /metrics.
  if (inside.has(path.toLowerCase().replace(/\/+$/, ''))) return undefined;
  return routes.find((route) => {
    if (route.pathType === 'Exact') return path === route.path;
    const prefix = route.path.replace(/\/+$/, '');
    return path === prefix || path.startsWith(`${prefix}/`);
  });
}

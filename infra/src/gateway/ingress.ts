import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../paths';

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

/** The routes of the project's own Ingress. */
export function ingressRoutes(): Route[] {
  return parseIngress(readFileSync(join(projectRoot, 'infra', 'k8s', 'base', 'ingress.yaml'), 'utf8'));
}

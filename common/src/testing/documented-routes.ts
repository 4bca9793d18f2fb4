import type { Express } from 'express';
import type { OpenApiDocument } from '../http/openapi';

interface Layer {
  rawPath?: unknown;
  route?: { path: unknown; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

const paths = (path: unknown): string[] =>
  (Array.isArray(path) ? path.flat(Infinity) : [path]).map((one) => String(one));
const join = (base: string, path: string) => (path === '/' ? base || '/' : `${base}${path}`);
const asOpenApi = (path: string) => path.replace(/:(\w+)/g, '{$1}');

function listRoutes(stack: Layer[], base: string): string[] {
  return stack.flatMap(({ route, handle, rawPath }) => {
    if (route) {
      const methods = Object.keys(route.methods).filter(
        (method) => route.methods[method] && method !== '_all',
      );
      return paths(route.path).flatMap((path) =>
        methods.map((method) => `${method} ${asOpenApi(join(base, path))}`),
      );
    }
    const inner = handle?.stack;
    return inner
      ? paths(rawPath ?? '/').flatMap((path) => listRoutes(inner, join(base, path).replace(/\/$/, '')))
      : [];
  });
}

/** The routes of an app in the order in which they are tried. */
function routesInOrder(app: Express): string[] {
  const { router } = app as unknown as { router: { stack: Layer[] } };
  return [...new Set(listRoutes(router.stack, ''))];
}

/** The routes an app has, `get /api/tickets/{id}`, sorted. */
export function registeredRoutes(app: Express): string[] {
  return routesInOrder(app).sort();
}

/** Routes that no request reaches, because one before takes what stands in their path for an id. */
function hiddenRoutes(app: Express): string[] {
  const routes = routesInOrder(app).map((route) => route.split('/'));
  const hides = (before: string[], route: string[]) =>
    before.length === route.length &&
    before.every((part, position) => /^\{\w+\}$/.test(part) || part === route[position]);
  return routes
    .filter((route, position) => routes.slice(0, position).some((before) => hides(before, route)))
    .map((route) => route.join('/'));
}

/** The routes a document tells of, in the same spelling. */
export function documentedRoutes(document: OpenApiDocument): string[] {
  return Object.entries(document.paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    .sort();
}

/**
 * Expects the document to tell of every route of the app and of no other, and of each parameter in a path; and each route to
 * be reached.
 *
 * @param except path prefixes of pages that aren't part of the API
 */
export function expectRoutesDocumented(app: Express, document: OpenApiDocument, except: string[] = []): void {
  const counted = (route: string) => !except.some((prefix) => route.split(' ')[1]?.startsWith(prefix));
  expect(documentedRoutes(document).filter(counted)).toEqual(registeredRoutes(app).filter(counted));
  expect(hiddenRoutes(app)).toEqual([]);
  for (const [path, operations] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(operations)) {
      const told = (operation.parameters ?? []).flatMap((one) =>
        'in' in one && one.in === 'path' ? [one.name] : [],
      );
      expect({ path, parameters: told.sort() }).toEqual({ path, parameters: named.sort() });
    }
  }
}

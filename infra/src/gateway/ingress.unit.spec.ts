import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths';
import { matchRoute, parseIngress, type Route } from './ingress';

const route = (path: string, service: string, pathType: Route['pathType'] = 'Prefix'): Route => ({
  path,
  pathType,
  service,
  port: 3000,
});

describe('the project’s Ingress manifest', () => {
  const routes = parseIngress(readFileSync(join(projectRoot, 'infra/k8s/base/ingress.yaml'), 'utf8'));
  const serviceOf = (path: string) => matchRoute(routes, path)?.service;

  it.each([
    ['/', 'web'],
    ['/tickets/new', 'web'],
    ['/api/docs', 'web'],
    ['/api/docs/orders.json', 'orders'],
    ['/api/docs/orders.json/x', 'web'],
    ['/api/users/signup', 'auth'],
    ['/api/tickets', 'tickets'],
    ['/api/orders/1', 'orders'],
    ['/api/payments', 'payments'],
    ['/api/ops/expiration/queues', 'expiration'],
    ['/api/ops/tickets/health', 'tickets'],
    ['/api/unknown', 'auth'],
    ['/crm/api/v1/tickets/1', 'support'],
    ['/notification/batch', 'notifications'],
    ['/notifications', 'web'],
    ['/notifiServ/api/v1/notifications', 'notifications'],
    ['/api/notifications/stream', 'notifications'],
  ])('sends %s to %s', (path, service) => {
    expect(serviceOf(path)).toBe(service);
  });

  it.each(['/metrics', '/metrics/', '/METRICS', '/livez', '/readyz'])('routes %s nowhere', (path) => {
    expect(serviceOf(path)).toBeUndefined();
  });
});

describe('parseIngress', () => {
  it('puts Exact before Prefix and longer paths before shorter ones', () => {
    const path = (path: string, pathType: string) =>
      `{path: ${path}, pathType: ${pathType}, backend: {service: {name: s, port: {name: http}}}}`;
    const manifest = `
kind: Ingress
spec:
  rules:
    - http: { paths: [${path('/a', 'Prefix')}, ${path('/a/b/c', 'Prefix')}, ${path('/a', 'Exact')}] }
`;
    expect(parseIngress(manifest).map(({ path, pathType }) => `${pathType} ${path}`)).toEqual([
      'Exact /a',
      'Prefix /a/b/c',
      'Prefix /a',
    ]);
    expect(parseIngress(manifest)[0]?.port).toBe('http');
  });

  it('refuses a manifest of another kind', () => {
    expect(() => parseIngress('kind: Service\nspec: { rules: [] }')).toThrow();
  });
});

describe('matchRoute', () => {
  it('matches a prefix by whole segments', () => {
    const routes = [route('/api/order', 'orders')];
    expect(matchRoute(routes, '/api/order')?.service).toBe('orders');
    expect(matchRoute(routes, '/api/order/1')?.service).toBe('orders');
    expect(matchRoute(routes, '/api/orders')).toBeUndefined();
  });

  it('takes a trailing slash of a prefix as none', () => {
    const routes = [route('/api/', 'api')];
    expect(matchRoute(routes, '/api')?.service).toBe('api');
    expect(matchRoute(routes, '/api/x')?.service).toBe('api');
  });

  it('matches an exact path only as a whole', () => {
    const routes = [route('/a', 'a', 'Exact')];
    expect(matchRoute(routes, '/a')?.service).toBe('a');
    expect(matchRoute(routes, '/a/')).toBeUndefined();
  });
});

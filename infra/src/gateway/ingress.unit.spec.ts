import { routePattern } from './caddy-config';
import { ingressRoutes, parseIngress } from './ingress';

describe('the project’s Ingress manifest', () => {
  const routes = ingressRoutes();
  const findService = (target: string) =>
    routes.find((route) => new RegExp(routePattern(route)).test(target))?.service;

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
    expect(findService(path)).toBe(service);
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

import { caddyConfig, insidePaths, routePattern } from './caddy-config';

const matches = (path: string, pathType: 'Exact' | 'Prefix', target: string): boolean =>
  new RegExp(routePattern({ path, pathType })).test(target);

describe('the pattern of a route', () => {
  it('matches a prefix by whole segments', () => {
    for (const target of ['/api/order', '/api/order/1', '/api/order?page=2']) {
      expect(matches('/api/order', 'Prefix', target)).toBe(true);
    }
    for (const target of ['/api/orders', '/API/order', '/x/api/order', '/api%2Forder']) {
      expect(matches('/api/order', 'Prefix', target)).toBe(false);
    }
  });

  it('takes a trailing slash of a prefix as none', () => {
    expect(matches('/api/', 'Prefix', '/api')).toBe(true);
    expect(matches('/', 'Prefix', '/anything')).toBe(true);
  });

  it('matches an exact path only as a whole, whatever its query', () => {
    expect(matches('/a.json', 'Exact', '/a.json?b=1')).toBe(true);
    for (const target of ['/a.json/', '/a.json/b', '/a-json']) {
      expect(matches('/a.json', 'Exact', target)).toBe(false);
    }
  });
});

describe('the paths that stay inside', () => {
  const pattern = new RegExp(insidePaths.replace('(?i)', ''), 'i');

  it.each(['/metrics', '/metrics/', '/METRICS', '/livez', '/readyz'])('are %s', (path) => {
    expect(path).toMatch(pattern);
  });

  it.each(['/metrics/1', '/', '/live'])('are not %s', (path) => {
    expect(path).not.toMatch(pattern);
  });
});

describe('the configuration of Caddy', () => {
  it('gives each service one proxy, with its replicas', () => {
    const route = { pathType: 'Prefix' as const, port: 3000 };
    const config = caddyConfig({
      listen: '127.0.0.1:8080',
      storage: '/data',
      routes: [
        { ...route, path: '/a', service: 'a' },
        { ...route, path: '/a2', service: 'a' },
        { ...route, path: '/b', service: 'b' },
      ],
      upstreams: [
        { service: 'a', port: 1 },
        { service: 'a', port: 2 },
      ],
    });
    expect(config).toMatchObject({
      admin: { disabled: true },
      apps: {
        http: {
          servers: {
            gateway: {
              listen: ['127.0.0.1:8080'],
              protocols: ['h1'],
              named_routes: {
                a: { handle: [{ upstreams: [{ dial: '127.0.0.1:1' }, { dial: '127.0.0.1:2' }] }] },
                b: { handle: [{ upstreams: [] }] },
              },
            },
          },
        },
      },
    });
  });
});

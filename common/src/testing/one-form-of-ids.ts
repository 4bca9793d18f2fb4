import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { registeredRoutes } from './documented-routes';

/** A request to a route with an id in its path, which can be repeated. */
export interface IdRequest {
  /** Of something that is there, in its one form. */
  id: string;
  headers?: Record<string, string>;
  body?: object;
  /** What of an answer has to be the same; all of it unless told otherwise. */
  same?: (body: Record<string, unknown>) => unknown;
}

/**
 * Expects every route of an app that has an id in its path to answer the id in capitals as the id in its one form, with a
 * success, and 404 to what can be no id.
 *
 * @param requests by route, as in `get /api/tickets/{id}`
 * @param except routes whose path holds no id of this kind
 */
export async function expectOneFormOfIds(
  app: Express,
  requests: Record<string, IdRequest>,
  except: readonly string[] = [],
): Promise<void> {
  const withIds = registeredRoutes(app).filter(
    (route) => route.includes('{') && !route.includes('/api/ops/') && !except.includes(route),
  );
  expect(Object.keys(requests).sort()).toEqual(withIds);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    for (const [
      route,
      { id, headers, body, same = (whole: Record<string, unknown>) => whole },
    ] of Object.entries(requests)) {
      const [method = '', path = ''] = route.split(' ');
      const send = async (spelling: string) => {
        const response = await fetch(`http://127.0.0.1:${port}${path.replace(/\{\w+\}/, spelling)}`, {
          method: method.toUpperCase(),
          headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        const text = await response.text();
        const answer = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        return { route, status: response.status, answer: response.ok ? same(answer) : answer };
      };
      const usual = await send(id);
      expect([route, usual.status < 300, usual.answer]).toEqual([route, true, usual.answer]);
      expect(await send(id.toUpperCase())).toEqual(usual);
      for (const none of [`${id}0`, id.slice(1), `%20${id}`, `${id}%2F`, `x${id.slice(1)}`]) {
        expect({ none, ...(await send(none)), answer: undefined }).toEqual({
          none,
          route,
          status: 404,
          answer: undefined,
        });
      }
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

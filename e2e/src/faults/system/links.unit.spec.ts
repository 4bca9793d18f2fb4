import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Links } from './links';

/** What toxiproxy's API was asked for, and whether it is locked up. */
let asked: string[];
let locked: boolean;
let api: Server;
let url: string;
const restart = jest.fn(() => {
  locked = false;
  return Promise.resolve();
});

beforeEach(async () => {
  asked = [];
  locked = false;
  restart.mockClear();
  api = createServer((req, res) => {
    void text(req).then((body) => {
      asked.push(`${req.method} ${req.url} ${body && (JSON.parse(body) as { name: string }).name}`.trim());
      res.writeHead(locked ? 503 : 200).end('{}');
    });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});

afterEach(() => {
  api.closeAllConnections();
  api.close();
});

describe('links that are restored', () => {
  it('are reset', async () => {
    const links = new Links({ url, restart });
    await links.add('orders', 'mongo', '127.0.0.1:1');
    asked = [];
    await links.restore();
    expect(asked).toEqual(['POST /reset']);
    expect(restart).not.toHaveBeenCalled();
  });

  it('are made anew when toxiproxy has locked itself up', async () => {
    const links = new Links({ url, restart });
    await links.add('orders', 'mongo', '127.0.0.1:1');
    await links.add('orders', 'nats', '127.0.0.1:2');
    asked = [];
    locked = true;
    await links.restore();
    expect(restart).toHaveBeenCalledTimes(1);
    // Side by side, in either order.
    expect(asked.sort()).toEqual(['POST /proxies orders-mongo', 'POST /proxies orders-nats', 'POST /reset']);
  });
});

import { createServer as createHttpServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { httpForms, tryForms } from '../testing/http-forms';
import { waitFor } from '../testing/wait-for';
import { HttpServer } from './http-server';

const get = (path: string, ...lines: string[]) =>
  [`GET ${path} HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n');
const upgrade = (to: string) => ['Connection: Upgrade', `Upgrade: ${to}`];

describe('an HTTP server of ours', () => {
  let waiting: ServerResponse[];
  let server: HttpServer;
  let port: number;
  let client: Socket;
  let text: string;
  const onUpgrade = jest.fn((_req: unknown, socket: { end(bytes: string): void }) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  );
  /** Answers when it is told to. */
  const slow: RequestListener = (req, res) => {
    if (req.url === '/slow') waiting.push(res);
    else res.end(`answer to ${req.url}`);
  };
  const seen = () =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)|answer to (\S+?)(?=HTTP|$)/g)].map((m) => m[1] ?? m[2]);
  const closed = () => waitFor(() => client.closed);

  beforeEach(async () => {
    [waiting, text] = [[], ''];
    onUpgrade.mockClear();
    server = new HttpServer(slow);
    server.accept({ path: '/socket', onUpgrade });
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.server.address() as AddressInfo);
    client = connect(port, '127.0.0.1');
    client.setEncoding('latin1').on('data', (part: string) => (text += part));
  });
  afterEach(async () => {
    client.destroy();
    await new Promise((resolve) => {
      server.server.close(resolve);
      server.server.closeAllConnections();
    });
  });

  it.each([
    ['bytes that are no request', 'GARBAGE\r\n\r\n', ['200', '/slow', '400']],
    ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', ['200', '/slow', '400']],
    ['a tunnel', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', ['200', '/slow', '501']],
    ['a WebSocket', get('/socket', ...upgrade('websocket')), ['200', '/slow', '101']],
  ])('answers the request before %s first', async (_what, behind, answers) => {
    client.write(get('/slow') + behind);
    await waitFor(() => waiting.length === 1);
    expect(text).toBe('');
    waiting[0]?.end('answer to /slow');
    await closed();
    expect(seen()).toEqual(answers);
  });

  it('answers requests that ask for another protocol in their turn, on the same connection', async () => {
    client.write(
      get('/slow') + get('/a', ...upgrade('h2c')) + get('/b', ...upgrade('websocket')) + get('/c'),
    );
    await waitFor(() => waiting.length === 1);
    waiting[0]?.end('answer to /slow');
    await waitFor(() => text.includes('/c'));
    expect(seen()).toEqual(['200', '/slow', '200', '/a', '200', '/b', '200', '/c']);
    expect(onUpgrade).not.toHaveBeenCalled();
  });

  it('says why a request is refused, in the form of all errors', async () => {
    client.write('GARBAGE\r\n\r\n');
    await closed();
    const errors = [{ message: 'The request is not valid HTTP', code: 'malformed_request' }];
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*Connection: close\r\n/s);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual({ errors });
  });

  it('takes the host and the path of an absolute target', async () => {
    const asked = new Promise((resolve) =>
      server.server.once('request', ({ url, headers }) => resolve([url, headers.host])),
    );
    client.write(get('http://other.example:80/a?b'));
    expect(await asked).toEqual(['/a?b', 'other.example:80']);
  });

  it('cuts a refused client off that goes on sending', async () => {
    const other = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    other.on('error', () => undefined).resume();
    other.write('GARBAGE\r\n\r\n');
    await waitFor(() => other.readableEnded);
    await waitFor(() => !other.write('more') && other.closed);
  });
});

describe('the forms of HTTP', () => {
  const faulty = async (server: Server, kinds: string[]) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = {
      port: (server.address() as AddressInfo).port,
      seen: [],
      place: { path: '/', headers: [] },
    };
    let count = 0;
    for (const kind of httpForms.filter(({ name }) => kinds.includes(name))) {
      count += Object.keys(await tryForms(kind, target)).length;
    }
    await new Promise((resolve) => server.close(resolve));
    return count;
  };

  it('find a server that does not check hosts', async () => {
    const server = createHttpServer((_req, res) => void res.end('{}'));
    expect(await faulty(server, ['hosts'])).toBeGreaterThan(5);
  });

  it('find a server that takes whatever looks like a request for one', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        for (let left = bytes.toString().match(/^[A-Z]+ \/\S* HTTP/gm)?.length ?? 0; left > 0; left -= 1) {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        }
        if (bytes.toString().includes('Connection: close')) socket.end();
      });
      socket.on('end', () => socket.end());
    });
    const kinds = ['length and coding together', 'bodies of methods that have none'];
    expect(await faulty(server, kinds)).toBe(14);
  });
});

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a fake was sent. */
export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Reply = (res: ServerResponse, request: SeenRequest) => void;

/** A stand-in for the HTTP API of a provider: answers as the spec says and remembers what it was sent. */
export interface FakeHttp {
  url: string;
  seen: SeenRequest[];
  /** How the next requests are answered; the last way stays. */
  reply: Reply;
}

/** A reply with a status, a body and headers. */
export function answer(
  status: number,
  body: object | string = '',
  headers: Record<string, string> = {},
): Reply {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (res) => res.writeHead(status, { 'Content-Type': type, ...headers }).end(text);
}

/** No answer at all. */
export const hang: Reply = () => undefined;

/** Takes the request, and cuts the connection before it says so. */
export const cut: Reply = (res) => res.socket?.destroy();

/** Starts one for a spec. */
export function useFakeHttp(): FakeHttp {
  const fake: FakeHttp = { url: '', seen: [], reply: answer(200) };
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => (body += part));
    req.on('end', () => {
      const request = { path: req.url ?? '', headers: req.headers, body };
      fake.seen.push(request);
      fake.reply(res, request);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    fake.seen.length = 0;
    fake.reply = answer(200);
  });
  afterAll(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return fake;
}

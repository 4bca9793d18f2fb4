import { connect } from 'node:net';
import { ApiClient, baseUrl, inParallel } from '@ticketing/harness';
import { loadOperations, nameOperation, type Operation } from './documents';
import { send } from './send';

/** Sends bytes as they are, and returns all that is answered. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl());
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString())).on('error', () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a tampered cookie', () => {
  let reads: Operation[] = [];

  beforeAll(async () => {
    const all = await loadOperations();
    reads = all.filter(({ guarded, method, path }) => guarded && method === 'GET' && !path.includes('{'));
  });

  it.each([
    ['no base64', 'session=%%%'],
    ['no JSON', `session=${base64('not json')}`],
    ['null', `session=${base64('null')}`],
    ['a number', `session=${base64('7')}`],
    ['an operator', `session=${base64('{"jwt":{"$gt":""}}')}`],
    ['a list', `session=${base64('{"jwt":["a"]}')}`],
    ['a prototype', `session=${base64('{"__proto__":{"jwt":"x"},"currentUser":{"role":"admin"}}')}`],
    ['a user instead of a token', `session=${base64('{"id":"665f1f77bcf86cd799439011","role":"admin"}')}`],
    ['much', `session=${'A'.repeat(7_000)}`],
    ['many', Array.from({ length: 200 }, (_, n) => `session=${n}`).join('; ')],
    ['an empty one', 'session='],
  ])('is nobody’s session: %s', async (_what, cookie) => {
    const answers = await inParallel(reads, 8, async (operation) => {
      const { status } = await send('GET', operation.path, { headers: { cookie } });
      return `${nameOperation(operation)}: ${status}`;
    });
    expect(answers).toEqual(reads.map((operation) => `${nameOperation(operation)}: 401`));
  });
});

describe('a tampered header', () => {
  const answerTo = (...lines: string[]) =>
    raw([...lines, `Host: ${new URL(baseUrl()).host}`, 'Connection: close', '', ''].join('\r\n'));

  it('that names another method does not change what is done', async () => {
    const seller = await ApiClient.signUp();
    const { id } = await seller.sell();
    await seller.post(`/api/tickets/${id}`, { title: 'x' }, { 'x-http-method-override': 'PUT' });
    expect((await seller.get<{ title: string }>(`/api/tickets/${id}`)).body.title).toBe('Concert');
  });

  it('of a correlation id is not repeated unless it is one', async () => {
    const given = `x${'<script>'.repeat(50)}`;
    const { headers } = await send('GET', '/api/tickets', { headers: { 'x-correlation-id': given } });
    expect(headers.get('x-correlation-id')).toMatch(/^[\w-]{8,64}$/);
  });

  it('of a host leads no link elsewhere', async () => {
    const seller = await ApiClient.signUp();
    await Promise.all([seller.sell(), seller.sell()]);
    const text = await raw(
      'GET /api/tickets?limit=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1\.1 200/);
    expect(text).toMatch(/link: <\/api\/tickets/i);
    expect(text.toLowerCase()).not.toContain('evil.example');
  });

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6'],
    ['an encoding there is none of', 'Transfer-Encoding: xchunked'],
    ['a length that is no number', 'Content-Length: +5'],
    ['a line without a name', ': x'],
    ['a name with a space', 'X Y: z'],
    ['a bare carriage return', 'X: a\rSet-Cookie: session=1'],
  ])('that lets two servers disagree about where a request ends is refused: %s', async (_what, line) => {
    expect(await answerTo('POST /api/users/signin HTTP/1.1', line)).toMatch(/^HTTP\/1\.1 (400|501) /);
  });

  it('of a length beside pieces counts for nothing: there is one request, and one answer', async () => {
    const text = await raw(
      [
        'POST /api/users/signin HTTP/1.1',
        `Host: ${new URL(baseUrl()).host}`,
        'Content-Type: application/json',
        ...['Content-Length: 5', 'Transfer-Encoding: chunked', 'Connection: close'],
        ...['', '2', '{}', '0', '', ''],
      ].join('\r\n'),
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 .*"field":"email"/s);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('of 20 kB is refused, and the next request answered', async () => {
    expect(await answerTo('GET /api/tickets HTTP/1.1', `X: ${'x'.repeat(20_000)}`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect((await send('GET', '/api/tickets')).status).toBe(200);
  });

  it.each([
    '/api/tickets/%',
    '/api/tickets/%ff',
    '/api/tickets/%00',
    '/api/tickets//..//',
    '/api/tickets/\u00e9',
  ])('breaks nothing in an address: %s', async (path) => {
    const status = Number((await answerTo(`GET ${path} HTTP/1.1`)).slice(9, 12));
    expect([400, 404]).toContain(status);
  });
});

describe('a body that is too large', () => {
  /** In bytes: more than any route takes. */
  const TOO_LARGE = 1024 * 1024 + 1;

  it('is refused by every route that takes one, with or without a length', async () => {
    const admin = await ApiClient.admin();
    const { body } = await ApiClient.visitor().post<{ accessToken: string }>('/api/users/token', {
      email: admin.email,
      password: process.env['TEST_ADMIN_PASSWORD'],
    });
    const writes = (await loadOperations()).filter((operation) => operation.body);
    expect(new Set(writes.map(({ service }) => service)).size).toBeGreaterThan(5);
    const answers = await inParallel(writes, 4, async (operation) => {
      const path = operation.path.replace(/\{\w+\}/g, '665f1f77bcf86cd799439011');
      // Refused before it was all sent, which a client that goes on sending may not get to read.
      const text = await raw(
        [
          `${operation.method} ${path} HTTP/1.1`,
          `Host: ${new URL(baseUrl()).host}`,
          `Authorization: Bearer ${body.accessToken}`,
          'Content-Type: application/json',
          `Content-Length: ${TOO_LARGE}`,
          '',
          `["${'x'.repeat(64_000)}`,
        ].join('\r\n'),
      );
      return `${nameOperation(operation)}: ${text.slice(9, 12)} ${/payload_too_large/.exec(text)?.[0]}`;
    });
    expect(answers).toEqual(writes.map((operation) => `${nameOperation(operation)}: 413 payload_too_large`));

    // In all so little that the gateway reads what the service left.
    let left = 20;
    const pieces = new ReadableStream({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(Buffer.alloc(10_000, 'x'));
        else controller.close();
      },
    });
    const { status } = await fetch(`${baseUrl()}/api/users/signin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: pieces,
      duplex: 'half',
    });
    expect(status).toBe(413);
  });
});

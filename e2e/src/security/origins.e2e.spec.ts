import { connect } from 'node:net';
import { once } from 'node:events';
import { ApiClient, baseUrl, eventually, inParallel } from '@ticketing/harness';
import { fill, loadOperations, nameOperation, type Operation, sample, unknownId } from './documents';
import { send } from './send';

/** The session cookie of a new account, as a browser keeps it. */
async function signUp(): Promise<{ cookie: string; attributes: string[] }> {
  const user = await ApiClient.signUp();
  const answer = await send('POST', '/api/users/signin', {
    body: { email: user.email, password: 'a good password' },
  });
  const session = answer.headers.getSetCookie().find((each) => each.startsWith('session='));
  const [cookie = '', ...attributes] = (session ?? '').split('; ');
  return { cookie, attributes: attributes.map((attribute) => attribute.toLowerCase()) };
}

describe('a page of another site', () => {
  let writes: Operation[] = [];
  let cookie = '';
  let attributes: string[] = [];

  beforeAll(async () => {
    writes = (await loadOperations()).filter(({ method }) => method !== 'GET');
    ({ cookie, attributes } = await signUp());
  });

  const statusesFrom = (origin: string) =>
    inParallel(writes, 8, (operation) =>
      eventually(async () => {
        const { status, text } = await send(
          operation.method,
          fill(operation, (_name, schema) => unknownId(schema)),
          { headers: { cookie, origin }, body: operation.body && sample(operation.body) },
        );
        if (text.includes('email_unverified')) throw new Error('the service has not heard of the proof yet');
        return `${nameOperation(operation)}: ${status} ${/foreign_origin/.exec(text)?.[0] ?? ''}`;
      }),
    );

  it.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://localhost:1',
    'not an origin',
  ])('can write nowhere, not even with a session: Origin %s', async (origin) => {
    expect(await statusesFrom(origin)).toEqual(
      writes.map((operation) => `${nameOperation(operation)}: 403 foreign_origin`),
    );
  });

  it('is told apart from the own one, which may write', async () => {
    const answers = await statusesFrom(new URL(baseUrl()).origin);
    expect(answers.filter((answer) => answer.includes('403'))).toEqual([]);
  });

  it('is not sent the session along with a write, and no script reads it', () => {
    expect(attributes).toEqual(expect.arrayContaining(['samesite=lax', 'httponly', 'path=/']));
  });

  it('opens no socket with the session of who visits it', async () => {
    // The writes of the own origin have ended the other session: one of them signs out.
    const { cookie } = await signUp();
    const { hostname, port, host } = new URL(baseUrl());
    const upgrade = async (origin: string): Promise<string> => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write(
        [
          'GET /api/notifications/socket HTTP/1.1',
          `Host: ${host}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          `Cookie: ${cookie}`,
          `Origin: ${origin}`,
          '\r\n',
        ].join('\r\n'),
      );
      const [data] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return data.toString().slice(9, 12);
    };
    expect(await upgrade('https://evil.example')).toBe('403');
    expect(await upgrade(`http://${host}`)).toBe('101');
  });
});

import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { ApiClient, inParallel } from '@ticketing/harness';
import { apiServices } from '@ticketing/infra';
import { fill, loadOperations, nameOperation, type Operation, sample, unknownId } from './documents';
import { jwtKey, send, toSession } from './send';

/** Routes that nobody has to be signed in for. One more is a decision, and is entered here. */
const open = [
  'GET /api/door/keys',
  'GET /api/notifications/rooms/{ticketId}',
  'GET /api/notifications/unsubscribe',
  'GET /api/payments/config',
  'GET /api/shows',
  'GET /api/shows/{id}',
  'GET /api/shows/{id}/image/{imageId}',
  'GET /api/tickets',
  'GET /api/tickets/{id}',
  'GET /api/users/currentuser',
  'GET /api/users/oidc',
  'GET /api/users/oidc/callback',
  'GET /api/users/oidc/start',
  'POST /api/notifications/unsubscribe',
  'POST /api/payments/webhook',
  'POST /api/users/passkey/options',
  'POST /api/users/passkey/signin',
  'POST /api/users/password/forgot',
  'POST /api/users/password/reset',
  'POST /api/users/signin',
  'POST /api/users/signin/second',
  'POST /api/users/signout',
  'POST /api/users/signup',
  'POST /api/users/token',
  'POST /api/users/token/renew',
  'POST /api/users/token/second',
  'POST /api/users/verify',
];

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1_000);
const claims = (more: object = {}) => ({
  id: '665f1f77bcf86cd799439011',
  email: 'mallory@example.com',
  role: 'admin',
  status: 'approved',
  iat: now(),
  exp: now() + 3_600,
  ...more,
});

function hmac(alg: 'HS256' | 'HS384' | 'HS512', key: string, payload: object): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  return `${text}.${createHmac(alg.replace('HS', 'sha'), key).update(text).digest('base64url')}`;
}

function rsa(payload: object): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

/** The claims of a good token, exchanged under its signature. */
function tampered(): string {
  const [head, , signature] = hmac('HS256', jwtKey(), claims({ role: 'customer' })).split('.');
  return [head, encode(claims()), signature].join('.');
}

const forged: Record<string, () => string> = {
  'an expired token': () => hmac('HS256', jwtKey(), claims({ exp: now() - 1 })),
  'a token with the algorithm none': () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`,
  'a token with the algorithm None and a signature': () =>
    `${encode({ alg: 'None' })}.${encode(claims())}.${'a'.repeat(43)}`,
  'a token of another key': () => hmac('HS256', `${jwtKey()}!`, claims()),
  'a token of an empty key': () => hmac('HS256', '', claims()),
  'the right key under HS512': () => hmac('HS512', jwtKey(), claims()),
  'the right key under HS384': () => hmac('HS384', jwtKey(), claims()),
  'an RSA signature': () => rsa(claims()),
  'claims exchanged under a signature': tampered,
  'a token that is not valid yet': () => hmac('HS256', jwtKey(), claims({ nbf: now() + 600 })),
  'an id that is an operator': () => hmac('HS256', jwtKey(), claims({ id: { $gt: '' } })),
  'a role there is none of': () => hmac('HS256', jwtKey(), claims({ role: 'root' })),
};

const carriers: Record<string, (token: string) => Record<string, string>> = {
  'Authorization: Bearer': (token) => ({ authorization: `Bearer ${token}` }),
  'x-access-token': (token) => ({ 'x-access-token': token }),
  'the session cookie': (token) => ({ cookie: toSession(token) }),
};

describe('a route that wants a session', () => {
  let guarded: Operation[] = [];
  let all: Operation[] = [];

  beforeAll(async () => {
    all = await loadOperations();
    guarded = all.filter((operation) => operation.guarded);
  });

  const statusesWith = (headers: Record<string, string>) =>
    inParallel(guarded, 8, async (operation) => {
      const body = operation.body && sample(operation.body);
      const { status } = await send(
        operation.method,
        fill(operation, (_name, schema) => unknownId(schema)),
        {
          headers,
          body,
        },
      );
      return `${nameOperation(operation)}: ${status}`;
    });
  const refused = () => guarded.map((operation) => `${nameOperation(operation)}: 401`);

  it('is every route but those named here', () => {
    const unguarded = all.filter(({ guarded, path }) => !guarded && !path.startsWith('/api/docs/'));
    expect(unguarded.map(nameOperation).sort()).toEqual(open);
    expect(new Set(guarded.map(({ service }) => service)).size).toBe(apiServices.length);
  });

  it('refuses who brings none', async () => {
    expect(await statusesWith({})).toEqual(refused());
  });

  it.each(Object.keys(forged))('refuses %s, wherever it is put', async (name) => {
    const token = forged[name]?.() ?? '';
    for (const put of Object.values(carriers)) expect(await statusesWith(put(token))).toEqual(refused());
  });

  it.each(Object.keys(carriers))(
    'takes a good token in %s, so that the refusals above mean something',
    async (name) => {
      const admin = await ApiClient.admin();
      const token = hmac('HS256', jwtKey(), claims({ id: admin.id, email: admin.email }));
      const headers = carriers[name]?.(token) ?? {};
      const reads = guarded.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
      for (const operation of reads) {
        const { status } = await send(
          'GET',
          fill(operation, () => ''),
          { headers },
        );
        // What its query has to name is nothing that exists.
        const isNamed = operation.parameters.some(
          (one) => one.in === 'query' && one.required && one.name.endsWith('Id'),
        );
        const wanted = isNamed ? ['404'] : operation.statuses.filter((one) => one.startsWith('2'));
        expect(wanted.map((one) => `${nameOperation(operation)}: ${one}`)).toContain(
          `${nameOperation(operation)}: ${status}`,
        );
      }
    },
  );
});

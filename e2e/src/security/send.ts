import { baseUrl } from '@ticketing/harness';

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  text: string;
  headers: Headers;
}

/** What is sent; a body is sent as JSON unless it is text already. */
export interface SendOptions {
  headers?: Record<string, string>;
  body?: unknown;
  /** How long to wait for the answer, in ms; streams are left after their head. */
  timeoutMs?: number;
}

/** Sends one request through the gateway. A stream is left when its head is there. */
export async function send(
  method: string,
  path: string,
  { headers = {}, body, timeoutMs = 20_000 }: SendOptions = {},
): Promise<RawAnswer> {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(new Error(`${method} ${path} was not answered`)), timeoutMs);
  try {
    const response = await fetch(`${baseUrl()}${path}`, {
      method,
      redirect: 'manual',
      signal: given.signal,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const stream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (stream) await response.body?.cancel();
    return {
      status: response.status,
      text: stream ? '' : await response.text(),
      headers: response.headers,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** The cookie of a session that holds this. */
export function toSession(jwt: unknown): string {
  return `session=${Buffer.from(JSON.stringify({ jwt })).toString('base64')}`;
}

/** The key that the system under test signs sessions with. */
export function jwtKey(): string {
  const key = process.env['TEST_JWT_KEY'];
  if (!key) throw new Error('TEST_JWT_KEY is not set: the global setup of jest starts the system');
  return key;
}

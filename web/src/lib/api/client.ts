import {
  ApiError,
  NetworkError,
  TimeoutError,
  isSuspended,
  isTemporary,
  isTimeout,
  parseErrorBody,
} from './errors';
import { nextLink } from './link-header';
import { observeDate } from './server-clock';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the request is given up; 10 s for reads and 20 s for writes when absent. */
  timeoutMs?: number | undefined;
  /** A write that may be done twice, so that it is asked again as a read is. */
  repeatable?: boolean | undefined;
}

/** One page of a list, and the path of the page after it (null at the end). */
export interface Page<T> {
  items: T[];
  next: string | null;
  /** How many there are on all pages, where the list is counted: exact to 1,000, then `1000+`. */
  total?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 20_000;
const RETRY_DELAYS_MS = [250, 1_000];

/** Looks whether the session has ended. @returns whether it had, and was renewed since */
type RenewSession = () => Promise<boolean>;

let renewSession: RenewSession = () => Promise.resolve(false);
let actingUserId: string | undefined;

/** Requests that ask who is signed in, or change it. */
const ofAnyone: ReadonlySet<string> = new Set([
  '/api/users/currentuser',
  '/api/users/signin',
  '/api/users/signin/second',
  '/api/users/passkey/options',
  '/api/users/passkey/signin',
  '/api/users/signup',
  '/api/users/signout',
]);

/** Names the user that the page shows: services refuse what is sent with the session of somebody else. */
export function setActingUser(id: string | undefined): void {
  actingUserId = id;
}

/** The headers that say for whom a page asks. */
export function actingHeaders(): Record<string, string> {
  return actingUserId === undefined ? {} : { 'x-acting-user': actingUserId };
}

/** Tells the session, which can't be imported here, that some request was refused for want of it, or for another's. */
export function setSessionRenewal(renew: RenewSession): void {
  renewSession = renew;
}

/** `path` with the query's set values appended; empty strings, null and undefined are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

/** An answer whose body has arrived whole. */
interface Received {
  response: Response;
  text: string;
}

/** Whether a body goes as JSON: all but forms with files, whose type the browser names. */
function isJson(body: unknown): boolean {
  return body !== undefined && !(body instanceof FormData);
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Received> {
  const timeout = AbortSignal.timeout(
    options.timeoutMs ?? (method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS),
  );
  const sentAt = Date.now();
  try {
    const response = await fetch(withQuery(path, options.query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(isJson(options.body) ? { 'content-type': 'application/json' } : {}),
        ...(ofAnyone.has(path) ? {} : actingHeaders()),
        ...options.headers,
      },
      ...(isJson(options.body) ? { body: JSON.stringify(options.body) } : {}),
      ...(options.body instanceof FormData ? { body: options.body } : {}),
      signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
    });
    observeDate(response.headers.get('date'), sentAt, Date.now());
    // A connection that breaks within the body has lost the answer as much as one that breaks before it.
    return { response, text: await response.text() };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw timeout.aborted ? new TimeoutError({ cause: error }) : new NetworkError({ cause: error });
  }
}

function failure({ response, text }: Received): ApiError {
  const body = parsed(text);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(
    response.status,
    parseErrorBody(response.status, body),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
    response.headers.get('x-correlation-id') ?? undefined,
    body,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOfSession(refusal: ApiError): boolean {
  return refusal.status === 401 || refusal.errors[0]?.code === 'other_account' || isSuspended(refusal);
}

let renewing: Promise<boolean> | undefined;

/**
 * Has the session's token renewed, which is good for minutes only; once for all that were refused together.
 * @returns whether the session lives and is still that of the user whom the page shows
 */
function renewToken(): Promise<boolean> {
  renewing ??= send('GET', '/api/users/currentuser', {})
    .then(({ response, text }) => {
      const body = (response.ok ? parsed(text) : undefined) as
        { currentUser?: { id?: string } | null } | undefined;
      return body?.currentUser?.id !== undefined && body.currentUser.id === actingUserId;
    })
    .catch(() => false)
    .finally(() => (renewing = undefined));
  return renewing;
}

/**
 * Sends once; reads and repeatable writes are asked again (twice) while the server is away for a moment, but not when it hangs. What was refused
 * because the token had expired is sent again with a new one; a write that was refused because the session had ended, once
 * the user has signed in again.
 */
async function exchange(method: Method, path: string, options: RequestOptions): Promise<Received> {
  let renewed = false;
  let hasNewToken = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const received = await send(method, path, options);
      if (received.response.ok) return received;
      const refusal = failure(received);
      if (refusal.status === 401 && actingUserId !== undefined && !hasNewToken && !ofAnyone.has(path)) {
        hasNewToken = await renewToken();
        if (hasNewToken) continue;
      }
      if (isOfSession(refusal) && !renewed && !ofAnyone.has(path)) {
        const renewal = renewSession();
        renewed = method !== 'GET' && (await renewal);
        if (renewed) continue;
      }
      throw refusal;
    } catch (error) {
      const delay = RETRY_DELAYS_MS[attempt];
      const worthIt =
        isTemporary(error) && !isTimeout(error) && !(error instanceof ApiError && error.status === 429);
      if (!(method === 'GET' || options.repeatable) || delay === undefined || !worthIt) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
      options.signal?.throwIfAborted();
    }
  }
}

/**
 * One request to the services, with the session cookie. An empty answer resolves to undefined.
 * @throws ApiError for an error status, NetworkError when no answer came, TimeoutError when none came in time.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const { text } = await exchange(method, path, options);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** One page of a list, with the path of the next page from the Link header. */
export async function requestPage<T>(path: string, options: RequestOptions = {}): Promise<Page<T>> {
  const { response, text } = await exchange('GET', path, options);
  const total = response.headers.get('x-total-count');
  const items = JSON.parse(text) as T[];
  return { items, next: nextLink(response.headers.get('link')), ...(total !== null && { total }) };
}

/** A key for one intention of the user: sent again with each retry, so that it happens once. */
export function newIdempotencyKey(): string {
  // crypto.randomUUID exists in secure contexts only; plain http on a local name isn't one.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const SETTLE_DELAYS_MS = [150, 300, 600, 1_200];

/**
 * Asks again for a moment when a service answers 404 about something that another service has just shown: events
 * bring the news of it there within a second.
 */
export async function retryOn404<T>(ask: () => Promise<T>): Promise<T> {
  for (const delay of SETTLE_DELAYS_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return ask();
}

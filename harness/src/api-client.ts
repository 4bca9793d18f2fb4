import { randomUUID } from 'node:crypto';
import { retryOn404 } from './eventually';
import { mailedToken } from './inbox';

/** An answer of the system. */
export interface Answer<T = unknown> {
  status: number;
  body: T;
  headers: Headers;
}

export interface TicketBody {
  id: string;
  title: string;
  price: number;
  status: 'open' | 'reserved' | 'sold';
  orderId: string | null;
  version: number;
}

export interface OrderBody {
  id: string;
  status: string;
  expiresAt: string;
  cancelReason?: string;
  ticket: { id: string; price: number };
}

/** Where the system under test answers. @throws Error outside of an end-to-end run */
export function baseUrl(): string {
  const url = process.env['TEST_BASE_URL'];
  if (!url) throw new Error('TEST_BASE_URL is not set: the global setup of jest starts the system');
  return url;
}

/** The gateway waits longer for a service; no request of a client here has a reason to. */
const ANSWER_TIMEOUT_MS = 60_000;

/** How long before its end a token is renewed, in seconds. */
export const RENEWED_BEFORE_SECONDS = 60;

interface Claims {
  id: string;
  exp: number;
}

function decodeClaims(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}

/** How long a token is good yet, in seconds. */
export function secondsLeft(token: string): number {
  return decodeClaims(token).exp - Date.now() / 1_000;
}

/** One user of the system, over HTTP as a client of the API would. */
export class ApiClient {
  private constructor(
    private token: string | undefined,
    readonly email: string,
    readonly id: string,
  ) {}

  /** Somebody who is not signed in. */
  static visitor(): ApiClient {
    return new ApiClient(undefined, '', '');
  }

  /**
   * Opens an account and signs in.
   * @param verified whether the link in the mail is followed first
   */
  static async signUp({
    verified = false,
    ...fields
  }: { name?: string; role?: string; verified?: boolean } = {}): Promise<ApiClient> {
    const email = `${randomUUID()}@example.com`;
    const password = 'a good password';
    const { status, body } = await ApiClient.visitor().post<{ id: string }>('/api/users/signup', {
      email,
      password,
      ...fields,
    });
    if (status !== 201) throw new Error(`signing up answered ${status}: ${JSON.stringify(body)}`);
    if (verified) await verifyAddress(email);
    return ApiClient.signIn(email, password);
  }

  /** Signs in to an account that exists. */
  static async signIn(email: string, password: string): Promise<ApiClient> {
    const { status, body } = await ApiClient.visitor().post<{ accessToken: string }>('/api/users/token', {
      email,
      password,
    });
    if (status !== 200) throw new Error(`signing in answered ${status}: ${JSON.stringify(body)}`);
    return new ApiClient(body.accessToken, email, decodeClaims(body.accessToken).id);
  }

  /** The first administrator. */
  static admin(): Promise<ApiClient> {
    return ApiClient.signIn(process.env['TEST_ADMIN_EMAIL'] ?? '', process.env['TEST_ADMIN_PASSWORD'] ?? '');
  }

  /** The headers that say who it is. */
  get credentials(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.request<T>('GET', path);
  }

  post<T = unknown>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, body, headers);
  }

  put<T = unknown>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.request<T>('PUT', path, body);
  }

  patch<T = unknown>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.request<T>('PATCH', path, body);
  }

  delete<T = unknown>(path: string): Promise<Answer<T>> {
    return this.request<T>('DELETE', path);
  }

  /** Puts a ticket up for sale. */
  async sell(price = 20, title = 'Concert'): Promise<TicketBody> {
    const { status, body } = await this.post<TicketBody>('/api/tickets', { title, price });
    if (status !== 201) throw new Error(`listing a ticket answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Reserves a ticket, as soon as orders has heard of it. */
  async reserve(ticketId: string): Promise<OrderBody> {
    const { status, body } = await retryOn404(() => this.post<OrderBody>('/api/orders', { ticketId }));
    if (status !== 201) throw new Error(`ordering answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Pays an order, as soon as payments has heard of it. */
  async pay(orderId: string, token = 'tok_visa'): Promise<{ id: string }> {
    const { status, body } = await retryOn404(() =>
      this.post<{ id: string }>('/api/payments', { orderId, token }),
    );
    if (status > 202) throw new Error(`paying answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Gets a new token for one that runs out, as a client that works for longer has to. */
  private async renew(): Promise<void> {
    const { status, body } = await this.send<{ accessToken: string }>('POST', '/api/users/token/renew');
    if (status === 200) this.token = body.accessToken;
  }

  private async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    if (this.token && secondsLeft(this.token) < RENEWED_BEFORE_SECONDS) await this.renew();
    return this.send(method, path, body, headers);
  }

  private async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${baseUrl()}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.credentials,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new Error(`${method} ${path} was not answered`, { cause });
    });
    const text = await response.text();
    // Files are not looked into.
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: (isJson && text ? JSON.parse(text) : undefined) as T,
      headers: response.headers,
    };
  }
}

/** Follows the newest link that was mailed to prove an address. */
async function verifyAddress(email: string): Promise<void> {
  const token = await mailedToken(email, 'Confirm your address');
  const { status, body } = await ApiClient.visitor().post('/api/users/verify', { token });
  if (status !== 200) throw new Error(`verifying ${email} answered ${status}: ${JSON.stringify(body)}`);
}

import { RENEWED_BEFORE_SECONDS, secondsLeft } from '@ticketing/harness';

/** An answer, or the lack of one (status 0). */
export interface Answer<T> {
  readonly status: number;
  readonly body: T | undefined;
}

/** A client gives up waiting after this time, in ms. */
const PATIENCE_MS = 8_000;

/** Somebody who gives commands over HTTP. Never throws: a broken connection is an answer with status 0. */
export class Caller {
  /** @param token of a session; a visitor has none */
  constructor(
    readonly baseUrl: string,
    public token?: string,
    readonly id = '',
    readonly email = '',
  ) {}

  get<T>(path: string): Promise<Answer<T>> {
    return this.request('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.request('POST', path, body);
  }

  async request<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    if (this.token && secondsLeft(this.token) < RENEWED_BEFORE_SECONDS) {
      const renewed = await this.send<{ accessToken: string }>('POST', '/api/users/token/renew');
      this.token = renewed.body?.accessToken ?? this.token;
    }
    return this.send(method, path, body);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    try {
      const response = await fetch(`${this.baseUrl}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      return { status: response.status, body: text ? (JSON.parse(text) as T) : undefined };
    } catch {
      return { status: 0, body: undefined };
    }
  }
}

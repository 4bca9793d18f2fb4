import { AsyncLocalStorage } from 'node:async_hooks';
import { RequestClient } from 'twilio';

type Options<TData> = Parameters<typeof RequestClient.prototype.request<TData>>[0];

interface Call {
  key: string;
  seen: { retryAfter?: string };
}

/**
 * The SDK's own HTTP client, with three things it doesn't do: another host than Twilio's, an idempotency key, and the
 * Retry-After header kept, which its errors drop.
 */
export class SmsHttpClient extends RequestClient {
  private readonly calls = new AsyncLocalStorage<Call>();

  constructor(
    private readonly apiUrl: string | undefined,
    timeoutMs: number,
  ) {
    super({ timeout: timeoutMs, keepAlive: true });
  }

  /** Runs the SDK's call; every request it makes carries this key, and fills `seen`. */
  withKey<R>(key: string, seen: Call['seen'], call: () => Promise<R>): Promise<R> {
    return this.calls.run({ key, seen }, call);
  }

  override async request<TData>(
    options: Options<TData>,
  ): ReturnType<typeof RequestClient.prototype.request<TData>> {
    const call = this.calls.getStore();
    const answer = await super.request<TData>({
      ...options,
      uri: this.located(options.uri),
      allowRedirects: false,
      headers: {
        ...(options.headers as Record<string, string>),
        ...(call && { 'Idempotency-Key': call.key }),
      },
    });
    const headers = answer.headers as Record<string, string | undefined> | undefined;
    if (call && headers?.['retry-after'] !== undefined) call.seen.retryAfter = headers['retry-after'];
    return answer;
  }

  private located(uri: string): string {
    if (this.apiUrl === undefined) return uri;
    const { pathname, search } = new URL(uri);
    return this.apiUrl.replace(/\/+$/, '') + pathname + search;
  }
}

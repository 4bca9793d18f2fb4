import { AsyncLocalStorage } from 'node:async_hooks';
import twilio, { RequestClient } from 'twilio';
import {
  parseRetryAfter,
  networkErrorOutcome,
  statusOutcome,
  type PushOutcome,
} from '../delivery/push-outcome';
import { DEFAULT_PROVIDER_TIMEOUT_MS, type OutgoingMessage, type Provider, shorten } from './provider';

export interface SmsOptions {
  accountSid: string;
  authToken: string;
  /** A number in E.164 form, or the sid of a messaging service (`MG…`). */
  from: string;
  /** Where the API is, when it isn't Twilio's own: `http://localhost:4010`. */
  apiUrl?: string;
  timeoutMs?: number;
}

interface RestError {
  status?: number;
  code?: number | string;
  message: string;
}

/** Text messages through Twilio's API and its own SDK. */
export class SmsProvider implements Provider {
  readonly name = 'twilio';
  private readonly http: SmsHttpClient;
  private readonly client: ReturnType<typeof twilio>;

  constructor(private readonly options: SmsOptions) {
    this.http = new SmsHttpClient(options.apiUrl, options.timeoutMs ?? DEFAULT_PROVIDER_TIMEOUT_MS);
    this.client = twilio(options.accountSid, options.authToken, { httpClient: this.http });
  }

  async send(message: OutgoingMessage): Promise<PushOutcome> {
    const { from } = this.options;
    const seen: { retryAfter?: string } = {};
    try {
      const sent = await this.http.withKey(message.uuid, seen, () =>
        this.client.messages.create({
          to: message.receiver,
          body: message.text,
          ...(from.startsWith('MG') ? { messagingServiceSid: from } : { from }),
        }),
      );
      return {
        kind: 'accepted',
        messageId: sent.sid,
        response: sent.status,
        accepted: [sent.to],
        rejected: [],
      };
    } catch (error) {
      return twilioErrorOutcome(error as RestError, seen.retryAfter);
    }
  }

  close(): void {
    // Idle connections of the client's agent keep nothing alive.
  }
}

/** What an error of the SDK means: with a status the API answered, without one it couldn't be reached. */
export function twilioErrorOutcome(cause: RestError, retryAfter?: string): PushOutcome {
  if (cause.status === undefined) return networkErrorOutcome(cause);
  const error = shorten(cause.code === undefined ? cause.message : `${cause.code}: ${cause.message}`);
  return statusOutcome(cause.status, error, parseRetryAfter(retryAfter, new Date()));
}

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

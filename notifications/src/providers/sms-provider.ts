import twilio from 'twilio';
import { parseRetryAfter } from '../domain/backoff';
import { outcomeOfNetworkError, outcomeOfStatus, type PushOutcome } from '../domain/push-outcome';
import { defaultProviderTimeoutMs, type OutgoingMessage, type Provider, shorten } from './provider';
import { SmsHttpClient } from './sms-http-client';

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
    this.http = new SmsHttpClient(options.apiUrl, options.timeoutMs ?? defaultProviderTimeoutMs);
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
    } catch (err) {
      return outcomeOfTwilioError(err as RestError, seen.retryAfter);
    }
  }

  close(): void {
    // Idle connections of the client's agent keep nothing alive.
  }
}

/** What an error of the SDK means: with a status the API answered, without one it couldn't be reached. */
export function outcomeOfTwilioError(err: RestError, retryAfter?: string): PushOutcome {
  if (err.status === undefined) return outcomeOfNetworkError(err);
  const error = shorten(err.code === undefined ? err.message : `${err.code}: ${err.message}`);
  return outcomeOfStatus(err.status, error, parseRetryAfter(retryAfter, new Date()));
}

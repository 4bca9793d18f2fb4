import { type ChatPostMessageArguments, ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import { isSlackWebhook } from '../domain/receiver';
import { outcomeOfNetworkError, outcomeOfStatus, type PushOutcome } from '../domain/push-outcome';
import { defaultProviderTimeoutMs, type OutgoingMessage, type Provider } from './provider';
import { SlackWebhooks } from './slack-webhooks';

export interface SlackOptions {
  /** Base of incoming webhooks, `https://hooks.slack.com/services`. Without it there are none. */
  webhookUrl?: string;
  /** Base of the Web API, `https://slack.com/api/`. */
  apiUrl?: string;
  /** For `chat.postMessage`. Without it only webhooks work. */
  botToken?: string;
  timeoutMs?: number;
}

/** Answers of the Web API that say that it is too much, and nothing of how Slack is. */
const tooOften = new Set(['ratelimited', 'rate_limited']);
/** Answers that may be different next time. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  ...tooOften,
]);
/** Answers that tell of our token, not of the message. */
const misconfigured = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'team_access_not_granted',
]);

/** Slack: an incoming webhook for a webhook's id, `chat.postMessage` for a channel. */
export class SlackProvider implements Provider {
  readonly name = 'slack';
  private readonly webhooks: SlackWebhooks;
  private readonly client: WebClient | undefined;

  constructor(options: SlackOptions) {
    const timeoutMs = options.timeoutMs ?? defaultProviderTimeoutMs;
    this.webhooks = new SlackWebhooks(options.webhookUrl, timeoutMs);
    this.client =
      options.botToken === undefined
        ? undefined
        : new WebClient(options.botToken, {
            ...(options.apiUrl !== undefined && { slackApiUrl: options.apiUrl }),
            timeout: timeoutMs,
            // Retries are ours: each is recorded, and none holds a lease while it waits.
            retryConfig: { retries: 0 },
            rejectRateLimitedCalls: true,
            allowAbsoluteUrls: false,
            logLevel: LogLevel.ERROR,
          });
  }

  async send(message: OutgoingMessage): Promise<PushOutcome> {
    const text = textOf(message);
    if (isSlackWebhook(message.receiver)) return this.webhooks.post(message.receiver, message.uuid, text);
    if (!this.client) {
      return {
        kind: 'refused',
        code: 'NO_BOT_TOKEN',
        error: 'channels need a Slack bot token, which is not set',
      };
    }
    const args: ChatPostMessageArguments & { client_msg_id: string } = {
      channel: message.receiver,
      text,
      client_msg_id: message.uuid,
      metadata: { event_type: 'notification', event_payload: { uuid: message.uuid } },
    };
    try {
      const answer = await this.client.chat.postMessage(args);
      return {
        kind: 'accepted',
        accepted: [message.receiver],
        rejected: [],
        ...(answer.ts !== undefined && { messageId: answer.ts }),
      };
    } catch (err) {
      return outcomeOfSlackError(err);
    }
  }

  close(): void {
    // Nothing is kept open.
  }
}

/** The text with Slack's three control characters escaped, so that nobody's words can call a whole channel. */
function textOf({ subject, text, formatted }: OutgoingMessage): string {
  if (formatted) return text;
  const escape = (part: string) => part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return subject === undefined ? escape(text) : `*${escape(subject)}*\n${escape(text)}`;
}

/** What an error of the Web API's client means for the message. */
export function outcomeOfSlackError(err: unknown): PushOutcome {
  const { code } = err as { code?: string };
  if (code === ErrorCode.RateLimitedError) {
    const { retryAfter } = err as { retryAfter: number };
    return outcomeOfStatus(429, 'rate limited', retryAfter * 1000);
  }
  if (code === ErrorCode.HTTPError) {
    const { statusCode, statusMessage } = err as { statusCode: number; statusMessage: string };
    return outcomeOfStatus(statusCode, statusMessage);
  }
  if (code !== ErrorCode.PlatformError) {
    return outcomeOfNetworkError((err as { original?: unknown }).original ?? err);
  }
  const { error } = (err as { data: { error: string } }).data;
  if (passing.has(error)) {
    return { kind: 'retry', code: error, error, failsProvider: !tooOften.has(error) };
  }
  if (misconfigured.has(error)) return { kind: 'retry', code: error, error, failsProvider: true };
  return { kind: 'refused', code: error, error };
}

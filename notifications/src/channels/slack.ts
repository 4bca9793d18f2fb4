import { type ChatPostMessageArguments, ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import {
  networkErrorOutcome,
  statusOutcome,
  type PushOutcome,
  parseRetryAfter,
} from '../delivery/push-outcome';
import { DEFAULT_PROVIDER_TIMEOUT_MS, type OutgoingMessage, type Provider, shorten } from './provider';
import { isSlackWebhook } from './receiver';

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
    const timeoutMs = options.timeoutMs ?? DEFAULT_PROVIDER_TIMEOUT_MS;
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
    const text = slackText(message);
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
    } catch (error) {
      return slackErrorOutcome(error);
    }
  }

  close(): void {
    // Nothing is kept open.
  }
}

/** The text with Slack's three control characters escaped, so that nobody's words can call a whole channel. */
function slackText({ subject, text, formatted }: OutgoingMessage): string {
  if (formatted) return text;
  const escape = (part: string) => part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return subject === undefined ? escape(text) : `*${escape(subject)}*\n${escape(text)}`;
}

/** What an error of the Web API's client means for the message. */
export function slackErrorOutcome(cause: unknown): PushOutcome {
  const { code } = cause as { code?: string };
  if (code === ErrorCode.RateLimitedError) {
    const { retryAfter } = cause as { retryAfter: number };
    return statusOutcome(429, 'rate limited', retryAfter * 1000);
  }
  if (code === ErrorCode.HTTPError) {
    const { statusCode, statusMessage } = cause as { statusCode: number; statusMessage: string };
    return statusOutcome(statusCode, statusMessage);
  }
  if (code !== ErrorCode.PlatformError) {
    return networkErrorOutcome((cause as { original?: unknown }).original ?? cause);
  }
  const { error } = (cause as { data: { error: string } }).data;
  if (passing.has(error)) {
    return { kind: 'retry', code: error, error, failsProvider: !tooOften.has(error) };
  }
  if (misconfigured.has(error)) return { kind: 'retry', code: error, error, failsProvider: true };
  return { kind: 'refused', code: error, error };
}

/**
 * Slack's incoming webhooks. Only the id (`T…/B…/…`) comes with a notification; the host is the configuration's, and
 * redirects aren't followed, so that no request can be led anywhere else.
 */
export class SlackWebhooks {
  /** Ends in a slash. */
  private readonly base: string | undefined;
  private readonly configured: string | undefined;

  /** @param url the base, or one whole webhook, whose base it then is */
  constructor(
    url: string | undefined,
    private readonly timeoutMs: number,
  ) {
    this.base = url === undefined ? undefined : webhookBase(url);
    this.configured = url === undefined ? undefined : webhookIdIn(url);
  }

  /** Posts a text to a webhook. Its answer has no id; ours goes with it as a header and in the metadata. */
  async post(id: string, uuid: string, text: string): Promise<PushOutcome> {
    if (this.base === undefined || !isSlackWebhook(id)) {
      return { kind: 'refused', code: 'NO_WEBHOOKS', error: 'Slack webhooks are not configured' };
    }
    try {
      const answer = await fetch(this.base + id, {
        method: 'POST',
        // Defence: a webhook leads nowhere else → redirect: 'follow',
        redirect: 'manual',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': uuid },
        body: JSON.stringify({
          text,
          metadata: { event_type: 'notification', event_payload: { uuid } },
        }),
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const said = shorten(await answer.text());
      if (answer.ok) return { kind: 'accepted', response: said, accepted: [id], rejected: [] };
      if (this.isForbidden(id, answer.status)) {
        return { kind: 'refused', code: String(answer.status), error: said };
      }
      return statusOutcome(
        answer.status,
        said,
        parseRetryAfter(answer.headers.get('retry-after'), new Date()),
      );
    } catch (error) {
      return networkErrorOutcome(error);
    }
  }

  /**
   * A webhook's id is all that it is known by: one that is turned away is wrong by itself, and says nothing of the others.
   * Only of the configured one it is a fault of the configuration.
   */
  private isForbidden(id: string, status: number): boolean {
    return id !== this.configured && (status === 401 || status === 403);
  }
}

/** The part of a webhook's address that is the same for all, with a slash at its end. */
export function webhookBase(url: string): string {
  const bare = url.replace(/\/+$/, '');
  const id = bare.split('/').slice(-3).join('/');
  return isSlackWebhook(id) ? bare.slice(0, -id.length) : `${bare}/`;
}

/** The id in a whole webhook's address; undefined when the address is only the base. */
export function webhookIdIn(url: string): string | undefined {
  const id = url.replace(/\/+$/, '').split('/').slice(-3).join('/');
  return isSlackWebhook(id) ? id : undefined;
}

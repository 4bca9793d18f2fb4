import { isSlackWebhook } from '../domain/receiver';
import { parseRetryAfter } from '../domain/backoff';
import { outcomeOfNetworkError, outcomeOfStatus, type PushOutcome } from '../domain/push-outcome';
import { shorten } from './provider';

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
      return outcomeOfStatus(
        answer.status,
        said,
        parseRetryAfter(answer.headers.get('retry-after'), new Date()),
      );
    } catch (err) {
      return outcomeOfNetworkError(err);
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

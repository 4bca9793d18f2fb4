import { createHmac, randomBytes } from 'node:crypto';
import { type FakeIntent, present } from './ledger';

/** An event as Stripe sends it. */
export interface FakeEvent {
  id: string;
  type: string;
  body: string;
}

/** Where events go. */
export interface WebhookTarget {
  url: string;
  secret: string;
  /** How often each event is sent; default 1. */
  times?: number;
}

/** Makes events of what happens, and sends them signed. */
export class Webhooks {
  readonly events: FakeEvent[] = [];
  target: WebhookTarget | undefined;
  private readonly sending = new Set<Promise<void>>();

  record(type: string, intent: FakeIntent): void {
    const id = `evt_${randomBytes(8).toString('hex')}`;
    const object =
      type === 'charge.refunded'
        ? { id: `ch_${intent.id}`, object: 'charge', payment_intent: intent.id }
        : present(intent);
    const event = { id, type, body: JSON.stringify({ id, object: 'event', type, data: { object } }) };
    this.events.push(event);
    const { target } = this;
    if (!target) return;
    for (let time = 0; time < (target.times ?? 1); time += 1) {
      const sent = this.send(event, target).then(
        () => undefined,
        () => undefined,
      );
      this.sending.add(sent);
      void sent.finally(() => this.sending.delete(sent));
    }
  }

  /** @returns the status of the answer */
  async send(event: Pick<FakeEvent, 'body'>, { url, secret }: WebhookTarget): Promise<number> {
    const headers = { 'Content-Type': 'application/json', 'Stripe-Signature': sign(event.body, secret) };
    const response = await fetch(url, { method: 'POST', headers, body: event.body });
    await response.arrayBuffer();
    return response.status;
  }

  async settled(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending);
  }
}

/**
 * The signature header for a body, as https://docs.stripe.com/webhooks#verify-manually describes it.
 * @param at seconds since the epoch; default now
 */
export function sign(body: string, secret: string, at = Math.floor(Date.now() / 1_000)): string {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${signature}`;
}

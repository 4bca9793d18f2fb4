import { randomBytes } from 'node:crypto';

/** An answer of the fake: status and body as Stripe's. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A payment at the fake. */
export interface FakeIntent {
  id: string;
  amount: number;
  currency: string;
  paymentMethod: string;
  metadata: Record<string, string>;
  status: 'requires_confirmation' | 'requires_payment_method' | 'requires_action' | 'succeeded' | 'canceled';
  /** How often the card was charged; more than once is what must never be. */
  charges: number;
  refunds: string[];
  error?: Record<string, string>;
}

/** A card by the id that Stripe's test mode gives it, and what becomes of it. */
const declines: Readonly<Record<string, { decline: string; message: string }>> = {
  pm_card_chargeDeclined: { decline: 'generic_decline', message: 'Your card was declined.' },
  pm_card_chargeDeclinedInsufficientFunds: {
    decline: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  pm_card_chargeDeclinedStolenCard: { decline: 'stolen_card', message: 'Your card was stolen.' },
};
const ASKING = 'pm_card_threeDSecure2Required';

/** What the fake has: it takes money, keeps it, gives it back, and counts. */
export class Ledger {
  readonly intents = new Map<string, FakeIntent>();
  private readonly methods = new Map<string, string>();
  /** Told of each change of a payment, by the type of Stripe's event. */
  onEvent: (type: string, intent: FakeIntent) => void = () => undefined;

  createMethod(token: string): Answer {
    const id = newId('pm');
    this.methods.set(id, token.replace(/^tok_/, 'pm_card_'));
    return { status: 200, body: { id, object: 'payment_method', type: 'card' } };
  }

  createIntent(params: URLSearchParams): Answer {
    const amount = Number(params.get('amount'));
    if (amount < 50) return invalid('amount_too_small', 'Amount must be at least $0.50 usd');
    const method = params.get('payment_method') ?? '';
    const paymentMethod = this.methods.get(method) ?? method;
    if (paymentMethod === 'pm_unknown')
      return invalid('resource_missing', `No such PaymentMethod: '${method}'`);
    const intent: FakeIntent = {
      id: newId('pi'),
      amount,
      currency: params.get('currency') ?? '',
      paymentMethod,
      metadata: metadataOf(params),
      status: 'requires_confirmation',
      charges: 0,
      refunds: [],
    };
    this.intents.set(intent.id, intent);
    return { status: 200, body: present(intent) };
  }

  confirm(id: string): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status !== 'requires_confirmation') return unexpected(intent);
    const decline = declines[intent.paymentMethod];
    if (decline) return this.decline(intent, 'card_declined', decline.decline, decline.message);
    if (intent.paymentMethod === ASKING) {
      intent.status = 'requires_action';
      this.onEvent('payment_intent.requires_action', intent);
      return { status: 200, body: present(intent) };
    }
    this.charge(intent);
    return { status: 200, body: present(intent) };
  }

  cancel(id: string): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpected(intent);
    intent.status = 'canceled';
    this.onEvent('payment_intent.canceled', intent);
    return { status: 200, body: present(intent) };
  }

  retrieve(id: string): Answer {
    const intent = this.intents.get(id);
    return intent ? { status: 200, body: present(intent) } : missing(id);
  }

  list(): Answer {
    const data = [...this.intents.values()].reverse().map(present);
    return { status: 200, body: { object: 'list', url: '/v1/payment_intents', has_more: false, data } };
  }

  refund(id: string): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status !== 'succeeded') return unexpected(intent);
    if (intent.refunds.length > 0)
      return invalid('charge_already_refunded', 'Charge has already been refunded.');
    intent.refunds.push(newId('re'));
    this.onEvent('charge.refunded', intent);
    return { status: 200, body: presentRefund(intent, intent.refunds[0] ?? '') };
  }

  listRefunds(id: string): Answer {
    const intent = this.intents.get(id);
    const data = intent ? intent.refunds.map((refund) => presentRefund(intent, refund)) : [];
    return { status: 200, body: { object: 'list', url: '/v1/refunds', has_more: false, data } };
  }

  /** The buyer answers the bank, in time or not. */
  authenticate(id: string, passed: boolean): void {
    const intent = this.intents.get(id);
    if (intent?.status !== 'requires_action') return;
    const code = 'payment_intent_authentication_failure';
    if (passed) this.charge(intent);
    else this.decline(intent, code, code, 'The provided PaymentMethod has failed authentication.');
  }

  private charge(intent: FakeIntent): void {
    intent.charges += 1;
    intent.status = 'succeeded';
    this.onEvent('payment_intent.succeeded', intent);
  }

  private decline(intent: FakeIntent, code: string, decline: string, message: string): Answer {
    intent.status = 'requires_payment_method';
    intent.error = { type: 'card_error', code, decline_code: decline, message };
    this.onEvent('payment_intent.payment_failed', intent);
    return { status: 402, body: { error: { ...intent.error, payment_intent: present(intent) } } };
  }
}

/** A payment in Stripe's words. */
export function present(intent: FakeIntent): Record<string, unknown> {
  const charged = intent.charges > 0;
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    currency: intent.currency,
    status: intent.status,
    payment_method: intent.paymentMethod,
    metadata: intent.metadata,
    client_secret: `${intent.id}_secret_fake`,
    last_payment_error: intent.error ?? null,
    latest_charge: charged
      ? {
          id: `ch_${intent.id}`,
          object: 'charge',
          paid: true,
          status: 'succeeded',
          refunded: intent.refunds.length > 0,
        }
      : null,
  };
}

function presentRefund(intent: FakeIntent, id: string): Record<string, unknown> {
  return { id, object: 'refund', amount: intent.amount, payment_intent: intent.id, status: 'succeeded' };
}

function metadataOf(params: URLSearchParams): Record<string, string> {
  const pairs = [...params].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key ? [[key, value] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`;
}

function invalid(code: string, message: string, status = 400): Answer {
  return { status, body: { error: { type: 'invalid_request_error', code, message } } };
}

function missing(id: string): Answer {
  return invalid('resource_missing', `No such object: '${id}'`, 404);
}

function unexpected(intent: FakeIntent): Answer {
  const message = `This PaymentIntent's status is ${intent.status}.`;
  return invalid('payment_intent_unexpected_state', message);
}

import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type Decline, findCard } from './cards';

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
  /** What each of them gave back, and what it is known by. */
  refunded?: { amount: number; metadata: Record<string, string> }[];
  error?: Record<string, string>;
}

/** In the smallest unit, as for US dollars. See https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MIN_AMOUNT = 50;
const MAX_AMOUNT = 99_999_999;

/** What the fake has: it takes money, keeps it, gives it back, and counts. */
export class Ledger {
  readonly intents = new Map<string, FakeIntent>();
  private readonly methods = new Map<string, string>();
  /** Told of each change of a payment, by the type of Stripe's event. */
  onEvent: (type: string, intent: FakeIntent) => void = () => undefined;

  /** @param file where payments are kept, one line for each change; in memory only, if not given */
  constructor(private readonly file?: string) {
    if (!file || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const intent = JSON.parse(line) as FakeIntent;
      this.intents.set(intent.id, intent);
    }
  }

  createMethod(token: string): Answer {
    if (!findCard(token)) return invalid('resource_missing', `No such token: '${token}'`);
    const id = newId('pm');
    this.methods.set(id, token.replace(/^tok_/, 'pm_card_'));
    return { status: 200, body: { id, object: 'payment_method', type: 'card' } };
  }

  createIntent(params: URLSearchParams): Answer {
    const amount = Number(params.get('amount'));
    if (!Number.isInteger(amount)) return invalid('parameter_invalid_integer', 'Invalid integer: amount');
    if (amount < MIN_AMOUNT) return invalid('amount_too_small', 'Amount must be at least $0.50 usd');
    if (amount > MAX_AMOUNT) return invalid('amount_too_large', 'Amount must be no more than $999,999.99');
    const method = params.get('payment_method') ?? '';
    const paymentMethod = this.methods.get(method) ?? method;
    if (!findCard(paymentMethod)) return invalid('resource_missing', `No such PaymentMethod: '${method}'`);
    const intent: FakeIntent = {
      id: newId('pi'),
      amount,
      currency: params.get('currency') ?? '',
      paymentMethod,
      metadata: readMetadata(params),
      status: 'requires_confirmation',
      charges: 0,
      refunds: [],
    };
    this.intents.set(intent.id, intent);
    this.keep(intent);
    return { status: 200, body: present(intent) };
  }

  confirm(id: string): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status !== 'requires_confirmation') return unexpected(intent);
    const card = findCard(intent.paymentMethod);
    if (card?.asks) {
      intent.status = 'requires_action';
      this.changed('payment_intent.requires_action', intent);
      return { status: 200, body: present(intent) };
    }
    if (card?.decline) return this.decline(intent, card.decline);
    this.charge(intent);
    return { status: 200, body: present(intent) };
  }

  cancel(id: string): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpected(intent);
    intent.status = 'canceled';
    this.changed('payment_intent.canceled', intent);
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

  /** @param params with `amount` for a part of what was charged */
  refund(id: string, params = new URLSearchParams()): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status !== 'succeeded') return unexpected(intent);
    const left = intent.amount - refundedAmount(intent);
    if (left === 0) return invalid('charge_already_refunded', 'Charge has already been refunded.');
    const amount = Number(params.get('amount') ?? left);
    if (amount > left) return invalid('amount_too_large', 'Refund amount is greater than unrefunded amount');
    intent.refunds.push(newId('re'));
    intent.refunded = [...(intent.refunded ?? []), { amount, metadata: readMetadata(params) }];
    this.changed('charge.refunded', intent);
    return { status: 200, body: presentRefund(intent, intent.refunds.length - 1) };
  }

  listRefunds(id: string): Answer {
    const intent = this.intents.get(id);
    const data = intent ? intent.refunds.map((_, nth) => presentRefund(intent, nth)) : [];
    return { status: 200, body: { object: 'list', url: '/v1/refunds', has_more: false, data } };
  }

  /** The buyer answers the bank, in time or not. */
  authenticate(id: string, passed: boolean): Answer {
    const intent = this.intents.get(id);
    if (!intent) return missing(id);
    if (intent.status !== 'requires_action') return unexpected(intent);
    const decline = passed ? findCard(intent.paymentMethod)?.decline : notAuthenticated;
    if (decline) this.decline(intent, decline);
    else this.charge(intent);
    return { status: 200, body: present(intent) };
  }

  private charge(intent: FakeIntent): void {
    intent.charges += 1;
    intent.status = 'succeeded';
    this.changed('payment_intent.succeeded', intent);
  }

  private decline(intent: FakeIntent, { code, declineCode, message }: Decline): Answer {
    intent.status = 'requires_payment_method';
    intent.error = { type: 'card_error', code, decline_code: declineCode, message };
    this.changed('payment_intent.payment_failed', intent);
    return { status: 402, body: { error: { ...intent.error, payment_intent: present(intent) } } };
  }

  private changed(type: string, intent: FakeIntent): void {
    this.keep(intent);
    this.onEvent(type, intent);
  }

  private keep(intent: FakeIntent): void {
    if (this.file) appendFileSync(this.file, `${JSON.stringify(intent)}\n`);
  }
}

const notAuthenticated: Decline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'payment_intent_authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
};

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
          refunded: refundedAmount(intent) === intent.amount,
        }
      : null,
  };
}

function refundedAmount({ refunded = [] }: FakeIntent): number {
  return refunded.reduce((sum, { amount }) => sum + amount, 0);
}

function presentRefund({ id, amount: charged, refunds, refunded }: FakeIntent, nth: number) {
  const { amount, metadata } = refunded?.[nth] ?? { amount: charged, metadata: {} };
  return { id: refunds[nth], object: 'refund', amount, metadata, payment_intent: id, status: 'succeeded' };
}

function readMetadata(params: URLSearchParams): Record<string, string> {
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

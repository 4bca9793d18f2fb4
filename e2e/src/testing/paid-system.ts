import { randomBytes } from 'node:crypto';
import { bearer } from '@ticketing/common/testing';
import {
  FakeStripe,
  type NatsStreamingServer,
  type ServiceProcess,
  startNatsStreaming,
} from '@ticketing/infra';
import mongoose from 'mongoose';
import { eventually, type OrderBody, retryOn404, startReplica, type TicketBody } from '@ticketing/harness';

/** An answer of a replica. */
export interface Reply<T> {
  status: number;
  body: T;
}

export interface PaymentBody {
  id: string;
  status: string;
  clientSecret?: string;
  refund?: { reason: string; by: string };
}

const webhookSecret = 'whsec_for_specs';
/** A bank has this much longer than the hold lasts without it, in seconds. */
const PENDING_EXTRA_SECONDS = 5;

/**
 * Tickets, orders and payments with a broker, databases and a Stripe of their own: two replicas of orders and of
 * payments. Requests go to a replica by turns.
 */
export class PaidSystem {
  private turn = 0;
  private readonly services: Record<string, ServiceProcess[]> = {};
  private readonly extra: ServiceProcess[] = [];

  private constructor(
    readonly stripe: FakeStripe,
    private readonly broker: NatsStreamingServer,
    private readonly suffix: string,
    private readonly windowSeconds: number,
  ) {}

  /** @param windowSeconds how long an order holds its ticket */
  static async start(windowSeconds: number): Promise<PaidSystem> {
    const [broker, stripe] = await Promise.all([startNatsStreaming(), new FakeStripe().start()]);
    const system = new PaidSystem(stripe, broker, randomBytes(4).toString('hex'), windowSeconds);
    try {
      // One after the other: a machine that starts all at once takes longer for each than it is given.
      for (const [service, count] of Object.entries({ tickets: 1, orders: 2, payments: 2 })) {
        const replicas: ServiceProcess[] = (system.services[service] = []);
        while (replicas.length < count) {
          replicas.push(await system.replica(service, `${service}-${replicas.length + 1}`));
        }
      }
    } catch (error) {
      await system.stop();
      throw error;
    }
    const url = `${system.services['payments']?.[0]?.url}/api/payments/webhook`;
    stripe.webhooks.target = { url, secret: webhookSecret, times: 2 };
    return system;
  }

  /** One more replica of a service, for example one that is going to die. */
  async extraReplica(service: string, environment: Record<string, string>): Promise<ServiceProcess> {
    const replica = await this.replica(service, `${service}-extra-${this.extra.length}`, environment);
    this.extra.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    this.stripe.webhooks.target = undefined;
    const replicas = [...Object.values(this.services).flat(), ...this.extra];
    await Promise.all(replicas.map((replica) => replica.stop()));
    for (const service of Object.keys(this.services)) {
      const connection = await this.database(service);
      await connection.dropDatabase();
      await connection.close();
    }
    await Promise.all([this.broker.stop(), this.stripe.stop()]);
  }

  /** The database of a service; the caller closes it. */
  database(service: string): Promise<mongoose.Connection> {
    return mongoose.createConnection(this.mongoUri(service)).asPromise();
  }

  async request<T>(
    service: string,
    user: { id: string },
    method: string,
    path: string,
    body?: object,
    replica?: ServiceProcess,
  ): Promise<Reply<T>> {
    const replicas = this.services[service] ?? [];
    const url = (replica ?? replicas[this.turn++ % replicas.length])?.url ?? '';
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: bearer(user), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
  }

  /** Lists a ticket and reserves it, once orders has heard of it, for a buyer; resolves when payments has heard too. */
  async reserved(buyer: string, seller = 'seller'): Promise<OrderBody> {
    const fields = { title: 'Concert', price: 19.99 };
    const ticket = await this.request<TicketBody>('tickets', { id: seller }, 'POST', '/api/tickets', fields);
    return this.reserve(buyer, ticket.body.id);
  }

  async reserve(buyer: string, ticketId: string): Promise<OrderBody> {
    return eventually(async () => {
      const { status, body } = await this.request<OrderBody>('orders', { id: buyer }, 'POST', '/api/orders', {
        ticketId,
      });
      if (status !== 201) throw new Error(`ordering answered ${status}`);
      return body;
    });
  }

  /** Pays, as soon as payments has heard of the order. */
  async pay(
    buyer: string,
    orderId: string,
    token = 'pm_card_visa',
    replica?: ServiceProcess,
  ): Promise<Reply<PaymentBody>> {
    const path = '/api/payments';
    return retryOn404(() =>
      this.request<PaymentBody>('payments', { id: buyer }, 'POST', path, { orderId, token }, replica),
    );
  }

  async order(buyer: string, id: string): Promise<OrderBody> {
    return (await this.request<OrderBody>('orders', { id: buyer }, 'GET', `/api/orders/${id}`)).body;
  }

  async ticket(id: string): Promise<TicketBody> {
    return (await this.request<TicketBody>('tickets', { id: 'anybody' }, 'GET', `/api/tickets/${id}`)).body;
  }

  /** The payments of a buyer's order, newest first. */
  async payments(buyer: string, orderId: string): Promise<PaymentBody[]> {
    const path = `/api/payments?orderId=${orderId}&limit=100`;
    return (await this.request<PaymentBody[]>('payments', { id: buyer }, 'GET', path)).body;
  }

  private replica(
    service: string,
    clientId: string,
    environment: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    return startReplica(service, clientId, {
      MONGO_URI: this.mongoUri(service),
      NATS_URL: this.broker.url,
      NATS_CLUSTER_ID: this.broker.clusterId,
      EXPIRATION_WINDOW_SECONDS: String(this.windowSeconds),
      STRIPE_KEY: 'sk_test_specs',
      STRIPE_API_BASE: this.stripe.url,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      // Stripe's stand-in runs in the process of the specs, which a busy machine may keep waiting for a while.
      STRIPE_TIMEOUT_MS: '8000',
      PAYMENT_PENDING_SECONDS: String(this.windowSeconds + PENDING_EXTRA_SECONDS),
      ...environment,
    });
  }

  private mongoUri(service: string): string {
    const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
    uri.pathname = `/paid-${service}-${this.suffix}`;
    return uri.toString();
  }
}

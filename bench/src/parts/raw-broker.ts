import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { NatsStreamingServer } from '@ticketing/infra';
import stan, { type Message, type Stan } from 'node-nats-streaming';

/** The broker without anything of ours: what the references publish and receive through. */
export class RawBroker {
  private constructor(private readonly client: Stan) {}

  static async connect(nats: NatsStreamingServer): Promise<RawBroker> {
    const client = stan.connect(nats.clusterId, `raw-${randomUUID()}`, {
      url: nats.url,
      maxPubAcksInflight: 1_000_000,
    });
    await once(client, 'connect');
    return new RawBroker(client);
  }

  /** Resolves on the broker's acknowledgement. */
  publish(subject: string, wire: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.client.publish(subject, wire, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Hears a subject from now on, acknowledging at once. @returns once the subscription is there */
  async hear(subject: string, onMessage: (wire: string) => void): Promise<void> {
    const options = this.client.subscriptionOptions().setManualAckMode(true).setMaxInFlight(1_024);
    const subscription = this.client.subscribe(subject, options);
    subscription.on('message', (message: Message) => {
      onMessage(message.getData() as string);
      message.ack();
    });
    await once(subscription, 'ready');
  }

  async close(): Promise<void> {
    const closed = once(this.client, 'close');
    this.client.close();
    await closed;
  }
}

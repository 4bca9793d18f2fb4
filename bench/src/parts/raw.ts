import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsStreamingServer } from '@ticketing/infra';
import type mongoose from 'mongoose';
import stan, { type Message, type Stan } from 'node-nats-streaming';
import { percentile } from './statistics';
import { Arrivals, forEach, holdsWithin, upTo } from './tasks';

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

  /** Subscribes to what is published from now on, acknowledging at once. @returns once the subscription is there */
  async subscribe(subject: string, onMessage: (wire: string) => void): Promise<void> {
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

/**
 * The reference of all writes: a document and its event in one transaction, through the native driver, durable on
 * the majority's journal like ours.
 */
export function rawTransaction(connection: mongoose.Connection): () => Promise<void> {
  const client = connection.getClient();
  const documents = connection.collection('raw_documents');
  const events = connection.collection('raw_events');
  return () =>
    client.withSession(async (session) => {
      await session.withTransaction(
        async () => {
          const now = new Date();
          await documents.insertOne(
            { title: 'Concert', price: 20, userId: 'u1', version: 0, createdAt: now },
            { session },
          );
          await events.insertOne(
            { subject: 'ticket:created', wire: EVENT, isSent: false, createdAt: now },
            { session },
          );
        },
        { writeConcern: { w: 'majority', j: true } },
      );
    });
}

const EVENT = JSON.stringify({
  id: 'x'.repeat(24),
  version: 0,
  title: 'Concert',
  price: 20,
  userId: 'u1',
  meta: {},
});

const JOURNEY = 'raw:journey';

/**
 * The reference of all lags: a transaction of two writes, then publish, receive, and an upsert durable on the
 * majority, with nothing in between.
 */
export async function rawJourney(
  connection: mongoose.Connection,
  nats: NatsStreamingServer,
): Promise<{ lag: () => Promise<number>; close: () => Promise<void> }> {
  const broker = await RawBroker.connect(nats);
  const replicas = connection.collection('raw_replicas');
  const arrivals = new Arrivals();
  await broker.subscribe(JOURNEY, (wire) => {
    const { id } = JSON.parse(wire) as { id: string };
    void replicas
      .updateOne(
        { key: id },
        { $setOnInsert: { version: 0 } },
        { upsert: true, writeConcern: { w: 'majority' } },
      )
      .then(() => arrivals.note(id));
  });
  await replicas.createIndex({ key: 1 }, { unique: true });
  const commit = rawTransaction(connection);
  return {
    async lag() {
      const id = randomUUID();
      await commit();
      const begun = performance.now();
      void broker.publish(
        JOURNEY,
        JSON.stringify({ id, title: 'Concert', price: 20, userId: 'u1', version: 0 }),
      );
      return (await arrivals.of(id)) - begun;
    },
    close: () => broker.close(),
  };
}

/** Publishes of `rawSettle` under way at once. */
const AT_ONCE = 500;

/** Publishes as fast as is acknowledged. @returns seconds from the last acknowledgement until all was heard */
export async function rawSettle(nats: NatsStreamingServer, messages: number): Promise<number> {
  const [from, to] = await Promise.all([RawBroker.connect(nats), RawBroker.connect(nats)]);
  const subject = `raw:settle:${randomUUID()}`;
  let heard = 0;
  await to.subscribe(subject, () => (heard += 1));
  const wire = JSON.stringify({ id: 'x'.repeat(24), version: 0, title: 'Concert', price: 20, userId: 'u1' });
  await forEach(upTo(messages), AT_ONCE, () => from.publish(subject, wire));
  const last = performance.now();
  await holdsWithin(60_000, () => heard >= messages);
  const seconds = (performance.now() - last) / 1_000;
  await Promise.all([from.close(), to.close()]);
  return seconds;
}

/**
 * Timers of this process, each publishing one message when it is due.
 * @param perSecond how many are due a second, evenly spread
 * @returns how late the messages were heard, p99 in milliseconds
 */
export async function rawTimers(broker: RawBroker, perSecond: number, seconds: number): Promise<number> {
  const subject = `raw:timers:${randomUUID()}`;
  const lateness: number[] = [];
  await broker.subscribe(subject, (due) => lateness.push(Date.now() - Number(due)));
  const begin = Date.now() + 200;
  const count = perSecond * seconds;
  for (let i = 0; i < count; i++) {
    const due = begin + Math.round((i * 1_000) / perSecond);
    void sleep(due - Date.now()).then(() => broker.publish(subject, String(due)));
  }
  await holdsWithin(seconds * 1_000 + 10_000, () => lateness.length >= count);
  return percentile(lateness, 0.99);
}

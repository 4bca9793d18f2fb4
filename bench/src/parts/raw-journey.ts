import { randomUUID } from 'node:crypto';
import type { NatsStreamingServer } from '@ticketing/infra';
import type mongoose from 'mongoose';
import { Arrivals } from './arrivals';
import { RawBroker } from './raw-broker';
import { rawTransaction } from './raw-transaction';

const SUBJECT = 'raw:journey';

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
  await broker.hear(SUBJECT, (wire) => {
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
        SUBJECT,
        JSON.stringify({ id, title: 'Concert', price: 20, userId: 'u1', version: 0 }),
      );
      return (await arrivals.of(id)) - begun;
    },
    close: () => broker.close(),
  };
}

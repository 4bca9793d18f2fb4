import { randomUUID } from 'node:crypto';
import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import {
  isNextVersion,
  Listener,
  Messaging,
  MongoMessageStore,
  NatsWrapper,
  Publisher,
} from '@ticketing/common/messaging';
import { Outbox } from '@ticketing/common/outbox';
import { testLogger, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { type NatsStreamingServer, startNatsStreaming } from '@ticketing/infra';
import mongoose from 'mongoose';

type Data = TicketUpdatedEvent['data'];

class UpdatedPublisher extends Publisher<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}

/** A replica in the database, as every consumer with state keeps one. */
class ReplicaListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly received: string[] = [];
  failing = false;

  async onMessage({ id, version }: Data): Promise<void> {
    this.received.push(`${id}@${version}`);
    if (this.failing) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    const replicas = mongoose.connection.collection<{ _id: string; version: number; log: number[] }>(
      'replicas',
    );
    const known = await replicas.findOne({ _id: id });
    if (!isNextVersion({ aggregate: `ticket:${id}`, version }, known?.version)) return;
    await replicas.updateOne(
      { _id: id, ...(version > 0 ? { version: version - 1 } : {}) },
      { $set: { version }, $push: { log: version } },
      { upsert: version === 0 },
    );
  }
}

const event = (id: string, version: number): Data => ({
  id,
  version,
  title: 'Concert',
  price: 20,
  userId: 'u1',
  orderId: null,
  status: 'open',
});

/** A service's messaging side, with a connection of its own. */
class Consumer {
  readonly nats = new NatsWrapper();
  readonly messaging: Messaging;
  readonly listener: ReplicaListener;

  constructor(
    private readonly broker: NatsStreamingServer,
    private readonly clientId: string = `consumer-${randomUUID()}`,
  ) {
    this.messaging = new Messaging({
      service: 'replica',
      nats: this.nats,
      store: new MongoMessageStore(mongoose.connection),
      logger: testLogger,
      retryInProcessMs: 100,
    });
    this.listener = new ReplicaListener();
  }

  connect(): Promise<void> {
    return this.nats.connect({
      clusterId: this.broker.clusterId,
      clientId: this.clientId,
      url: this.broker.url,
    });
  }

  async start(): Promise<this> {
    await this.connect();
    await this.messaging.listen(this.listener);
    return this;
  }

  async stop(): Promise<void> {
    await this.messaging.close(2_000);
    await this.nats.close();
  }
}

describe('delivery over a real broker', () => {
  useTestDatabase();
  let broker: NatsStreamingServer;
  const consumers: Consumer[] = [];

  beforeAll(async () => {
    broker = await startNatsStreaming();
  }, 60_000);

  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  });

  afterAll(() => broker.stop());

  const consumer = async (clientId?: string): Promise<Consumer> => {
    const started = await new Consumer(broker, clientId).start();
    consumers.push(started);
    return started;
  };
  const versions = async (id: string): Promise<number[] | undefined> =>
    (await mongoose.connection.collection<{ _id: string; log: number[] }>('replicas').findOne({ _id: id }))
      ?.log;
  const send = async (from: Consumer, id: string, order: number[]): Promise<void> => {
    for (const version of order) await new UpdatedPublisher(from.nats).publish(event(id, version));
  };

  it('applies versions in order, whatever order they come in and however often', async () => {
    const one = await consumer();
    const id = randomUUID();
    await send(one, id, [4, 2, 2, 0, 3, 1, 0, 4]);
    await waitFor(async () => (await versions(id))?.length === 5);
    expect(await versions(id)).toEqual([0, 1, 2, 3, 4]);
  });

  it('parks what is ahead and applies it when the missing one comes at last', async () => {
    const one = await consumer();
    const id = randomUUID();
    await send(one, id, [0, 2, 3]);
    const parked = mongoose.connection.collection('parked_messages');
    await waitFor(async () => (await parked.countDocuments()) === 2);
    await send(one, id, [1]);
    await waitFor(async () => (await versions(id))?.length === 4);
    // A message leaves once it has been applied.
    await waitFor(async () => (await parked.countDocuments()) === 0);
  });

  it('shares the messages of a queue group among replicas, each to one', async () => {
    const [one, two] = [await consumer(), await consumer()];
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await Promise.all(ids.map((id) => send(one, id, [0])));
    await waitFor(async () => (await mongoose.connection.collection('replicas').countDocuments()) === 60);
    // What an earlier test left unacknowledged is delivered again.
    const messages = ids.map((id) => `${id}@0`);
    const [first, second] = [one, two].map(({ listener }) =>
      listener.received.filter((message) => messages.includes(message)),
    );
    expect([...first!, ...second!].sort()).toEqual(messages.sort());
    expect(first!.length).toBeGreaterThan(0);
    expect(second!.length).toBeGreaterThan(0);
  });

  it('delivers again what was left for redelivery, until it is applied', async () => {
    const one = await consumer();
    const id = randomUUID();
    one.listener.failing = true;
    await send(one, id, [0]);
    await waitFor(() => one.listener.received.includes(`${id}@0`));
    one.listener.failing = false;
    await waitFor(async () => (await versions(id))?.length === 1);
  });

  it('goes on where it stopped when the same client comes back', async () => {
    const clientId = `comes-back-${randomUUID()}`;
    const first = await consumer(clientId);
    const id = randomUUID();
    await send(first, id, [0]);
    await waitFor(async () => (await versions(id))?.length === 1);
    await consumers.splice(consumers.indexOf(first), 1)[0]?.stop();

    const publisher = new Consumer(broker);
    consumers.push(publisher);
    await publisher.connect();
    await send(publisher, id, [1, 2]);
    const second = await consumer(clientId);
    await waitFor(async () => (await versions(id))?.length === 3);
    expect(second.listener.received).not.toContain(`${id}@0`);
  });

  it('hears everything from the start when it is added later', async () => {
    const publisher = new Consumer(broker);
    consumers.push(publisher);
    await publisher.connect();
    const id = randomUUID();
    await send(publisher, id, [0, 1]);
    await consumer();
    await waitFor(async () => (await versions(id))?.length === 2);
  });

  it('waits for a broker that is away, and connects when it is there', async () => {
    await broker.kill();
    const late = new Consumer(broker);
    consumers.push(late);
    const connected = late.connect();
    expect(late.nats.isConnected).toBe(false);
    expect(() => late.nats.client).toThrow('before connecting');
    await broker.start();
    await connected;
    expect(late.nats.isConnected).toBe(true);
  }, 60_000);

  it('survives kill -9 of the broker: reconnects, hears what comes, and the outbox sends what waited', async () => {
    const one = await consumer();
    const outbox = new Outbox({ connection: mongoose.connection, nats: one.nats, logger: testLogger });
    await outbox.start();
    const id = randomUUID();
    const write = (version: number): Promise<void> =>
      outbox.transaction((tx) => new UpdatedPublisher(tx).publish(event(id, version)));
    await write(0);
    await waitFor(async () => (await versions(id))?.length === 1);

    await broker.kill();
    await waitFor(() => !one.nats.isConnected);
    for (const version of [1, 2, 3]) await write(version);
    await broker.start();

    await waitFor(async () => (await versions(id))?.length === 4, { timeout: 30_000 });
    expect(await versions(id)).toEqual([0, 1, 2, 3]);
    await outbox.stop();
    expect(await mongoose.connection.collection('outbox').countDocuments({ isSent: false })).toBe(0);
  }, 60_000);

  it('subscribes anew when the broker has forgotten its clients', async () => {
    const forgetful = await startNatsStreaming();
    const one = await new Consumer(forgetful).start();
    consumers.push(one);
    const id = randomUUID();
    await send(one, id, [0]);
    await waitFor(async () => (await versions(id))?.length === 1);
    const { port, clusterId } = forgetful;
    await forgetful.stop();
    const fresh = await startNatsStreaming({ port, clusterId });
    await waitFor(
      async () => {
        await send(one, id, [1]).catch(() => undefined);
        return (await versions(id))?.length === 2;
      },
      { timeout: 40_000 },
    );
    await consumers.splice(consumers.indexOf(one), 1)[0]?.stop();
    await fresh.stop();
  }, 90_000);
});

import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import {
  Listener,
  Messaging,
  MongoMessageStore,
  NatsWrapper,
  Publisher,
  QuietChannels,
} from '@ticketing/common/messaging';
import { testLogger, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { type NatsStreamingOptions, type NatsStreamingServer, startNatsStreaming } from '@ticketing/infra';
import mongoose from 'mongoose';

const subject = Subjects.TicketCreated;

class CreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = subject;
}

class CreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = subject;
  readonly heard: string[] = [];

  onMessage({ title }: TicketCreatedEvent['data']): Promise<void> {
    this.heard.push(title);
    return Promise.resolve();
  }
}

const ticket = (title: string): TicketCreatedEvent['data'] => ({
  id: randomUUID(),
  version: 0,
  title,
  price: 20,
  userId: 'seller',
});

describe('a channel on which nothing is published any more', () => {
  useTestDatabase();
  let broker: NatsStreamingServer;
  let nats: NatsWrapper;

  const start = async (kept: NatsStreamingOptions = {}) => {
    broker = await startNatsStreaming(kept);
    nats = new NatsWrapper();
    await nats.connect({ url: broker.url, clusterId: broker.clusterId, clientId: `spec-${randomUUID()}` });
  };
  afterEach(async () => {
    await nats.close();
    await broker.stop();
  });

  const stored = () => {
    const folder = join(broker.dataDir, subject);
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
  };
  const channels = (quietMs?: number) =>
    new QuietChannels({
      nats,
      subjects: [subject],
      logger: testLogger,
      ...(quietMs === undefined ? {} : { quietMs }),
    });
  /** What a client hears that knows nothing but the data. */
  const hearPlainly = (): Event['data'][] => {
    const heard: Event['data'][] = [];
    const options = nats.client.subscriptionOptions().setDeliverAllAvailable();
    nats.client
      .subscribe(subject, options)
      .on('message', (message: { getData(): string }) =>
        heard.push(JSON.parse(String(message.getData())) as Event['data']),
      );
    return heard;
  };

  it('loses what it told with the last file, and goes on telling that it did', async () => {
    await start({ maxAge: '12s', sliceMaxAge: '1s' });
    const told = ticket('A name on the disk');
    await new CreatedPublisher(nats).publish(told);
    const heard = hearPlainly();
    const [one, another] = [channels(2_000), channels(2_000)];
    await channels().look();
    expect(stored()).not.toContain('"closing":true');
    // The broker may delete a file between its listing and its reading; then the next look reads.
    const left = await waitFor(
      async () => {
        await Promise.all([one.look(), another.look()]);
        const found = stored();
        return !found.includes('A name on the disk') && found;
      },
      { timeout: 60_000 },
    );
    expect(left).toContain('"closing":true');
    for (const each of heard) expect(each).toMatchObject({ id: told.id, version: 0 });
    for (const each of heard.slice(1)) expect(Object.keys(each)).toEqual(['id', 'version', 'meta']);
  }, 120_000);

  it('is closed by messages of which no listener and no reader of a history takes notice', async () => {
    await start();
    const store = new MongoMessageStore(mongoose.connection);
    const messaging = new Messaging({ service: 'spec', nats, store, logger: testLogger });
    const listener = new CreatedListener();
    await new CreatedPublisher(nats).publish(ticket('First'));
    const plain = hearPlainly();
    await channels(0).look();
    await waitFor(() => plain.length > 1);
    await new CreatedPublisher(nats).publish(ticket('Second'));
    const read: string[] = [];
    let isRead = false;
    nats.follow({
      spanMs: 600_000,
      subjects: [subject],
      onMessage: (_subject, message) =>
        read.push((JSON.parse(String(message.getData())) as { title: string }).title),
      onCaughtUp: () => (isRead = true),
    });
    await messaging.listen(listener);
    await waitFor(() => isRead && listener.heard.includes('Second'));
    await messaging.close();
    expect(listener.heard).toEqual(['First', 'Second']);
    expect(read).toEqual(['First', 'Second']);
    expect(await store.countDeadLetters()).toBe(0);
  }, 120_000);
});

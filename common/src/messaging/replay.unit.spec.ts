import fc from 'fast-check';
import mongoose from 'mongoose';
import { Subjects, type TicketUpdatedEvent } from '../contracts';
import { testLogger, useTestDatabase, waitFor } from '../testing';
import { encode } from './envelope';
import { type AnyListener, Listener } from './listener';
import { Messaging } from './messaging';
import { Projection } from './projection';
import { MongoMessageStore } from './stores/mongo-message-store';

type Data = TicketUpdatedEvent['data'];

const event = (id: string, version: number): Data => ({
  id,
  version,
  title: `Version ${version}`,
  price: 20 + version,
  userId: 'seller',
  orderId: null,
  status: 'open' as const,
});

/** Does something about each message. */
class ActingListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly acts: number[] = [];

  onMessage({ version }: Data): Promise<void> {
    this.acts.push(version);
    return Promise.resolve();
  }
}

describe('a replay', () => {
  useTestDatabase();
  const rows = () => mongoose.connection.collection<{ _id: string; version: number }>('projected');
  const followedUp: number[] = [];
  let messaging: Messaging;
  let projected: AnyListener;
  let sequence = 0;

  beforeEach(async () => {
    const store = new MongoMessageStore(mongoose.connection);
    await store.prepare();
    messaging = new Messaging({
      service: 'test',
      nats: { subscribe: jest.fn() },
      store,
      logger: testLogger,
      retryInProcessMs: 0,
    });
    const projection = new Projection<'ticket'>({
      collection: rows(),
      on: {
        [Subjects.TicketCreated]: ({ title, price, userId }) => ({ title, price, userId }),
        [Subjects.TicketUpdated]: ({ title, price }) => ({ title, price }),
      },
    });
    followedUp.length = 0;
    const listeners = projection.listeners({
      [Subjects.TicketUpdated]: ({ version }) => followedUp.push(version),
    });
    projected = listeners.find(({ subject }) => subject === Subjects.TicketUpdated)!;
    await messaging.listen(...listeners);
  });
  afterEach(() => messaging.close());

  const hear = (data: Data, { replayed = false, listener = projected } = {}) => {
    const message = encode<TicketUpdatedEvent>(Subjects.TicketUpdated, data, replayed ? {} : undefined);
    sequence += 1;
    return messaging.process(listener, { subject: message.subject, sequence, wire: message.wire }, false);
  };

  it('is nothing to a listener that does something about events', async () => {
    const acting = new ActingListener();
    await hear(event('a', 0), { listener: acting });
    expect(await hear(event('a', 7), { listener: acting, replayed: true })).toBe('acked');
    expect(acting.acts).toEqual([0]);
  });

  it('is stored whole by who knows nothing, without what follows an event', async () => {
    expect(await hear(event('a', 7), { replayed: true })).toBe('acked');
    const { title, price, userId } = event('a', 7);
    expect(await rows().findOne()).toEqual({ _id: 'a', version: 7, title, price, userId });
    expect(followedUp).toEqual([]);
  });

  it('heals a gap, and lets go what waited behind it', async () => {
    expect(await hear(event('a', 9))).toBe('parked');
    await hear(event('a', 8), { replayed: true });
    await waitFor(async () => (await rows().findOne())?.version === 9);
    await messaging.settled();
    expect(await mongoose.connection.collection('parked_messages').countDocuments()).toBe(0);
    expect(followedUp).toEqual([9]);
  });

  it('never puts an older state over a newer one, however it races with events', async () => {
    const newest = 5;
    const told = fc.record({ version: fc.nat({ max: newest }), replayed: fc.boolean() });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 20 }), fc.boolean(), async (some, together) => {
        const id = `run-${(run += 1)}`;
        // Every version is told once at least, the first as it would be by its own subject.
        const all = [
          ...some,
          ...Array.from({ length: newest + 1 }, (_, version) => ({ version, replayed: false })),
        ];
        let before = -1;
        const one = async ({ version, replayed }: (typeof all)[number]) => {
          await hear(event(id, version), { replayed });
          const row = await rows().findOne({ _id: id });
          if (together || !row) return;
          expect(row.version).toBeGreaterThanOrEqual(before);
          before = row.version;
        };
        await rows().updateOne(
          { _id: id },
          { $setOnInsert: { ...withoutId(event(id, 0)) } as object },
          { upsert: true },
        );
        if (together) await Promise.all(all.map(one));
        else for (const each of all) await one(each);
        await messaging.settled();
        await waitFor(async () => (await rows().findOne({ _id: id }))?.version === newest);
        const { title, price } = event(id, newest);
        expect(await rows().findOne({ _id: id })).toMatchObject({ title, price });
      }),
      { numRuns: 30 },
    );
  });
});

function withoutId({ id: _id, version, title, price, userId }: Data) {
  return { version, title, price, userId };
}

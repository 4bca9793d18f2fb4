import mongoose from 'mongoose';
import { Subjects, type TicketUpdatedEvent } from '../contracts';
import { metrics } from '../observability/metrics';
import { deliver, testLogger, useTestDatabase, waitFor } from '../testing';
import { Listener, type MessageContext } from './listener';
import { MAX_ATTEMPTS } from './failed-messages';
import { Messaging } from './messaging';
import { MongoMessageStore } from './stores/mongo-message-store';
import { isNextVersion } from './version';

type Data = TicketUpdatedEvent['data'];

/** Keeps versions in memory as a projection does in its database. */
class VersionListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly applied: string[] = [];
  readonly contexts: MessageContext[] = [];
  readonly versions = new Map<string, number>();
  /** Thrown, one after another, before anything is applied. */
  readonly faults: Error[] = [];

  async onMessage({ id, version }: Data, context: MessageContext): Promise<void> {
    this.contexts.push(context);
    const fault = this.faults.shift();
    if (fault) throw fault;
    await Promise.resolve();
    if (isNextVersion({ aggregate: `ticket:${id}`, version }, this.versions.get(id))) {
      this.versions.set(id, version);
      this.applied.push(`${id}@${version}`);
    }
  }
}

const event = (version: number, id = 't1'): Data => ({
  id,
  version,
  title: 'Concert',
  price: 20,
  userId: 'u1',
  orderId: null,
  status: 'open',
});

describe('Messaging', () => {
  useTestDatabase();
  let messaging: Messaging;
  let listener: VersionListener;
  let store: MongoMessageStore;

  const listen = async (retryInProcessMs: number): Promise<void> => {
    messaging = new Messaging({
      service: 'test',
      nats: { subscribe: jest.fn() },
      store,
      logger: testLogger,
      retryInProcessMs,
    });
    listener = new VersionListener();
    await messaging.listen(listener);
  };
  /** Begins anew with one that goes on trying, however long the machine takes. */
  const listenPatiently = async (): Promise<void> => {
    await messaging.close();
    await listen(60_000);
  };

  beforeEach(async () => {
    store = new MongoMessageStore(mongoose.connection);
    await listen(50);
  });

  afterEach(() => messaging.close());

  const parked = async (): Promise<number> => (await store.parking.countParked(new Date())).total;

  it('refuses a second listener for a subject', async () => {
    await expect(messaging.listen(new VersionListener())).rejects.toThrow('two listeners');
  });

  describe('when the handler is done', () => {
    it('acknowledges', async () => {
      await expect(deliver(messaging, listener, event(0))).resolves.toBe('acked');
      expect(listener.applied).toEqual(['t1@0']);
    });

    it('acknowledges a version already applied, without effect', async () => {
      await deliver(messaging, listener, event(0));
      await expect(deliver(messaging, listener, event(0))).resolves.toBe('acked');
      expect(listener.applied).toEqual(['t1@0']);
    });

    it.each([
      ['tells no time', {}],
      ['tells a time that is none', { meta: { id: 'm1', time: 'soon' } }],
    ])('acknowledges a message that %s, without a lag', async (_what, added) => {
      metrics.resetMetrics();
      await expect(deliver(messaging, listener, JSON.stringify({ ...event(0), ...added }))).resolves.toBe(
        'acked',
      );
      expect(listener.applied).toEqual(['t1@0']);
      expect(await metrics.getSingleMetricAsString('event_lag_seconds')).not.toContain('_count');
    });

    it('tells the handler whose message it is', async () => {
      await deliver(messaging, listener, event(0), { sequence: 12, redelivered: true });
      expect(listener.contexts[0]).toMatchObject({
        sequence: 12,
        redelivered: true,
        meta: { id: 'ticket:updated.12' },
      });
    });
  });

  describe('when a version is missing', () => {
    it('waits in the process for a predecessor that is on its way', async () => {
      await listenPatiently();
      const ahead = deliver(messaging, listener, event(1));
      await waitFor(() => listener.contexts.length > 0);
      await deliver(messaging, listener, event(0));
      await expect(ahead).resolves.toBe('acked');
      expect(listener.applied).toEqual(['t1@0', 't1@1']);
      expect(await parked()).toBe(0);
    });

    it('parks the message, and applies it right after its predecessor', async () => {
      await expect(deliver(messaging, listener, event(1))).resolves.toBe('parked');
      await deliver(messaging, listener, event(0));
      await messaging.settled();
      expect(listener.applied).toEqual(['t1@0', 't1@1']);
      expect(await parked()).toBe(0);
    });

    it('applies a whole reversed history in order', async () => {
      for (const version of [4, 3, 2, 1]) await deliver(messaging, listener, event(version));
      await deliver(messaging, listener, event(0));
      await messaging.settled();
      expect(listener.applied).toEqual(['t1@0', 't1@1', 't1@2', 't1@3', 't1@4']);
    });

    it('keeps one row however often the message is delivered', async () => {
      await deliver(messaging, listener, event(3));
      await deliver(messaging, listener, event(3), { redelivered: true });
      expect(await parked()).toBe(1);
    });

    it('never counts it as a failure', async () => {
      for (let i = 0; i <= MAX_ATTEMPTS; i++) await deliver(messaging, listener, event(3));
      expect(await messaging.deadLetters.count()).toBe(0);
    });

    it('finds by a sweep what another replica made applicable', async () => {
      await deliver(messaging, listener, event(1));
      const other = new Messaging({
        service: 'test',
        nats: { subscribe: jest.fn() },
        store,
        logger: testLogger,
      });
      const elsewhere = new VersionListener();
      await other.listen(elsewhere);
      await deliver(other, elsewhere, event(0));
      await other.settled();
      expect(elsewhere.applied).toEqual(['t1@0', 't1@1']);
      expect(await parked()).toBe(0);
      await other.close();
    });
  });

  it('waits at its close for a parked message that the sweep has in hand', async () => {
    await deliver(messaging, listener, event(1));
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const handler = jest.spyOn(listener, 'onMessage').mockImplementation(() => finished);
    handler.mockClear();
    await mongoose.connection
      .collection('parked_messages')
      .updateMany({}, { $set: { triedAt: new Date(0) } });
    await waitFor(() => handler.mock.calls.length === 1);
    const closed = jest.fn();
    const closing = Promise.all([messaging.close(), messaging.close()]).then(closed);
    // As long as a close takes that has nothing to wait for.
    const idle = new Messaging({
      service: 'test',
      nats: { subscribe: jest.fn() },
      store,
      logger: testLogger,
    });
    await idle.listen(new VersionListener());
    await idle.close();
    expect(closed).not.toHaveBeenCalled();
    finish();
    await closing;
    expect(await parked()).toBe(0);
  });

  describe('when a parked message no longer fits its schema', () => {
    beforeEach(async () => {
      const ref = { aggregate: 'ticket:t0', version: 1 };
      const wire = JSON.stringify({ ...event(1, 't0'), price: 'free' });
      await store.parking.park({ subject: Subjects.TicketUpdated, sequence: 5, wire }, ref, {
        ...ref,
        version: 0,
      });
      await deliver(messaging, listener, event(1));
      // As if a replica had applied it and died.
      listener.versions.set('t1', 0);
    });

    it('is dead-lettered, and those behind it are tried', async () => {
      const rows = mongoose.connection.collection('parked_messages');
      await rows.updateMany({}, { $set: { triedAt: new Date(0) } });
      await waitFor(() => listener.applied.length > 0);
      expect(listener.applied).toEqual(['t1@1']);
      expect(await messaging.deadLetters.list({ limit: 9 })).toEqual([
        expect.objectContaining({ sequence: 5, attempts: 1 }),
      ]);
    });
  });

  describe('when somebody else wrote at the same time', () => {
    it('tries again in the process', async () => {
      await listenPatiently();
      listener.faults.push(Object.assign(new Error('conflict'), { code: 112 }));
      await expect(deliver(messaging, listener, event(0))).resolves.toBe('acked');
      expect(listener.applied).toEqual(['t1@0']);
    });

    it('leaves a lasting write conflict to the broker, uncounted', async () => {
      listener.faults.push(
        ...Array.from({ length: 500 }, () => Object.assign(new Error('x'), { name: 'VersionError' })),
      );
      await expect(deliver(messaging, listener, event(0))).resolves.toBe('redeliver');
      expect(await mongoose.connection.collection('message_failures').countDocuments()).toBe(0);
    });
  });

  describe('when a server is unreachable', () => {
    it('leaves the message to the broker, uncounted', async () => {
      for (let i = 0; i <= MAX_ATTEMPTS; i++) {
        listener.faults.push(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
        await expect(deliver(messaging, listener, event(0))).resolves.toBe('redeliver');
      }
      expect(await messaging.deadLetters.count()).toBe(0);
    });

    it('leaves the message to the broker when the own store is away', async () => {
      listener.faults.push(new Error('bug'));
      jest.spyOn(store, 'countFailure').mockRejectedValueOnce(new Error('store away'));
      await expect(deliver(messaging, listener, event(0))).resolves.toBe('redeliver');
    });
  });

  describe('when the handler fails', () => {
    const fail = async (times: number): Promise<string[]> => {
      const outcomes: string[] = [];
      for (let i = 0; i < times; i++) {
        listener.faults.push(new Error(`bug ${i + 1}`));
        outcomes.push(await deliver(messaging, listener, event(0), { sequence: 9 }));
      }
      return outcomes;
    };

    it('dead-letters at the fifth attempt, with payload, error and attempts', async () => {
      expect(await fail(5)).toEqual(['redeliver', 'redeliver', 'redeliver', 'redeliver', 'dead-lettered']);
      expect(await messaging.deadLetters.list({ limit: 10 })).toEqual([
        expect.objectContaining({
          id: 'ticket:updated.9',
          subject: 'ticket:updated',
          sequence: 9,
          wire: JSON.stringify(event(0)),
          error: 'bug 5',
          attempts: 5,
        }),
      ]);
    });

    it('hands a redriven letter to the handler, which removes it', async () => {
      await fail(5);
      await expect(messaging.deadLetters.redrive('ticket:updated.9')).resolves.toEqual({ redriven: true });
      expect(listener.applied).toEqual(['t1@0']);
      expect(await messaging.deadLetters.count()).toBe(0);
    });

    it('keeps a redriven letter that fails again, with the new error', async () => {
      await fail(5);
      listener.faults.push(new Error('still broken'));
      await expect(messaging.deadLetters.redrive('ticket:updated.9')).resolves.toEqual({
        redriven: false,
        error: 'still broken',
      });
      expect(await messaging.deadLetters.list({ limit: 1 })).toEqual([
        expect.objectContaining({ error: 'still broken', redrives: 1 }),
      ]);
    });

    it('discards a letter for good', async () => {
      await fail(5);
      await messaging.deadLetters.discard('ticket:updated.9');
      expect(await messaging.deadLetters.count()).toBe(0);
      await expect(messaging.deadLetters.discard('ticket:updated.9')).rejects.toThrow();
    });

    it('goes on with other messages meanwhile', async () => {
      await fail(1);
      await expect(deliver(messaging, listener, event(0, 't2'), { sequence: 10 })).resolves.toBe('acked');
    });
  });

  describe('when the payload is poison', () => {
    it.each([
      ['not JSON', '{'],
      ['against the schema', JSON.stringify({ ...event(0), price: 'free' })],
    ])('dead-letters at once what is %s', async (_what, wire) => {
      await expect(deliver(messaging, listener, wire, { sequence: 3 })).resolves.toBe('dead-lettered');
      expect(await messaging.deadLetters.list({ limit: 1 })).toEqual([
        expect.objectContaining({ wire, attempts: 1 }),
      ]);
      expect(listener.contexts).toHaveLength(0);
    });
  });
});

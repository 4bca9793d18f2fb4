import mongoose from 'mongoose';
import { Subjects, type TicketUpdatedEvent } from '../contracts';
import { BrokerUnavailableError } from '../messaging/nats-wrapper';
import { Publisher } from '../messaging/publisher';
import { testLogger, useTestDatabase, waitFor } from '../testing';
import { Lease } from './lease';
import { Outbox } from './outbox';
import { RELAY_AFTER_MS, Relay } from './relay';
import { Dispatcher } from './dispatcher';
import { type OutboxRow, OutboxStore } from './outbox-store';

class UpdatedPublisher extends Publisher<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}

const event = (version: number, id = 't1'): TicketUpdatedEvent['data'] => ({
  id,
  version,
  title: 'Concert',
  price: 20,
  userId: 'u1',
  orderId: null,
  status: 'open',
});

/** A broker that can be switched off, and remembers the versions it took. */
class Broker {
  isConnected = true;
  failing = false;
  readonly taken: string[] = [];
  private readonly onConnected: (() => void)[] = [];

  onConnect(callback: () => void): void {
    this.onConnected.push(callback);
  }

  comeBack(): void {
    this.isConnected = true;
    for (const callback of this.onConnected) callback();
  }

  publish({ wire }: { wire: string }): Promise<void> {
    if (this.failing) return Promise.reject(new BrokerUnavailableError('no answer'));
    const { id, version } = JSON.parse(wire) as { id: string; version: number };
    this.taken.push(`${id}@${version}`);
    return Promise.resolve();
  }
}

describe('Outbox', () => {
  useTestDatabase();
  let broker: Broker;
  let outbox: Outbox;
  const rows = () => mongoose.connection.collection<OutboxRow>('outbox');
  const states = () => mongoose.connection.collection('states');

  beforeEach(async () => {
    broker = new Broker();
    outbox = new Outbox({ connection: mongoose.connection, nats: broker, logger: testLogger });
    await outbox.start();
    // Its relay would send again what is two seconds old, on a busy machine also what is being sent.
    await outbox.stop();
  });

  afterEach(() => outbox.flush());

  const write = (version: number, id = 't1'): Promise<void> =>
    outbox.transaction(async (tx) => {
      await states().insertOne({ id, version }, { session: tx.session });
      await new UpdatedPublisher(tx).publish(event(version, id));
    });

  it('saves state and event together, sends after the commit and marks what was acknowledged', async () => {
    await write(0);
    await outbox.flush();
    expect(broker.taken).toEqual(['t1@0']);
    expect(await states().countDocuments()).toBe(1);
    expect(await rows().findOne({})).toMatchObject({ aggregate: 'ticket:t1', version: 0, isSent: true });
  });

  it('saves and sends nothing when the work fails', async () => {
    const failing = outbox.transaction(async (tx) => {
      await states().insertOne({ id: 't1' }, { session: tx.session });
      await new UpdatedPublisher(tx).publish(event(0));
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    await outbox.flush();
    expect([await states().countDocuments(), await rows().countDocuments()]).toEqual([0, 0]);
    expect(broker.taken).toEqual([]);
  });

  it('keeps no two events of one version of an aggregate', async () => {
    await write(0);
    await expect(write(0)).rejects.toMatchObject({ code: 11000 });
    expect(await states().countDocuments()).toBe(1);
  });

  it('keeps what it cannot send, and does not fail for it', async () => {
    broker.failing = true;
    await write(0);
    await outbox.flush();
    expect(await rows().findOne({})).toMatchObject({ isSent: false });
  });

  it('does not send a version past an earlier one that is unsent', async () => {
    broker.failing = true;
    await write(0);
    await outbox.flush();
    broker.failing = false;
    await write(1);
    await outbox.flush();
    expect(broker.taken).toEqual([]);
  });

  it('sends versions of one aggregate in order when they are committed one after another', async () => {
    for (let version = 0; version < 20; version++) await write(version);
    await outbox.flush();
    expect(broker.taken).toEqual(Array.from({ length: 20 }, (_, version) => `t1@${version}`));
  });

  describe('inserting', () => {
    const insert = (id: string): Promise<void> =>
      outbox.insert(async (batch) => {
        batch.insert(states(), { id });
        await new UpdatedPublisher(batch).publish(event(0, id));
      });

    it('saves what is asked for at once, and sends all of it', async () => {
      const ids = Array.from({ length: 30 }, (_, i) => `t${i}`);
      await Promise.all(ids.map(insert));
      await outbox.flush();
      expect(await states().countDocuments()).toBe(30);
      expect(await rows().countDocuments({ isSent: true })).toBe(30);
      expect(broker.taken).toHaveLength(30);
    });

    it('lets one that cannot be saved fail alone, with nothing of it left', async () => {
      await insert('t1');
      const results = await Promise.allSettled(['t2', 't1', 't3'].map(insert));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      await outbox.flush();
      expect(await states().countDocuments()).toBe(3);
      expect(broker.taken.sort()).toEqual(['t1@0', 't2@0', 't3@0']);
    });

    it('saves an update with them, or nothing of one whose document is not there', async () => {
      await states().insertMany([{ id: 'key1' }, { id: 'key3' }]);
      const insertWith = (id: string, key: string): Promise<void> =>
        outbox.insert(async (batch) => {
          batch.insert(states(), { id });
          await new UpdatedPublisher(batch).publish(event(0, id));
          const missed = () => new Error('taken over');
          batch.update({ collection: states(), filter: { id: key }, update: { $set: { by: id } }, missed });
        });
      const results = await Promise.allSettled([
        insertWith('t1', 'key1'),
        insertWith('t2', 'key2'),
        insertWith('t3', 'key3'),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: { message: 'taken over' } });
      await outbox.flush();
      expect(await states().distinct('id')).toEqual(['key1', 'key3', 't1', 't3']);
      expect(await states().distinct('by')).toEqual(['t1', 't3']);
      expect(broker.taken.sort()).toEqual(['t1@0', 't3@0']);
    });

    it('saves nothing when the work itself fails', async () => {
      const failing = outbox.insert((batch) => {
        batch.insert(states(), { id: 't1' });
        return Promise.reject(new Error('refused'));
      });
      await expect(failing).rejects.toThrow('refused');
      expect(await states().countDocuments()).toBe(0);
    });
  });

  describe('the relay', () => {
    let relay: Relay;
    let store: OutboxStore;
    const later = (): number => Date.now() + 10 * RELAY_AFTER_MS;

    beforeEach(() => {
      store = new OutboxStore(mongoose.connection);
      relay = new Relay({
        store,
        dispatcher: new Dispatcher({ store, nats: broker, logger: testLogger }),
        lease: new Lease(mongoose.connection, 'test-relay'),
        nats: broker,
        logger: testLogger,
      });
    });

    const leaveUnsent = async (versions: number[]): Promise<void> => {
      broker.failing = true;
      broker.isConnected = false;
      for (const version of versions) await write(version);
      await outbox.flush();
      await rows().updateMany({}, { $set: { createdAt: new Date(Date.now() - 2 * RELAY_AFTER_MS) } });
    };

    it('sends what was left, ascending, when the broker is back', async () => {
      await leaveUnsent([0, 1, 2]);
      broker.failing = false;
      broker.isConnected = true;
      await relay.turn(later());
      expect(broker.taken).toEqual(['t1@0', 't1@1', 't1@2']);
      expect(await rows().countDocuments({ isSent: false })).toBe(0);
    });

    it('stops at the first event that the broker does not take', async () => {
      await leaveUnsent([0, 1]);
      broker.isConnected = true;
      await relay.turn(later());
      expect(await rows().countDocuments({ isSent: false })).toBe(2);
    });

    it('leaves to its writer what is younger than two seconds', async () => {
      broker.failing = true;
      await write(0);
      await outbox.flush();
      broker.failing = false;
      const { createdAt } = (await rows().findOne({}))!;
      await relay.turn(createdAt.getTime() + RELAY_AFTER_MS - 1);
      expect(broker.taken).toEqual([]);
      await rows().updateMany({}, { $set: { createdAt: new Date(createdAt.getTime() - RELAY_AFTER_MS) } });
      await relay.turn(createdAt.getTime());
      expect(broker.taken).toEqual(['t1@0']);
    });

    it('sends at the broker’s return what waited for that, however young', async () => {
      broker.isConnected = false;
      broker.failing = true;
      relay.start();
      await write(0);
      await outbox.flush();
      broker.failing = false;
      const back = Date.now();
      broker.comeBack();
      await waitFor(() => broker.taken.length > 0);
      expect(broker.taken).toEqual(['t1@0']);
      expect(Date.now() - back).toBeLessThan(RELAY_AFTER_MS);
      await relay.stop();
    });

    it('does nothing while another replica holds the lease', async () => {
      await leaveUnsent([0]);
      broker.failing = false;
      const other = new Lease(mongoose.connection, 'test-relay', 60_000);
      await other.acquire();
      broker.isConnected = true;
      await relay.turn(later());
      expect(broker.taken).toEqual([]);
    });
  });
});

describe('Lease', () => {
  useTestDatabase();

  it('is held by one at a time', async () => {
    const [one, two] = [
      new Lease(mongoose.connection, 'work', 60_000),
      new Lease(mongoose.connection, 'work', 60_000),
    ];
    expect(await Promise.all([one.acquire(), one.acquire()])).toContain(true);
    expect(await two.acquire()).toBe(false);
  });

  it('passes on when it is given back', async () => {
    const [one, two] = [new Lease(mongoose.connection, 'work'), new Lease(mongoose.connection, 'work')];
    await one.acquire();
    await one.release();
    expect(await two.acquire()).toBe(true);
  });

  it('passes on when its holder has not renewed it in time', async () => {
    const [one, two] = [
      new Lease(mongoose.connection, 'work', 1_000),
      new Lease(mongoose.connection, 'work', 1_000),
    ];
    const begin = Date.now();
    await one.acquire(begin);
    expect(await two.acquire(begin + 500)).toBe(false);
    expect(await two.acquire(begin + 1_500)).toBe(true);
    expect(await one.acquire(begin + 1_600)).toBe(false);
  });

  it('is won by one of many who ask at the same instant', async () => {
    const leases = Array.from({ length: 20 }, () => new Lease(mongoose.connection, 'race', 60_000));
    const won = await Promise.all(leases.map((lease) => lease.acquire()));
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});

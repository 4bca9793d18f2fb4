import mongoose, { type ClientSession, type Connection } from 'mongoose';
import { Subjects, type TicketCreatedEvent } from '../contracts';
import { Publisher } from '../messaging/publisher';
import { testLogger, useTestDatabase } from '../testing';
import { Outbox } from './outbox';

class CreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}

/** A connection whose commits are done, and the answer to so many of them lost. */
function losing(answers: number): Connection {
  let left = answers;
  const client = mongoose.connection.getClient();
  const withSession = async (work: (session: ClientSession) => Promise<unknown>): Promise<unknown> => {
    const result = await client.withSession(work);
    left -= 1;
    if (left >= 0) throw new mongoose.mongo.MongoNetworkError('connection closed');
    return result;
  };
  return {
    collection: mongoose.connection.collection.bind(mongoose.connection),
    getClient: () => ({ withSession }),
  } as unknown as Connection;
}

describe('when the answer to a commit is lost', () => {
  useTestDatabase();
  const states = () => mongoose.connection.collection('states');
  const toKey = (id: string) => new mongoose.Types.ObjectId(id.repeat(24));
  const taken: string[] = [];
  const nats = {
    isConnected: true,
    onConnect: () => undefined,
    publish: ({ wire }: { wire: string }) => {
      taken.push((JSON.parse(wire) as { id: string }).id);
      return Promise.resolve();
    },
  };
  const started = async (connection: Connection): Promise<Outbox> => {
    taken.length = 0;
    const outbox = new Outbox({ connection, nats, logger: testLogger });
    await outbox.start();
    // Its relay would send again what is two seconds old.
    await outbox.stop();
    return outbox;
  };
  const insert = (outbox: Outbox, id: string): Promise<void> =>
    outbox.insert(async (batch) => {
      batch.insert(states(), { _id: toKey(id) });
      await new CreatedPublisher(batch).publish({
        id,
        version: 0,
        title: 'Concert',
        price: 20,
        userId: 'u1',
      });
    });

  it('takes what is stored as stored, once, and sends its events', async () => {
    const outbox = await started(losing(1));
    await Promise.all(['a', 'b', 'c'].map((id) => insert(outbox, id)));
    await outbox.stop();
    expect(await states().countDocuments()).toBe(3);
    expect(await mongoose.connection.collection('outbox').countDocuments()).toBe(3);
    expect([...taken].sort()).toEqual(['a', 'b', 'c']);
  });

  it('still refuses what is a duplicate of somebody else’s', async () => {
    await states().insertOne({ _id: toKey('b') });
    const outbox = await started(losing(0));
    const done = await Promise.allSettled(['a', 'b', 'c'].map((id) => insert(outbox, id)));
    await outbox.stop();
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect([...taken].sort()).toEqual(['a', 'c']);
  });
});

import { randomUUID } from 'node:crypto';
import { bearer } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { ApiClient, eventually, startReplica } from '@ticketing/harness';
import type { ServiceProcess } from '@ticketing/infra';

const database = async (name: string): Promise<mongoose.Connection> => {
  const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
  uri.pathname = `/${name}`;
  return mongoose.createConnection(uri.toString()).asPromise();
};

describe('a replica that is killed', () => {
  let tickets: mongoose.Connection;
  let orders: mongoose.Connection;
  let buyer: ApiClient;

  beforeAll(async () => {
    [tickets, orders] = await Promise.all([database('tickets'), database('orders')]);
    buyer = await ApiClient.signUp();
  });

  afterAll(() => Promise.all([tickets.close(), orders.close()]));

  const list = (replica: ServiceProcess, title: string): Promise<unknown> =>
    fetch(`${replica.url}/api/tickets`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: bearer({ id: '665f00000000000000000001' }),
      },
      body: JSON.stringify({ title, price: 20 }),
    }).catch((error: unknown) => error);

  /** Starts replicas that die at a point until one of them dies of a ticket listed there. @returns its id */
  const listedAtDeath = async (point: string): Promise<string> => {
    for (;;) {
      const replica = await startReplica('tickets', `tickets-dies-${randomUUID()}`, { CRASH_POINT: point });
      const title = `Left behind at ${point} ${randomUUID()}`;
      await list(replica, title);
      expect((await replica.exited).signal).toBe('SIGKILL');
      // Others' orders end meanwhile: a replica that hears of one dies of that, before anything is listed there.
      const row = await tickets.collection('tickets').findOne({ title });
      if (row) return String(row._id);
    }
  };

  it.each(['outbox:committed', 'outbox:published'])(
    'at %s loses no event: the ticket can be ordered',
    async (point) => {
      const ticketId = await listedAtDeath(point);
      await expect(buyer.reserve(ticketId)).resolves.toMatchObject({ ticket: { id: ticketId } });
      await eventually(async () => {
        const row = await tickets
          .collection('outbox')
          .findOne({ aggregate: `ticket:${ticketId}`, version: 0 });
        expect(row).toMatchObject({ isSent: true });
      });
    },
    180_000,
  );

  it('between its commit and its ack applies the message once', async () => {
    const seller = await ApiClient.signUp();
    const listed: string[] = [];
    // Until one dies of what is listed here, and not of something older before it is ready.
    while (listed.length === 0) {
      const dying = await startReplica('orders', `orders-dies-${randomUUID()}`, {
        CRASH_POINT: 'listener:handled',
      });
      let alive = true;
      void dying.exited.then(() => (alive = false));
      // Lets a death that was seen already be told.
      await Promise.resolve();
      while (alive) listed.push((await seller.sell(20, 'Handled, not acknowledged')).id);
      expect((await dying.exited).signal).toBe('SIGKILL');
    }
    const ids = listed.map((id) => new mongoose.Types.ObjectId(id));
    await eventually(async () => {
      const replicas = await orders.collection('tickets').countDocuments({ _id: { $in: ids }, version: 0 });
      expect(replicas).toBe(listed.length);
    }, 60_000);
  }, 180_000);
});

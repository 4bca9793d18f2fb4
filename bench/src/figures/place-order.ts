import mongoose from 'mongoose';
import type { Figure, Round } from '../figure';
import { load, repeat } from '../parts/load';
import { rawTransaction } from '../parts/raw-transaction';

const DATABASE = 'bench_place_order';
/** Tickets made ready; more than can be ordered in a run. */
const TICKETS = 200_000;
const BATCH = 10_000;

/** What it costs to reserve a ticket, each order a ticket of its own. */
export const placeOrder: Figure = {
  name: 'place-order',
  title: 'POST /api/orders on distinct tickets, 50 connections, one process',
  async measure(rig) {
    const service = await rig.service('orders', DATABASE);
    const connection = await rig.database(DATABASE);
    const ids = await stock(connection);
    const raw = rawTransaction(connection);
    const authorization = rig.bearer();
    const body = (): string => JSON.stringify({ ticketId: ids.pop() });
    const ask = (seconds: number) =>
      load({ url: `${service.url}/api/orders`, seconds, method: 'POST', headers: { authorization }, body });
    await ask(2);
    await repeat(2, raw);
    const rounds: Round[] = [];
    for (let i = 0; i < rig.rounds; i++) {
      const reference = await repeat(rig.seconds, raw);
      const { rate } = await ask(rig.seconds);
      rounds.push({ ours: rate, reference });
    }
    const doubles = await connection
      .collection('orders')
      .aggregate([
        { $match: { holds: true } },
        { $group: { _id: '$ticket.id', orders: { $sum: 1 } } },
        { $match: { orders: { $gt: 1 } } },
      ])
      .toArray();
    const orders = await connection.collection('orders').countDocuments();
    const events = await connection.collection('outbox').countDocuments();
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: 'two writes in one transaction through the native driver',
      violations: doubles.length + Math.abs(orders - events),
    };
  },
};

/** Fills the replica of tickets, as if their events had come. */
async function stock(connection: mongoose.Connection): Promise<string[]> {
  const ids: string[] = [];
  for (let done = 0; done < TICKETS; done += BATCH) {
    const tickets = Array.from({ length: BATCH }, () => ({
      _id: new mongoose.Types.ObjectId(),
      title: 'Concert',
      price: 20,
      userId: 'seller',
      version: 0,
    }));
    await connection.collection('tickets').insertMany(tickets, { ordered: false });
    ids.push(...tickets.map(({ _id }) => _id.toHexString()));
  }
  return ids;
}

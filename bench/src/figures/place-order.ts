import mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { load, repeat } from '../parts/load';
import { rawTransaction } from '../parts/raw';

const DATABASE = 'bench_place_order';
/** Tickets made ready; more than can be ordered in a run. */
const TICKETS = 100_000;
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
    const headers = { authorization: rig.bearer() };
    const body = (): string => JSON.stringify({ ticketId: ids.pop() });
    let answered = 0;
    let failed = 0;
    const ask = async (seconds: number): Promise<number> => {
      const url = `${service.url}/api/orders`;
      const done = await load({ url, seconds, method: 'POST', headers, body, keyed: true });
      answered += done.succeeded;
      failed += done.failed;
      return done.rate;
    };
    await ask(2);
    await repeat(2, raw);
    const rounds = await pairs(
      rig.rounds,
      () => ask(rig.seconds),
      () => repeat(rig.seconds, raw),
    );
    const orders = await connection.collection('orders').countDocuments();
    const audited = (await auditOutbox(connection, 'orders', 'order')) + (await soldTwice(connection));
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: 'two writes in one transaction through the native driver',
      violations: Math.max(0, answered - orders) + failed + audited,
    };
  },
};

/** Tickets with more than one order that is not cancelled. */
async function soldTwice(connection: mongoose.Connection): Promise<number> {
  const doubles = await connection
    .collection('orders')
    .aggregate([
      { $match: { status: { $ne: 'cancelled' } } },
      { $group: { _id: '$ticket.id', orders: { $sum: 1 } } },
      { $match: { orders: { $gt: 1 } } },
    ])
    .toArray();
  return doubles.length;
}

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
    await connection.collection('tickets').insertMany(tickets, { ordered: false, writeConcern: { w: 1 } });
    ids.push(...tickets.map(({ _id }) => _id.toHexString()));
  }
  return ids;
}

import mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { load } from '../parts/load';

const HOT = 'bench_rush';
const DISTINCT = 'bench_rush_distinct';
/** Places of the ticket that all want. */
const PLACES = 2_000;

/** What it costs to reserve places of one ticket that everybody wants, until none is free. */
export const rush: Figure = {
  name: 'rush',
  title: `POST /api/orders on one ticket of ${PLACES} places, 50 connections, one process, to the last place`,
  async measure(rig) {
    const hot = await rig.service('orders', HOT);
    const distinct = await rig.service('orders', DISTINCT);
    const connection = await rig.database(HOT);
    const tickets = connection.collection('tickets');
    const others = (await rig.database(DISTINCT)).collection('tickets');
    const headers = { authorization: rig.bearer() };
    let failed = 0;
    const order = async (url: string, next: () => string): Promise<number> => {
      const body = (): string => JSON.stringify({ ticketId: next() });
      const asked = { url: `${url}/api/orders`, amount: PLACES, method: 'POST' as const };
      const done = await load({ ...asked, headers, body, keyed: true });
      // As many are asked for as there are: each refusal is of a place that was free.
      failed += done.failed;
      return done.rate;
    };
    const rushed = async (): Promise<number> => {
      const places = { size: PLACES, quantity: PLACES, freed: 0 };
      const [id = ''] = await stock(tickets, 1, { places });
      return order(hot.url, () => id);
    };
    const reference = async (): Promise<number> => {
      const ids = await stock(others, PLACES);
      return order(distinct.url, () => ids.pop() ?? '');
    };
    await reference();
    await rushed();
    const rounds = await pairs(rig.rounds, rushed, reference);
    const sales = (await tickets.countDocuments()) * PLACES;
    const places = await connection.collection('places').countDocuments();
    const orders = await connection.collection('orders').countDocuments();
    const audited = await auditOutbox(connection, 'orders', 'order');
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: 'as many orders, each of a ticket of its own',
      violations: failed + Math.abs(sales - places) + Math.abs(orders - places) + audited,
    };
  },
};

/** Adds tickets to the replica, as if their events had come. */
async function stock(tickets: mongoose.Collection, count: number, more: object = {}): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({
    _id: new mongoose.Types.ObjectId(),
    title: 'Concert',
    price: 20,
    userId: 'seller',
    version: 0,
    ...more,
  }));
  await tickets.insertMany(rows, { writeConcern: { w: 1 } });
  return rows.map(({ _id }) => _id.toHexString());
}

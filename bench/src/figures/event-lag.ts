import { setTimeout as pause } from 'node:timers/promises';
import type mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { median, percentile, round } from '../parts/statistics';
import { watchInserts } from '../parts/inserts';
import { holdsWithin } from '../parts/tasks';
import { auditOutbox } from '../parts/audit';
import { load, steadyLoad } from '../parts/load';
import { rawJourney } from '../parts/raw';
import { listTicket, someTicket } from '../parts/tickets';

const SAMPLES = 100;
const PAUSE_MS = 10;
/** Milliseconds. */
const TARGET = { idle: 20, loaded: 100 };

/** How long it takes from the answer to a ticket's creation until orders knows the ticket. */
function eventLag(name: string, title: string, target: number, loaded: boolean): Figure {
  return {
    name,
    title,
    async measure(rig) {
      const service = await rig.service('tickets', 'bench_lag_tickets');
      await rig.service('orders', 'bench_lag_orders');
      const connection = await rig.database('bench_lag_tickets');
      const replicas = (await rig.database('bench_lag_orders')).collection('tickets');
      const { arrivals, stop } = await watchInserts(replicas);
      const raw = await rawJourney(connection, rig.nats);
      const authorization = rig.bearer();
      const listing = { url: `${service.url}/api/tickets`, headers: { authorization }, body: someTicket };
      const { rate } = await load({ ...listing, seconds: 3, method: 'POST' });
      const half = Math.round(rate / 2);
      const medians: number[] = [];
      const under = async (lag: () => Promise<number>): Promise<number> => {
        const lags: number[] = [];
        const sample = async (): Promise<void> => {
          for (let i = 0; i < SAMPLES; i++, await pause(PAUSE_MS)) lags.push(await lag());
        };
        await Promise.all([
          loaded ? steadyLoad({ ...listing, seconds: rig.seconds, rate: half }) : undefined,
          sample(),
        ]);
        medians.push(percentile(lags, 0.5));
        return percentile(lags, 0.99);
      };
      const ours = async (): Promise<number> => {
        const id = await listTicket(service.url, authorization);
        const answered = performance.now();
        return Math.max(0, (await arrivals.of(id)) - answered);
      };
      const rounds = await pairs(
        rig.rounds,
        () => under(ours),
        () => under(raw.lag),
      );
      const lost = await missing(connection, replicas);
      await Promise.all([stop(), raw.close()]);
      return {
        unit: 'ms (p99)',
        rounds,
        goal: 'at most',
        target,
        of: 'ours',
        against: 'raw transaction, publish, receive and upsert in one process',
        violations: lost + (await auditOutbox(connection, 'tickets', 'ticket')),
        details: { p50: round(median(medians)), ...(loaded ? { background: `${half} requests/s` } : {}) },
      };
    },
  };
}

export const lagIdle = eventLag('lag-idle', 'ticket created until orderable, idle', TARGET.idle, false);
export const lagLoaded = eventLag(
  'lag-loaded',
  'ticket created until orderable, under half of the load that is possible',
  TARGET.loaded,
  true,
);

/** Tickets that orders has not heard of, in the end. */
async function missing(connection: mongoose.Connection, replicas: mongoose.Collection): Promise<number> {
  const tickets = connection.collection('tickets');
  let difference = 0;
  await holdsWithin(30_000, async () => {
    difference = Math.abs((await tickets.countDocuments()) - (await replicas.countDocuments()));
    return difference === 0;
  });
  return difference;
}

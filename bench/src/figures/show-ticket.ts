import { type Figure, pairs } from '../figure';
import { load } from '../parts/load';
import { costPerItem } from '../parts/process-stats';
import { stockTickets, ticketIds } from '../parts/tickets';

const DATABASE = 'bench_show_ticket';
/** So many that hardly two requests of a moment are for the same one. */
const TICKETS = 10_000;

/** What it costs to look at one ticket. */
export const showTicket: Figure = {
  name: 'show-ticket',
  title: `GET /api/tickets/:id, ${TICKETS} tickets in turn, 50 connections, one process`,
  async measure(rig) {
    const connection = await rig.database(DATABASE);
    await stockTickets(connection, TICKETS);
    const service = await rig.service('tickets', DATABASE);
    const paths = (await ticketIds(connection, TICKETS)).map((id) => `/api/tickets/${id}`);
    const size = (await (await fetch(`${service.url}${paths[0]}`)).arrayBuffer()).byteLength;
    const bare = await rig.reference('references/bare-express.js', { REFERENCE_BYTES: String(size) });
    // As many requests to go through, for the load to cost the same.
    const constants = paths.map(() => '/constant');
    let failed = 0;
    const cost: Record<string, Record<string, number>> = {};
    const ask = async (url: string, asked: readonly string[], seconds: number): Promise<number> => {
      const before = rig.cpuSeconds();
      const done = await load({ url, paths: asked, seconds });
      cost[url] = costPerItem(before, rig.cpuSeconds(), done.succeeded);
      failed += done.failed;
      return done.rate;
    };
    await ask(service.url, paths, 2);
    await ask(bare.url, constants, 2);
    const rounds = await pairs(
      rig.rounds,
      () => ask(service.url, paths, rig.seconds),
      () => ask(bare.url, constants, rig.seconds),
    );
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: `a bare Express route that returns a constant of ${size} bytes`,
      violations: failed,
      details: {
        'processor ms per request': cost[service.url],
        'processor ms per request of the reference': cost[bare.url],
      },
    };
  },
};

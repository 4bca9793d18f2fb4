import mongoose from 'mongoose';
import { type Figure, pairs, type Round } from '../figure';
import { geometricMean, median, round } from '../parts/statistics';
import { auditOutbox } from '../parts/audit';
import { load } from '../parts/load';
import { someTicket, stockTickets, ticketIds } from '../parts/tickets';

const SIZES = [1_000, 100_000, 1_000_000] as const;
const SECONDS = 1.5;
const SHOWN = 1_000;
const ROUTES = ['create', 'show', 'list', 'search'] as const;
type Route = (typeof ROUTES)[number];
type Ask = (route: Route) => Promise<number>;

/** What requests cost as the stock grows: all that a buyer and a seller do, at three sizes. */
export const growth: Figure = {
  name: 'growth',
  title: 'creating, showing, listing and searching at 1,000, 100,000 and 1,000,000 tickets',
  async measure(rig) {
    const userId = new mongoose.Types.ObjectId().toHexString();
    const authorization = rig.bearer(userId);
    let failed = 0;
    let broken = 0;
    const asks: Ask[] = [];
    const connections = [];
    for (const size of SIZES) {
      const database = `bench_growth_${size}`;
      const connection = await rig.database(database);
      connections.push(connection);
      // Stocked first: indexes are built faster from what is there than row by row.
      await stockTickets(connection, size);
      const service = await rig.service('tickets', database);
      const base = `${service.url}/api/tickets`;
      const shown = (await ticketIds(connection, SHOWN)).map((id) => `/api/tickets/${id}`);
      const urls: Record<Route, string> = {
        create: base,
        show: base,
        list: base,
        search: `${base}?q=concert&sort=price&minPrice=100`,
      };
      asks.push(async (route) => {
        const created = route === 'create';
        const done = await load({
          url: urls[route],
          seconds: SECONDS,
          ...(route === 'show' ? { paths: shown } : {}),
          ...(created ? { method: 'POST', headers: { authorization }, body: someTicket } : {}),
        });
        failed += done.failed;
        return done.rate;
      });
    }
    const [small, middle, large] = asks as [Ask, Ask, Ask];
    for (const ask of asks) for (const route of ROUTES) await ask(route);
    const all: Round[][] = [];
    const details: Record<string, unknown> = {};
    for (const route of ROUTES) {
      const middles: number[] = [];
      const rounds = await pairs(
        rig.rounds,
        async () => {
          middles.push(await middle(route));
          return small(route);
        },
        () => large(route),
      );
      all.push(rounds);
      const rates = [rounds.map(({ ours }) => ours), middles, rounds.map(({ reference }) => reference)];
      details[route] = Object.fromEntries(SIZES.map((size, i) => [size, round(median(rates[i] ?? []))]));
    }
    for (const connection of connections)
      broken += await auditOutbox(connection, 'tickets', 'ticket', { userId });
    return {
      unit: 'requests/s, geometric mean of the routes',
      rounds: all[0]!.map((_, i) => ({
        ours: geometricMean(all.map((rounds) => rounds[i]!.ours)),
        reference: geometricMean(all.map((rounds) => rounds[i]!.reference)),
      })),
      goal: 'at most',
      target: 1.5,
      against: 'the same requests at a million tickets',
      violations: failed + broken,
      details: { unit: 'requests/s by number of tickets', ...details },
    };
  },
};

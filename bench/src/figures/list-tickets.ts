import { type Figure, pairs } from '../figure';
import { load } from '../parts/load';
import { stockTickets } from '../parts/tickets';

const SMALL = 1_000;
const LARGE = 1_000_000;

/** Whether the list stays as fast as the stock grows. */
export const listTickets: Figure = {
  name: 'list-tickets',
  title: 'GET /api/tickets at 1,000 and at 1,000,000 tickets',
  async measure(rig) {
    const urls = [];
    for (const count of [SMALL, LARGE]) {
      const database = `bench_list_${count}`;
      // Stocked first: indexes are built faster from what is there than row by row.
      await stockTickets(await rig.database(database), count);
      const service = await rig.service('tickets', database);
      urls.push(`${service.url}/api/tickets`);
    }
    const [small, large] = urls as [string, string];
    let failed = 0;
    const ask = async (url: string, seconds: number): Promise<number> => {
      const done = await load({ url, seconds });
      failed += done.failed;
      return done.rate;
    };
    for (const url of urls) await ask(url, 2);
    const rounds = await pairs(
      rig.rounds,
      () => ask(small, rig.seconds),
      () => ask(large, rig.seconds),
    );
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at most',
      target: 1.5,
      against: 'the same list at a million tickets',
      violations: failed,
    };
  },
};

import { type Figure, type FigureResult, pairs, type Round } from '../figure';
import { load } from '../parts/load';
import type { Rig } from '../parts/rig';
import { CITIES, stockShows, TITLE_WORDS } from '../parts/shows';
import { geometricMean, median, round } from '../parts/statistics';

const SMALL = 1_000;
const LARGE = 1_000_000;

/** What visitors look for: everything, in a city, a kind, at a price, by words. */
const lists = {
  all: '',
  city: `?city=${CITIES[3]}`,
  category: '?category=concert&sort=newest',
  price: '?minPrice=100&maxPrice=110',
  words: `?q=${TITLE_WORDS[31]}`,
  'common words': `?q=live+${CITIES[3]}`,
};

const typos = { 'a typo': `?q=${TITLE_WORDS[31]!.replace('t', 'r')}` };

/** Whether the list of shows stays as fast as the stock grows. */
export const listShows: Figure = {
  name: 'list-shows',
  title: 'GET /api/shows and its filters at 1,000 and at 1,000,000 shows',
  measure: async (rig) => ({ ...(await compare(rig, lists, 'list_shows')), target: 1.5 }),
};

/** The same for words that are mistyped, whose search reads more. */
export const searchShows: Figure = {
  name: 'search-shows',
  title: 'GET /api/shows?q= with a typo at 1,000 and at 1,000,000 shows',
  measure: (rig) => compare(rig, typos, 'search_shows'),
};

async function compare(
  rig: Rig,
  queries: Readonly<Record<string, string>>,
  name: string,
): Promise<FigureResult> {
  const bases: string[] = [];
  for (const count of [SMALL, LARGE]) {
    const database = `bench_${name}_${count}`;
    // Stocked first: indexes are built faster from what is there than row by row.
    await stockShows(await rig.database(database), count);
    const service = await rig.service('tickets', database);
    bases.push(`${service.url}/api/shows`);
  }
  const [small, large] = bases as [string, string];
  let failed = 0;
  const ask = async (url: string, seconds: number): Promise<number> => {
    const done = await load({ url, seconds });
    failed += done.failed;
    return done.rate;
  };
  const all: Round[][] = [];
  const details: Record<string, unknown> = {};
  for (const [list, query] of Object.entries(queries)) {
    for (const base of bases) await ask(`${base}${query}`, 1);
    const rounds = await pairs(
      rig.rounds,
      () => ask(`${small}${query}`, rig.seconds),
      () => ask(`${large}${query}`, rig.seconds),
    );
    all.push(rounds);
    details[list] = {
      [SMALL]: round(median(rounds.map(({ ours }) => ours))),
      [LARGE]: round(median(rounds.map(({ reference }) => reference))),
    };
  }
  return {
    unit: 'requests/s, geometric mean of the lists',
    rounds: all[0]!.map((_, nth) => ({
      ours: geometricMean(all.map((rounds) => rounds[nth]!.ours)),
      reference: geometricMean(all.map((rounds) => rounds[nth]!.reference)),
    })),
    goal: 'at most',
    against: 'the same lists at a million shows',
    violations: failed,
    details: { unit: 'requests/s by number of shows', ...details },
  };
}

import type mongoose from 'mongoose';

const BATCH = 20_000;
const DAY_MS = 86_400_000;
/** Shows are spread over so many days from tomorrow on. */
const DAYS = 365;
const PRICES = 200;
const TITLES = 5_000;

export const CITIES = Array.from({ length: 40 }, (_, n) => `city${n}`);
const CATEGORIES = ['concert', 'theatre', 'opera', 'comedy', 'football', 'museum', 'train', 'talk'];

/** Words that begin titles, each as often as any other. */
export const TITLE_WORDS = Array.from(
  { length: TITLES },
  (_, n) => `festival${n.toString(36).padStart(3, '0')}`,
);

/** Fills the shows of the tickets service with such that are to come, and the words that they are found by. */
export async function stockShows(connection: mongoose.Connection, count: number): Promise<void> {
  const now = Date.now();
  const shows = connection.collection('shows');
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const rows = Array.from({ length: size }, (_, i) => toShow(done + i, count, now));
    await shows.insertMany(rows, { ordered: false, writeConcern: { w: 1 } });
  }
  const words = connection.collection<{ _id: string; variants: string[] }>('showwords');
  const known = ['live', 'hall', ...CITIES, ...TITLE_WORDS];
  await words.insertMany(known.map((word) => ({ _id: word, variants: withoutOneLetter(word) })));
}

function toShow(n: number, count: number, now: number): object {
  // Neighbours in time have nothing else in common.
  const city = CITIES[(n * 7) % CITIES.length]!;
  const word = TITLE_WORDS[(n * 31) % TITLES]!;
  const category = CATEGORIES[(n * 3) % CATEGORIES.length]!;
  const minPrice = 1 + ((n * 13) % PRICES);
  const createdAt = new Date(now - count + n);
  return {
    userId: `organiser-${n % 1_000}`,
    title: `${word} live`,
    startsAt: new Date(now + DAY_MS + Math.floor((n / count) * DAYS * DAY_MS)),
    timeZone: 'Europe/Berlin',
    venue: { name: 'Hall', city, country: 'DE' },
    currency: 'eur',
    category,
    status: 'scheduled',
    queue: false,
    resaleCapPercent: 100,
    sequence: 0,
    ticketCount: 1,
    minPrice,
    maxPrice: minPrice,
    priceSteps: [Math.floor(2 * Math.log2(minPrice))],
    words: [word, 'live', 'hall', city],
    cityKey: city,
    categoryKey: category,
    version: 0,
    createdAt,
    updatedAt: createdAt,
  };
}

const withoutOneLetter = (word: string): string[] => [
  ...new Set(Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))),
];

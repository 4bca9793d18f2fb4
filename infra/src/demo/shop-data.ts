/** A show of the demo shop, so many days from now. */
export interface DemoShow {
  readonly title: string;
  readonly inDays: number;
  /** As its venue's clocks tell it. */
  readonly hour: number;
  readonly hours: number;
  readonly timeZone: string;
  readonly venue: { name: string; address: string; city: string; country: string };
  readonly currency: string;
  readonly category: string;
  readonly description: string;
  readonly tickets: readonly DemoTicket[];
}

/** What is for sale. */
export interface DemoTicket {
  readonly title: string;
  readonly price: number;
  readonly quantity?: number;
  readonly seats?: readonly string[];
  readonly maxPerOrder?: number;
}

const berlin = { timeZone: 'Europe/Berlin', currency: 'eur' } as const;
const london = { timeZone: 'Europe/London', currency: 'gbp' } as const;
const newYork = { timeZone: 'America/New_York', currency: 'usd' } as const;

/** Labels such as `A1` of so many rows. */
function rows(letters: string, perRow: number): string[] {
  return [...letters].flatMap((row) => Array.from({ length: perRow }, (_, seat) => `${row}${seat + 1}`));
}

/** What is on. The first four are of one organiser, the others of another. */
export const demoShows: readonly DemoShow[] = [
  {
    ...berlin,
    title: 'Night of the Cellos',
    inDays: 12,
    hour: 20,
    hours: 2,
    category: 'concert',
    venue: { name: 'Kammersaal am Kanal', address: 'Uferweg 4', city: 'Berlin', country: 'DE' },
    description: 'Twelve cellos and a dark hall: Bach, Piazzolla, and what they wrote last winter.',
    tickets: [
      { title: 'Stalls', price: 48, quantity: 220 },
      { title: 'Balcony', price: 29.5, quantity: 120 },
      { title: 'Front row', price: 75, seats: rows('A', 12), maxPerOrder: 4 },
    ],
  },
  {
    ...berlin,
    title: 'FC Nordufer – SV Hafenstadt',
    inDays: 19,
    hour: 15,
    hours: 2,
    category: 'sport',
    venue: { name: 'Nordufer Stadium', address: 'Torstraße 90', city: 'Hamburg', country: 'DE' },
    description: 'The last match at home this season. Gates open ninety minutes before.',
    tickets: [
      { title: 'Standing', price: 14, quantity: 2_000 },
      { title: 'West stand', price: 38, quantity: 800 },
    ],
  },
  {
    ...berlin,
    title: 'Workshop: Bread from Three Flours',
    inDays: 6,
    hour: 10,
    hours: 4,
    category: 'workshop',
    venue: { name: 'Backstube Linde', address: 'Lindenhof 2', city: 'Leipzig', country: 'DE' },
    description: 'Bake two loaves to take home. Everything is there; bring an apron.',
    tickets: [{ title: 'Place at the table', price: 89, quantity: 2, maxPerOrder: 2 }],
  },
  {
    ...berlin,
    title: 'Open Air: The Long Summer',
    inDays: 45,
    hour: 19,
    hours: 4,
    category: 'concert',
    venue: { name: 'Seebühne', address: 'Am See 1', city: 'Potsdam', country: 'DE' },
    description: 'Four bands, one lake, and the last boat home at midnight.',
    tickets: [
      { title: 'Lawn', price: 34, quantity: 1_500 },
      { title: 'Deckchair', price: 59, quantity: 100 },
    ],
  },
  {
    ...london,
    title: 'The Winter Garden',
    inDays: 9,
    hour: 19,
    hours: 3,
    category: 'theatre',
    venue: { name: 'Old Ropeworks', address: '12 Cable Street', city: 'London', country: 'GB' },
    description: 'A house, three sisters and a letter that came forty years late.',
    tickets: [
      { title: 'Stalls', price: 42, seats: rows('ABCDEF', 14), maxPerOrder: 6 },
      { title: 'Circle', price: 24, quantity: 60 },
    ],
  },
  {
    ...london,
    title: 'Stand-up Thursday',
    inDays: 4,
    hour: 20,
    hours: 2,
    category: 'comedy',
    venue: { name: 'The Cellar Door', address: '3 Mill Lane', city: 'Bristol', country: 'GB' },
    description: 'Five comedians you have not heard of yet, and one you have.',
    tickets: [{ title: 'Entry', price: 12, quantity: 80 }],
  },
  {
    ...newYork,
    title: 'Maps of the Sky',
    inDays: 30,
    hour: 11,
    hours: 6,
    category: 'exhibition',
    venue: { name: 'Harbor Museum', address: '200 Pier Road', city: 'New York', country: 'US' },
    description: 'Star charts of six centuries. A ticket is good for one day.',
    tickets: [
      { title: 'Day ticket', price: 18, quantity: 500 },
      { title: 'Day ticket, student', price: 9, quantity: 200 },
    ],
  },
  {
    ...newYork,
    title: 'River Jazz Cruise',
    inDays: 15,
    hour: 18,
    hours: 3,
    category: 'concert',
    venue: { name: 'Pier 9', address: '9 River Walk', city: 'New York', country: 'US' },
    description: 'A quartet on the upper deck, and dinner on the lower.',
    tickets: [{ title: 'On board', price: 95, quantity: 64 }],
  },
];

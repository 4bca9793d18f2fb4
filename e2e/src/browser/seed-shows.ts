import { createCanvas } from '@napi-rs/canvas';
import { type ApiClient, baseUrl, eventually } from '@ticketing/harness';
import type { TestUser } from './test-user';

const DAY_MS = 24 * 3_600_000;

/** A seat of each row, as `A1`. */
const rows = (letters: string, seats: number): string[] =>
  [...letters].flatMap((row) => Array.from({ length: seats }, (_, seat) => `${row}${seat + 1}`));

const cellos = {
  title: 'Night of the Cellos',
  venue: { name: 'Kammersaal am Kanal', address: 'Uferweg 4', city: 'Berlin', country: 'DE' },
  category: 'concert',
  description: 'Twelve cellos and a dark hall: Bach, Piazzolla, and what they wrote last winter.',
  colours: ['#12263a', '#c98b4b'],
} as const;
const others = [
  {
    title: 'The Winter Garden',
    venue: { name: 'Old Ropeworks', city: 'Leipzig', country: 'DE' },
    category: 'theatre',
    colours: ['#23402f', '#dfe8d8'],
    price: 24,
  },
  {
    title: 'FC Nordufer – SV Hafenstadt',
    venue: { name: 'Nordufer Stadium', city: 'Hamburg', country: 'DE' },
    category: 'sport',
    colours: ['#1d4e89', '#f2f2f2'],
    price: 14,
  },
] as const;

interface Announced {
  title: string;
  venue: { name: string; address?: string; city: string; country: string };
  category: string;
  description?: string;
  /** Of the poster: the ground, and what is drawn on it. */
  colours: readonly [string, string];
}

/** A show that is sold, and what somebody has bought of it. */
export interface SeededShow {
  show: string;
  /** Of one order of the buyer’s. */
  admissions: { id: string; code: string }[];
}

async function announce(
  { client }: TestUser,
  { colours, ...show }: Announced,
  inDays: number,
): Promise<string> {
  const startsAt = new Date(Math.ceil(Date.now() / DAY_MS + inDays) * DAY_MS - 5 * 3_600_000);
  const { status, body } = await client.post<{ id: string }>('/api/shows', {
    ...show,
    startsAt: startsAt.toISOString(),
    endsAt: new Date(startsAt.getTime() + 2 * 3_600_000).toISOString(),
    timeZone: 'Europe/Berlin',
    currency: 'eur',
  });
  if (status !== 201) throw new Error(`announcing answered ${status}: ${JSON.stringify(body)}`);
  await givePoster(client, body.id, await drawPoster(colours));
  return body.id;
}

/** A picture of a moon over water in two colours, as PNG. */
function drawPoster([night, light]: readonly [string, string]): Promise<Buffer> {
  const canvas = createCanvas(1280, 720);
  const drawing = canvas.getContext('2d');
  drawing.fillStyle = night;
  drawing.fillRect(0, 0, 1280, 720);
  drawing.fillStyle = light;
  drawing.arc(900, 250, 150, 0, 2 * Math.PI);
  drawing.fill();
  for (const [index, y] of [420, 480, 540, 600].entries()) {
    drawing.globalAlpha = 0.8 - index * 0.18;
    drawing.fillRect(700 - index * 60, y, 400 + index * 120, 14);
  }
  return canvas.encode('png');
}

async function givePoster(client: ApiClient, show: string, poster: Buffer): Promise<void> {
  const form = new FormData();
  form.append('image', new File([new Uint8Array(poster)], 'poster.png', { type: 'image/png' }));
  const { status } = await fetch(`${baseUrl()}/api/shows/${show}/image`, {
    method: 'POST',
    headers: client.credentials,
    body: form,
    signal: AbortSignal.timeout(30_000),
  });
  if (status !== 201) throw new Error(`the poster was answered ${status}`);
}

async function list({ client }: TestUser, ticket: object): Promise<string> {
  const { status, body } = await client.post<{ id: string }>('/api/tickets', ticket);
  if (status !== 201) throw new Error(`listing answered ${status}: ${JSON.stringify(body)}`);
  return body.id;
}

/** Announces some shows, and has two places of the first bought. */
export async function seedShows(seller: TestUser, buyer: TestUser): Promise<SeededShow> {
  for (const [index, { price, ...show }] of others.entries()) {
    const showId = await announce(seller, show, 20 + index * 7);
    await list(seller, { title: 'Entry', price, quantity: 300, showId });
  }
  const showId = await announce(seller, cellos, 12);
  const stalls = await list(seller, { title: 'Stalls', price: 48, quantity: 220, showId });
  await list(seller, { title: 'Balcony', price: 29.5, quantity: 120, showId });
  await list(seller, { title: 'Front rows', price: 75, seats: rows('AB', 12), maxPerOrder: 4, showId });
  const order = await eventually(async () => {
    const { status, body } = await buyer.client.post<{ id: string }>('/api/orders', {
      ticketId: stalls,
      quantity: 2,
    });
    if (status !== 201) throw new Error(`ordering answered ${status}: ${JSON.stringify(body)}`);
    return body;
  });
  await eventually(async () => {
    const { status } = await buyer.client.post('/api/payments', { orderId: order.id, token: 'tok_visa' });
    if (status > 202) throw new Error(`paying answered ${status}`);
  });
  const issued = await eventually(async () => {
    const { body } = await buyer.client.get<{ id: string }[]>(`/api/admissions?orderId=${order.id}`);
    if (body.length < 2) throw new Error('not all is issued yet');
    return body;
  });
  const admissions = issued.map(
    async ({ id }) => (await buyer.client.get<{ id: string; code: string }>(`/api/admissions/${id}`)).body,
  );
  return { show: showId, admissions: await Promise.all(admissions) };
}

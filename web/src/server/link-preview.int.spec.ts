import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Health } from '@ticketing/common/observability';
import { testLogger } from '@ticketing/common/testing';
import { buildApp } from './app';
import type { ServedFile } from './files';
import { LinkPreviews } from './link-preview';

const id = '665f1f77bcf86cd799439011';
const image = { id: '665f1f77bcf86cd799439012', width: 1280, height: 720 };
const show = {
  id,
  title: 'Ann & "the <Others>"</title><script>alert(1)</script>',
  startsAt: '2030-05-01T17:30:00.000Z',
  timeZone: 'Europe/Berlin',
  venue: { name: 'Waldbühne', city: 'Berlin', country: 'DE' },
  description: 'One night $& only.\n</script><script>alert(2)</script>',
  image,
  status: 'scheduled',
  currency: 'eur',
  tickets: [
    { title: 'Stalls', price: 50, available: 0 },
    { title: 'Standing', price: 19.99, available: 3, withdrawn: false },
    { title: 'Gone', price: 1, available: 3, withdrawn: true },
  ],
};

/** Listens for as long as the spec lasts. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the preview of a link', () => {
  const asked: string[] = [];
  const answers: Record<string, { status?: number; body?: unknown; hangs?: boolean }> = {};
  const tickets = createServer((req, res) => {
    asked.push(req.url ?? '');
    const { status = 200, body, hangs } = answers[req.url ?? ''] ?? { status: 404, body: { errors: [] } };
    if (hangs) return;
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  let web: Server;
  let origin = '';

  beforeAll(async () => {
    const ticketsUrl = await listen(tickets);
    const html =
      '<!doctype html><html><head><meta name="description" content="Tickets" /><title>Ticketing</title></head><body></body></html>';
    const page: ServedFile = {
      bodies: { identity: Buffer.from(html) },
      type: 'text/html',
      tag: 't',
      immutable: false,
    };
    const app = buildApp({
      client: new Map([['/index.html', page]]),
      docs: new Map(),
      // Longer than this process may stand still on a busy machine.
      previews: new LinkPreviews({ ticketsUrl, logger: testLogger, timeoutMs: 5_000 }),
      publicUrl: 'https://tickets.example',
      policy: { stripe: false },
      health: new Health(),
      logger: testLogger,
    });
    web = createServer(app);
    origin = await listen(web);
  });
  afterAll(() => {
    for (const server of [tickets, web]) {
      server.close();
      server.closeAllConnections();
    }
  });
  beforeEach(() => {
    asked.length = 0;
    for (const path of Object.keys(answers)) delete answers[path];
  });

  /** What a messenger gets that unfolds a link. */
  const crawl = async (path: string) => {
    const answer = await fetch(origin + path, {
      headers: { 'user-agent': 'facebookexternalhit/1.1', 'accept-encoding': 'gzip, br' },
    });
    return { status: answer.status, html: await answer.text() };
  };
  const property = (html: string, name: string) =>
    new RegExp(`<meta property="${name}" content="([^"]*)" />`).exec(html)?.[1];
  const dataIn = (html: string) =>
    JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as Record<
      string,
      unknown
    >;

  it('holds what a seller wrote as text alone', async () => {
    answers[`/api/shows/${id}`] = { body: show };
    const { status, html } = await crawl(`/shows/${id}`);
    expect(status).toBe(200);
    const title =
      'Ann &amp; &quot;the &lt;Others&gt;&quot;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;';
    expect(html).toContain(`<title>${title} · Ticketing</title>`);
    expect(property(html, 'og:title')).toBe(title);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(dataIn(html)['name']).toBe(show.title);
    expect(dataIn(html)['description']).toBe(show.description);
    expect(html).toContain('One night $&amp; only.');
  });

  it('says what, when, where, from which price, and shows the picture', async () => {
    answers[`/api/shows/${id}`] = { body: { ...show, id, title: 'Concert' } };
    const { html } = await crawl(`/shows/${id.toUpperCase()}?utm=1`);
    expect(html.match(/name="description"/g)).toHaveLength(1);
    expect(property(html, 'og:description')).toMatch(
      /^Wed.*7:30.*· Waldbühne, Berlin · from €19\.99 · One night/,
    );
    expect(property(html, 'og:url')).toBe(`https://tickets.example/shows/${id}`);
    const picture = `https://tickets.example/api/shows/${id}/image/${image.id}?size=1280`;
    expect(property(html, 'og:image')).toBe(picture);
    expect(property(html, 'twitter:card')).toBe('summary_large_image');
    expect(dataIn(html)).toMatchObject({
      '@type': 'Event',
      startDate: show.startsAt,
      image: picture,
      eventStatus: 'https://schema.org/EventScheduled',
      location: { name: 'Waldbühne', address: { addressLocality: 'Berlin', addressCountry: 'DE' } },
      offers: [
        { price: 50, priceCurrency: 'EUR', availability: 'https://schema.org/SoldOut' },
        {
          price: 19.99,
          availability: 'https://schema.org/InStock',
          url: `https://tickets.example/shows/${id}`,
        },
      ],
    });
  });

  it('is one of a ticket, too', async () => {
    answers[`/api/tickets/${id}`] = { body: { id, title: 'Vinyl', price: 20, available: 1 } };
    const { html } = await crawl(`/tickets/${id}`);
    expect(property(html, 'og:title')).toBe('Vinyl');
    expect(property(html, 'og:description')).toBe('$20.00');
    expect(dataIn(html)).toMatchObject({ '@type': 'Product', offers: { price: 20, priceCurrency: 'USD' } });
  });

  it('is asked for once by all who follow the link at the same time', async () => {
    const other = '665f1f77bcf86cd799439021';
    answers[`/api/shows/${other}`] = { body: { ...show, id: other } };
    await Promise.all(Array.from({ length: 20 }, () => crawl(`/shows/${other}`)));
    expect(asked).toEqual([`/api/shows/${other}`]);
  });

  it('is none, with 404, of what isn’t there', async () => {
    for (const path of ['/shows/665f1f77bcf86cd799439031', '/tickets/665f1f77bcf86cd799439031', '/shows/x']) {
      const { status, html } = await crawl(path);
      expect(`${path} ${status}`).toBe(`${path} 404`);
      expect(html).toContain('<title>Ticketing</title>');
    }
    for (const path of ['/shows/new', '/', `/shows/${id}/edit`]) expect((await crawl(path)).status).toBe(200);
  });

  it.each([
    ['hangs', '665f1f77bcf86cd799439041', { hangs: true }],
    ['fails', '665f1f77bcf86cd799439042', { status: 503, body: {} }],
    ['says something else', '665f1f77bcf86cd799439043', { body: { id: 1 } }],
  ])('is left out while tickets %s', async (_what, broken, answer) => {
    answers[`/api/shows/${broken}`] = answer;
    const { status, html } = await crawl(`/shows/${broken}`);
    expect(status).toBe(200);
    expect(html).toContain('<title>Ticketing</title>');
  });
});

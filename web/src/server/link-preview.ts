import type { Logger } from '@ticketing/common/observability';
import { z } from 'zod';
import { formatInZone, formatMoney, formatVenue } from '../lib/words/format';

/** How long what was learnt is told again, in ms. */
const KEPT_MS = 5_000;
/** Answers that are kept, at the most. */
const MAX_KEPT = 1_000;
/** Characters of a description, at the most: what previews and results of searches show. */
const DESCRIPTION_MAX = 200;

const venue = z.object({
  name: z.string(),
  address: z.string().optional(),
  city: z.string().optional(),
  country: z.string().optional(),
});

const occasion = { title: z.string(), startsAt: z.string(), timeZone: z.string(), venue };

const sale = z.object({
  title: z.string(),
  price: z.number(),
  available: z.number(),
  currency: z.string().optional(),
  withdrawn: z.boolean().optional(),
});

const show = z.object({
  id: z.string(),
  ...occasion,
  endsAt: z.string().optional(),
  doorsAt: z.string().optional(),
  description: z.string().optional(),
  image: z.object({ id: z.string(), width: z.number(), height: z.number() }).optional(),
  status: z.enum(['scheduled', 'cancelled']),
  currency: z.string(),
  tickets: z.array(sale),
});
type Show = z.infer<typeof show>;

const ticket = sale.extend({ id: z.string(), show: z.object(occasion).optional() });
type Ticket = z.infer<typeof ticket>;

/** What a linked page tells of itself to those who don't run it: search engines, and messengers that show a card. */
export interface Preview {
  readonly title: string;
  readonly description: string;
  /** Path of the page, and of its picture. */
  readonly path: string;
  readonly image?: { readonly path: string; readonly width: number; readonly height: number };
  /** As schema.org has it; addresses are paths of this site. */
  readonly data: object;
}

/** What is known of a page: its preview, that it is none of any, or nothing because the service didn't say. */
export type Found = Preview | 'unknown' | undefined;

interface LinkPreviewsOptions {
  /** Where the tickets service is asked, as a browser asks it. */
  readonly ticketsUrl: string;
  readonly logger: Logger;
  /** How long a page waits to learn what it shows, in ms; default 1,000. */
  readonly timeoutMs?: number;
}

const page = /^\/(shows|tickets)\/([^/]+)\/?$/;

/** Previews of shows and tickets. Many who follow a link at the same time share one question. */
export class LinkPreviews {
  private readonly kept = new Map<string, { until: number; found: Promise<Found> }>();

  constructor(private readonly options: LinkPreviewsOptions) {}

  /** What the page at a path shows; undefined for pages that aren't of a show or ticket, and when that can't be told. */
  find(path: string, now = Date.now()): Promise<Found> {
    const [, kind, id = ''] = page.exec(path) ?? [];
    if (kind === undefined || id === 'new') return Promise.resolve(undefined);
    if (!/^[0-9a-f]{24}$/i.test(id)) return Promise.resolve('unknown');
    const key = `/${kind}/${id.toLowerCase()}`;
    const known = this.kept.get(key);
    if (known && known.until > now) return known.found;
    const found = this.ask(key);
    this.kept.delete(key);
    if (this.kept.size >= MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, { until: now + KEPT_MS, found });
    return found;
  }

  private async ask(path: string): Promise<Found> {
    try {
      const answer = await fetch(new URL(`/api${path}`, this.options.ticketsUrl), {
        signal: AbortSignal.timeout(this.options.timeoutMs ?? 1_000),
        redirect: 'error',
      });
      if (answer.status === 404) return 'unknown';
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
      const body: unknown = await answer.json();
      return path.startsWith('/shows/') ? previewShow(show.parse(body)) : previewTicket(ticket.parse(body));
    } catch (error) {
      // The page itself works without.
      this.options.logger.warn({ path, err: error }, 'a page goes without its preview');
      return undefined;
    }
  }
}

function previewShow({ id, description, image, tickets, currency, ...about }: Show): Preview {
  const path = `/shows/${id}`;
  const offered = tickets.filter(({ withdrawn }) => !withdrawn);
  const from = Math.min(...offered.map(({ price }) => price));
  const cancelled = about.status === 'cancelled';
  const picture = image && {
    path: `/api/shows/${id}/image/${image.id}?size=1280`,
    width: image.width,
    height: image.height,
  };
  return {
    title: cancelled ? `Cancelled: ${about.title}` : about.title,
    description: shorten(
      [
        whenAndWhere(about),
        ...(offered.length > 0 && !cancelled ? [`from ${formatMoney(from, currency)}`] : []),
        ...(description === undefined ? [] : [description.replace(/\s+/g, ' ')]),
      ].join(' · '),
    ),
    path,
    ...(picture && { image: picture }),
    data: {
      ...toEvent(about),
      endDate: about.endsAt,
      doorTime: about.doorsAt,
      description,
      image: picture?.path,
      eventStatus: `https://schema.org/Event${cancelled ? 'Cancelled' : 'Scheduled'}`,
      offers: offered.map((one) => toOffer({ ...one, currency }, path)),
    },
  };
}

function previewTicket({ id, show: about, ...offered }: Ticket): Preview {
  const { title, price, currency = 'usd', available } = offered;
  const path = `/tickets/${id}`;
  const state = available > 0 ? formatMoney(price, currency) : 'No longer free';
  const offer = toOffer({ ...offered, currency }, path);
  return {
    title: about ? `${title}, ${about.title}` : title,
    description: shorten([state, ...(about ? [whenAndWhere(about)] : [])].join(' · ')),
    path,
    data: about
      ? { ...toEvent(about), offers: [offer] }
      : { '@context': 'https://schema.org', '@type': 'Product', name: title, offers: offer },
  };
}

type Occasion = Pick<Show, 'title' | 'startsAt' | 'timeZone' | 'venue'>;

function whenAndWhere({ startsAt, timeZone, venue: where }: Occasion): string {
  return `${formatInZone(startsAt, timeZone)} · ${formatVenue(where)}`;
}

/** Source: https://developers.google.com/search/docs/appearance/structured-data/event */
function toEvent({ title, startsAt, venue: { name, address, city, country } }: Occasion): object {
  const postal = { streetAddress: address, addressLocality: city, addressCountry: country };
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: title,
    startDate: startsAt,
    location: { '@type': 'Place', name, address: { '@type': 'PostalAddress', ...postal } },
  };
}

function toOffer({ title, price, currency, available }: z.infer<typeof sale>, url: string): object {
  return {
    '@type': 'Offer',
    name: title,
    price,
    priceCurrency: currency?.toUpperCase(),
    availability: `https://schema.org/${available > 0 ? 'InStock' : 'SoldOut'}`,
    url,
  };
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= DESCRIPTION_MAX
    ? text
    : `${characters.slice(0, DESCRIPTION_MAX - 1).join('')}…`;
}

/** The page with its preview in its head. @param origin of the site, where addresses begin */
export function withPreview(html: string, preview: Preview, origin: string): string {
  const { title, description, path, image, data } = preview;
  const absolute = (at: string): string => new URL(at, origin).href;
  const tags: [string, string][] = [
    ['og:site_name', 'Ticketing'],
    ['og:type', 'website'],
    ['og:title', title],
    ['og:description', description],
    ['og:url', absolute(path)],
    ...(image
      ? ([
          ['og:image', absolute(image.path)],
          ['og:image:width', String(image.width)],
          ['og:image:height', String(image.height)],
        ] satisfies [string, string][])
      : []),
    ['twitter:card', image ? 'summary_large_image' : 'summary'],
  ];
  const text = JSON.stringify(data, (name, value: unknown) =>
    (name === 'url' || name === 'image') && typeof value === 'string' ? absolute(value) : value,
  );
  // Defence: what a seller writes ends no element → const json = text;
  const json = text.replaceAll('<', '\\u003c');
  const head = [
    `<title>${escape(title)} · Ticketing</title>`,
    `<meta name="description" content="${escape(description)}" />`,
    `<link rel="canonical" href="${escape(absolute(path))}" />`,
    ...tags.map(([name, content]) => `<meta property="${name}" content="${escape(content)}" />`),
    `<script type="application/ld+json">${json}</script>`,
  ].join('\n    ');
  // A function, as the text may have what replacements understand, like `$&`.
  return html.replace(/\s*<meta\s+name="description"[^>]*>/, '').replace(/<title>[^<]*<\/title>/, () => head);
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

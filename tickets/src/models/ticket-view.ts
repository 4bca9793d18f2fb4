import { CURRENCY } from '@ticketing/common/money';
import type { Types } from 'mongoose';
import { z } from 'zod';
import { type Places, shownPlaces } from '../domain/places';
import type { ShowFields } from './show';
import type { TicketFields } from './ticket';

const ticketShow = z.object({
  title: z.string(),
  startsAt: z.date(),
  timeZone: z.string().describe('IANA name, in which the time is shown'),
  venue: z.object({
    name: z.string(),
    address: z.string().optional(),
    city: z.string().optional(),
    country: z.string().optional(),
  }),
});

/** A ticket as clients see it. */
export const ticketView = z
  .object({
    id: z.string(),
    title: z.string().min(1).max(200),
    price: z
      .number()
      .positive()
      .describe(
        'Currency units, whole cents; one that was listed before there were limits may be out of them',
      ),
    currency: z.string().describe('ISO 4217, lower case; that of the show'),
    userId: z.string().describe('The seller'),
    orderId: z.string().nullable().describe('The order that holds it, of a ticket of one place'),
    status: z
      .enum(['open', 'reserved', 'sold'])
      .describe('open while a place is free, reserved while none is free and some are held'),
    quantity: z.int().min(0).describe('Places: free, held and sold'),
    available: z.int().min(0).describe('Places that can be bought'),
    held: z.int().min(0).describe('Places in unpaid orders'),
    sold: z.int().min(0).describe('Places in paid orders'),
    pendingQuantity: z.int().min(0).optional().describe('Places that the seller wants, not granted yet'),
    seats: z.array(z.string()).optional().describe('Labels of the places in their order; left out in lists'),
    taken: z.array(z.string()).optional().describe('Seats that are held or sold; of a single ticket only'),
    showId: z.string().optional(),
    show: ticketShow.optional(),
    maxPerOrder: z.int().optional(),
    maxPerBuyer: z.int().optional(),
    saleStartsAt: z.date().optional(),
    saleEndsAt: z.date().optional(),
    withdrawn: z.literal(true).optional().describe('Free places are off sale for good'),
    resaleOf: z
      .string()
      .optional()
      .describe('The admission that its holder sells again; it is changed there, and ends with it'),
    version: z.int().min(0),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Ticket' });

export type TicketView = z.infer<typeof ticketView>;

/** What is read from the database to show a ticket: no search words, no bookkeeping. Older ones lack what has a default. */
export type TicketRow = Pick<
  TicketFields,
  'title' | 'price' | 'userId' | 'orderId' | 'status' | 'version' | 'createdAt' | 'updatedAt'
> &
  Partial<Pick<TicketFields, 'quantity' | 'held' | 'sold' | 'currency' | 'seats' | keyof typeof given>> & {
    _id: Types.ObjectId;
  };

/** What is shown as it is stored, where it is. */
const given = {
  pendingQuantity: 1,
  showId: 1,
  maxPerOrder: 1,
  maxPerBuyer: 1,
  saleStartsAt: 1,
  saleEndsAt: 1,
  withdrawn: 1,
  resaleOf: 1,
} as const satisfies { [F in keyof TicketFields]?: 1 };

/** Of lists: without seats, of which there may be thousands. */
export const ticketProjection = {
  title: 1,
  price: 1,
  currency: 1,
  userId: 1,
  orderId: 1,
  status: 1,
  quantity: 1,
  held: 1,
  sold: 1,
  ...given,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
} as const satisfies { [F in keyof TicketFields]?: 1 };

/** Of one ticket, whole. */
export const wholeTicketProjection = { ...ticketProjection, seats: 1 } as const;

/** The places of a row; one from before there were many is a ticket of one place. */
export function rowPlaces({ quantity = 1, held, sold, status, withdrawn }: TicketRow): Places {
  return {
    quantity,
    held: held ?? (status === 'reserved' ? 1 : 0),
    sold: sold ?? (status === 'sold' ? 1 : 0),
    withdrawn: withdrawn ?? undefined,
  };
}

/** What is set of some fields: neither missing nor null. */
export function setFields<T extends object, K extends keyof T>(
  row: T,
  names: readonly K[],
): { [F in K]?: NonNullable<T[F]> } {
  const set = names.filter((name) => row[name] !== undefined && row[name] !== null);
  return Object.fromEntries(set.map((name) => [name, row[name]])) as { [F in K]?: NonNullable<T[F]> };
}

const givenNames = Object.keys(given) as (keyof typeof given)[];

/** As much of its show as a ticket is shown with. */
type TicketShow = Pick<ShowFields, 'title' | 'startsAt' | 'timeZone' | 'venue'>;

/** Shows a document or a lean row, whichever the route read, with its show and the seats that are taken where those were read. */
export function presentTicket(row: TicketRow, show?: TicketShow, taken?: readonly string[]): TicketView {
  const { _id, title, price, userId, orderId, status, version, createdAt, updatedAt, seats } = row;
  return {
    id: String(_id),
    title,
    price,
    currency: row.currency ?? CURRENCY,
    userId,
    orderId,
    status,
    ...shownPlaces(rowPlaces(row)),
    ...setFields(row, givenNames),
    ...(seats?.length ? { seats: [...seats] } : {}),
    ...(taken ? { taken: [...taken] } : {}),
    ...(show
      ? {
          show: { title: show.title, startsAt: show.startsAt, timeZone: show.timeZone, venue: show.venue },
        }
      : {}),
    version,
    createdAt,
    updatedAt,
  };
}

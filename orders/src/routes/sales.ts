import { answer, defineRoute, field } from '@ticketing/common/http';
import { parseObjectId } from '@ticketing/common/forms';
import { z } from 'zod';
import { countSales, countSellersDays, countShowSales, MAX_DAYS } from '../sales';

/** Shows that are asked for at once, at the most: a page of them. */
const MAX_SHOWS = 100;

export const soldDay = z
  .object({
    day: z.iso.date(),
    places: z.int().min(1),
    total: z.number().describe('In units of the currency'),
    currency: z.string(),
  })
  .meta({ id: 'SoldDay' });

/** The query of what is told by day. */
export const daysQuery = z.object({
  timeZone: field.timeZone().optional().describe('Whose days they are; UTC if not said'),
});

const sales = z
  .object({
    currency: z.string().describe('As in ISO 4217, in small letters'),
    sold: z.int().min(0).describe('Places that are paid for'),
    held: z.int().min(0).describe('Places in orders that wait to be paid'),
    free: z.int().min(0),
    taken: z.number().describe('What was paid, with what was refunded since, in units of the currency'),
    refunded: z.number(),
  })
  .meta({ id: 'Sales' });

const overview = z
  .object({
    total: z.array(sales).describe('Of all that the user sells, by currency'),
    withoutShow: z
      .array(sales)
      .describe('Of tickets without a show, and of those that the user sold again, which are in the total'),
  })
  .meta({ id: 'SalesOverview' });

const showSales = z
  .object({ showId: z.string(), sales: z.array(sales).describe('By currency') })
  .meta({ id: 'ShowSales' });

const total = defineRoute({
  method: 'get',
  path: '/api/orders/sales',
  summary: 'What the user sold over all',
  access: 'signed-in',
  answers: { 200: answer('Sums, by currency', overview) },
  async handler(req, res) {
    res.send(await countSales(req.currentUser.id));
  },
});

const byDay = defineRoute({
  method: 'get',
  path: '/api/orders/sales/days',
  summary: 'How many places the user sold on each day, and for how much, by currency',
  description: `Of the last ${MAX_DAYS} days, oldest first. What was refunded isn’t counted.`,
  access: 'signed-in',
  query: daysQuery,
  answers: { 200: answer('Days', z.array(soldDay)) },
  async handler(req, res) {
    const { timeZone = 'UTC' } = req.query;
    res.send(await countSellersDays(req.currentUser.id, timeZone, new Date()));
  },
});

const byShow = defineRoute({
  method: 'get',
  path: '/api/orders/sales/shows',
  summary: 'What the user sold of some shows',
  description: 'Of shows for which the user sells nothing, nothing is said.',
  access: 'signed-in',
  query: z.object({
    showIds: field.parsed(parseShowIds, `showIds must be 1 to ${MAX_SHOWS} ids, by commas`, {
      type: 'string',
      pattern: `^[0-9a-fA-F]{24}(,[0-9a-fA-F]{24}){0,${MAX_SHOWS - 1}}$`,
    }),
  }),
  answers: { 200: answer('Sums, by show', z.array(showSales)) },
  async handler(req, res) {
    res.send(await countShowSales(req.currentUser.id, req.query.showIds));
  },
});

function parseShowIds(value: unknown): string[] | undefined {
  // What was brought to its form once stays as it is.
  const given = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const ids = new Set(given.map(parseObjectId));
  return ids.size > 0 && ids.size <= MAX_SHOWS && !ids.has(undefined) ? ([...ids] as string[]) : undefined;
}

/** The routes of what a seller sold over all. */
export const salesRoutes = [total, byDay, byShow];

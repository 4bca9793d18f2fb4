import type { FilterQuery, SortOrder } from 'mongoose';
import { z } from 'zod';
import { searchWords } from '../domain/search';
import type { TicketRow } from '../models/present-ticket';

/** Orders a list can have: newest first, cheapest first, dearest first. */
export const SORTS = ['newest', 'price', '-price'] as const;
export type TicketSort = (typeof SORTS)[number];

/** What a list is asked for, checked. */
export interface ListQuery {
  q?: string | undefined;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  sort: TicketSort;
}

/** Where a page ends: the last ticket's price and id. */
export const position = z.object({ price: z.number(), id: z.string().regex(/^[0-9a-f]{24}$/) });
export type Position = z.infer<typeof position>;

/** The position of a row, for the link to the next page. */
export function positionOf({ _id, price }: Pick<TicketRow, '_id' | 'price'>): string {
  return JSON.stringify({ price, id: String(_id) } satisfies Position);
}

const sorting: Record<TicketSort, Record<string, SortOrder>> = {
  newest: { _id: -1 },
  price: { price: 1, _id: 1 },
  '-price': { price: -1, _id: -1 },
};

/** The database's sort; each is served by an index. */
export const sortOf = (sort: TicketSort): Record<string, SortOrder> => sorting[sort];

/** The database's filter for open tickets that match, after a position. */
export function filterOf(
  { q, minPrice, maxPrice, sort }: ListQuery,
  after?: Position,
): FilterQuery<TicketRow> {
  const conditions: FilterQuery<TicketRow>[] = [{ status: 'open' }];
  if (minPrice !== undefined) conditions.push({ price: { $gte: minPrice } });
  if (maxPrice !== undefined) conditions.push({ price: { $lte: maxPrice } });
  if (q) conditions.push(...wordConditions(q));
  if (after) conditions.push(afterCondition(sort, after));
  return { $and: conditions };
}

/** Every word must be there; the last may be the beginning of one, as it is while somebody types. */
function wordConditions(q: string): FilterQuery<TicketRow>[] {
  const words = searchWords(q);
  if (words.length === 0) return [{ _id: { $exists: false } }];
  return words.map((word, index) => ({ words: index === words.length - 1 ? new RegExp(`^${word}`) : word }));
}

function afterCondition(sort: TicketSort, { price, id }: Position): FilterQuery<TicketRow> {
  switch (sort) {
    case 'newest':
      return { _id: { $lt: id } };
    case 'price':
      return { $or: [{ price: { $gt: price } }, { price, _id: { $gt: id } }] };
    case '-price':
      return { $or: [{ price: { $lt: price } }, { price, _id: { $lt: id } }] };
  }
}

import { searchWords } from '@ticketing/common/forms';
import { field, newestFirst, type Page, parseAfter } from '@ticketing/common/http';
import type { QueryFilter, SortOrder } from 'mongoose';
import { z } from 'zod';
import type { TicketFields } from '../models/ticket';
import type { TicketRow } from '../models/ticket-view';

/** Characters of a search, at the most. */
const MAX_QUERY = 100;

const priceParameter = (name: string) => {
  const message = `${name} must be a number, 0 or more`;
  return z
    .string(`${name} must be given once`)
    .transform(field.toNumber)
    .pipe(z.number(message).min(0, message))
    .optional();
};

/** What a list is asked for: newest first, cheapest first, dearest first; by words, by price. */
export const listQuery = z.object({
  q: z
    .string(`q must be text of up to ${MAX_QUERY} characters`)
    .max(MAX_QUERY, `q must be text of up to ${MAX_QUERY} characters`)
    .optional()
    .describe('Words of the title'),
  minPrice: priceParameter('minPrice'),
  maxPrice: priceParameter('maxPrice'),
  sort: z.enum(['newest', 'price', '-price'], 'sort must be one of newest, price, -price').optional(),
});
type ListQuery = z.infer<typeof listQuery>;
type TicketSort = NonNullable<ListQuery['sort']>;

const byPrice = z.object({ price: z.number(), id: z.string().regex(/^[0-9a-f]{24}$/) });

/** The position of a row, for the link to the next page. */
export function toPosition(sort: TicketSort = 'newest'): (row: TicketRow) => string {
  if (sort === 'newest') return newestFirst.toPosition;
  return ({ _id, price }) => JSON.stringify({ price, id: String(_id) } satisfies z.infer<typeof byPrice>);
}

const sorting: Record<TicketSort, Record<string, SortOrder>> = {
  newest: newestFirst.sort,
  price: { price: 1, _id: 1 },
  '-price': { price: -1, _id: -1 },
};

/** The database's sort; each is served by an index. */
export const toSort = (sort: TicketSort = 'newest'): Record<string, SortOrder> => sorting[sort];

/**
 * The database's filter for the open tickets of a page.
 * @throws RequestValidationError (400) naming `after` when it is no position of this list
 */
export function toFilter(
  { q, minPrice, maxPrice, sort = 'newest' }: ListQuery,
  page: Page,
): QueryFilter<TicketFields> {
  const conditions: QueryFilter<TicketFields>[] = [{ status: 'open' }];
  if (minPrice !== undefined) conditions.push({ price: { $gte: minPrice } });
  if (maxPrice !== undefined) conditions.push({ price: { $lte: maxPrice } });
  if (q?.trim()) conditions.push(...wordConditions(q));
  if (page.after !== undefined)
    conditions.push(sort === 'newest' ? newestFirst.after(page) : afterPrice(sort, page));
  return { $and: conditions };
}

/** Every word must be there; the last may be the beginning of one, as it is while somebody types. */
function wordConditions(q: string): QueryFilter<TicketFields>[] {
  const words = searchWords(q);
  if (words.length === 0) return [{ _id: { $exists: false } }];
  return words.map((word, index) => ({ words: index === words.length - 1 ? new RegExp(`^${word}`) : word }));
}

function afterPrice(sort: 'price' | '-price', page: Page): QueryFilter<TicketFields> {
  const after = parseAfter(page, byPrice);
  if (!after) return {};
  const { price, id } = after;
  const beyond = sort === 'price' ? '$gt' : '$lt';
  return { $or: [{ price: { [beyond]: price } }, { price, _id: { [beyond]: id } }] };
}

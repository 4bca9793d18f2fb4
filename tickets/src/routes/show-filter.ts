import { searchWords } from '@ticketing/common/forms';
import { field, newestFirst, type Page, parseAfter } from '@ticketing/common/http';
import type { QueryFilter, SortOrder } from 'mongoose';
import mongoose from 'mongoose';
import { z } from 'zod';
import { priceSteps } from '../domain/search';
import { filterKey } from '../models/show';
import type { ShowFields } from '../models/show';
import type { ShowRow } from '../models/show-view';
import { meantWords } from '../models/show-word';
import { instant } from './fields';
import { listQuery } from './list-filter';

/** What a list of shows is asked for. */
export const showsQuery = z.object({
  q: listQuery.shape.q.describe(
    'Words of title, venue and city; a typo in one of four letters or more is forgiven',
  ),
  from: instant('from').optional().describe('Those that start then or later; now, if not given'),
  to: instant('to').optional().describe('Those that start before'),
  city: field.text('city', { max: 100 }).optional(),
  category: field.text('category', { max: 50 }).optional(),
  minPrice: listQuery.shape.minPrice,
  maxPrice: listQuery.shape.maxPrice,
  sort: z
    .enum(['soonest', 'newest'], 'sort must be one of soonest, newest')
    .optional()
    .describe('soonest, if not given'),
});
type ShowsQuery = z.infer<typeof showsQuery>;
type ShowSort = NonNullable<ShowsQuery['sort']>;

const soonest = z.object({ at: z.iso.datetime(), id: z.string().regex(/^[0-9a-f]{24}$/) });

const sorting: Record<ShowSort, Record<string, SortOrder>> = {
  soonest: { startsAt: 1, _id: 1 },
  newest: newestFirst.sort,
};

/** The database's sort; each is served by an index. */
export const toShowSort = (sort: ShowSort = 'soonest'): Record<string, SortOrder> => sorting[sort];

/** The position of a row, for the link to the next page. */
export function toShowPosition(sort: ShowSort = 'soonest'): (row: ShowRow) => string {
  if (sort === 'newest') return newestFirst.toPosition;
  return ({ _id, startsAt }) =>
    JSON.stringify({ at: startsAt.toISOString(), id: String(_id) } satisfies z.infer<typeof soonest>);
}

/** The database's filter of all that is asked for, whatever the page. */
export async function toShowFilter(query: ShowsQuery, now: Date): Promise<QueryFilter<ShowFields>> {
  const { q, from = now, to, city, category, minPrice, maxPrice } = query;
  const conditions: QueryFilter<ShowFields>[] = [{ status: 'scheduled', startsAt: { $gte: from } }];
  if (to) conditions.push({ startsAt: { $lt: to } });
  if (city !== undefined) conditions.push({ cityKey: filterKey(city) });
  if (category !== undefined) conditions.push({ categoryKey: filterKey(category) });
  if (minPrice !== undefined) conditions.push({ maxPrice: { $gte: minPrice } });
  if (maxPrice !== undefined) conditions.push({ minPrice: { $lte: maxPrice } });
  if (minPrice !== undefined || maxPrice !== undefined)
    conditions.push({ priceSteps: { $in: priceSteps(minPrice ?? 0, maxPrice ?? Infinity) } });
  if (q?.trim()) conditions.push(...(await wordConditions(q)));
  return { $and: conditions };
}

/** Every word must be there. */
async function wordConditions(q: string): Promise<QueryFilter<ShowFields>[]> {
  const words = searchWords(q);
  if (words.length === 0) return [{ _id: { $exists: false } }];
  return (await meantWords(words)).map((meant) => ({ words: { $in: meant } }));
}

/**
 * The filter of the rows after the page before; empty for the first page.
 * @throws RequestValidationError (400) naming `after` when it is no position of this list
 */
export function afterShow({ sort = 'soonest' }: ShowsQuery, page: Page): QueryFilter<ShowFields> {
  if (sort === 'newest') return newestFirst.after(page);
  return afterStart(page, '$gt');
}

/** Of rows in the order of their start, those after the page before. */
function afterStart(page: Page, beyond: '$gt' | '$lt'): QueryFilter<ShowFields> {
  const after = parseAfter(page, soonest);
  if (!after) return {};
  const startsAt = new Date(after.at);
  const _id = { [beyond]: new mongoose.Types.ObjectId(after.id) };
  // The first condition bounds the index; the second leaves out what the page before had of that very time.
  return {
    startsAt: { [`${beyond}e`]: startsAt },
    $or: [{ startsAt: { [beyond]: startsAt } }, { startsAt, _id }],
  };
}

/** What a list of one's own shows is asked for. */
export const ownShowsQuery = z.object({
  when: z
    .enum(['upcoming', 'past'], 'when must be one of upcoming, past')
    .optional()
    .describe('Both, newest first, if not given'),
  status: z.enum(['scheduled', 'cancelled'], 'status must be one of scheduled, cancelled').optional(),
});

/** How one's own shows are listed; each way is served by an index. */
export function orderOwnShows(
  { when, status }: z.infer<typeof ownShowsQuery>,
  page: Page,
  now: Date,
): {
  sort: Record<string, SortOrder>;
  filter: QueryFilter<ShowFields>;
  toPosition: (row: ShowRow) => string;
} {
  const toPosition = toShowPosition(when === undefined ? 'newest' : 'soonest');
  const wanted = status ? { status } : {};
  if (when === undefined)
    return { sort: newestFirst.sort, filter: { ...wanted, ...newestFirst.after(page) }, toPosition };
  const [bound, beyond, direction] =
    when === 'upcoming' ? (['$gte', '$gt', 1] as const) : (['$lt', '$lt', -1] as const);
  return {
    sort: { startsAt: direction, _id: direction },
    filter: { $and: [wanted, { startsAt: { [bound]: now } }, afterStart(page, beyond)] },
    toPosition,
  };
}

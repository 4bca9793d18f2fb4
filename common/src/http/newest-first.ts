import { ObjectId } from 'bson';
import { z } from 'zod';
import { type Page, parseAfter } from './pagination';

/** A row that says when it was made. */
export interface DatedRow {
  _id: unknown;
  createdAt: Date;
}

const position = z.object({ at: z.iso.datetime(), id: z.string().regex(/^[0-9a-f]{24}$/) });

/**
 * The order of lists that show the newest row first. Ids alone would not do: those that two replicas make within one
 * second are in no order of time. Wants an index that ends in `{ createdAt: -1, _id: -1 }`.
 */
export const newestFirst = {
  sort: { createdAt: -1, _id: -1 } as const,

  /** A row's place in the list, by which `sendPage` links to the page after it. */
  toPosition: ({ _id, createdAt }: DatedRow): string =>
    JSON.stringify({ at: createdAt.toISOString(), id: String(_id) }),

  /**
   * The filter of the rows after the page before; empty for the first page.
   * @throws RequestValidationError (400) naming `after` when it is not a position of such a list
   */
  after(page: Page): object {
    const after = parseAfter(page, position);
    if (!after) return {};
    const createdAt = new Date(after.at);
    return {
      $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: new ObjectId(after.id) } }],
    };
  },
};

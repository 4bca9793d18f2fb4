import type { Request, Response } from 'express';
import { z } from 'zod';
import { RequestValidationError } from '../errors';

/** Rows of a page when the client doesn't say. */
export const DEFAULT_LIMIT = 20;
/** Rows of a page at the most. */
export const MAX_LIMIT = 100;

/** Which part of a list a client asks for. */
export interface Page {
  /** 1 to 100. */
  limit: number;
  /** What `sendPage` was given as `nextAfter` for the page before this. */
  after?: string;
}

/** How `after` is checked. */
export interface PageOptions {
  /** Reads a decoded `after`: its one form, or `undefined` when this list hands out no such. */
  readAfter?: (after: string) => string | undefined;
}

const base64url = /^[A-Za-z0-9_-]{1,1024}$/;

/** Makes a position opaque for clients. */
export function encodeCursor(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

/** The position a cursor stands for; `undefined` when it is none. */
export function decodeCursor(cursor: string): string | undefined {
  if (!base64url.test(cursor)) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  return encodeCursor(position) === cursor ? position : undefined;
}

const invalid = (field: string, message: string) => new RequestValidationError([{ field, message }]);

/**
 * Reads `limit` and `after` of the query.
 *
 * @throws RequestValidationError (400) naming the parameter
 */
export function parsePage(
  req: { readonly query: object },
  { readAfter = (after) => after }: PageOptions = {},
): Page {
  const { limit = String(DEFAULT_LIMIT), after } = req.query as Record<string, unknown>;
  const rows = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (rows < 1 || rows > MAX_LIMIT)
    throw invalid('limit', `limit must be a whole number from 1 to ${MAX_LIMIT}`);
  if (after === undefined) return { limit: rows };
  const decoded = typeof after === 'string' ? decodeCursor(after) : undefined;
  const position = decoded === undefined ? undefined : readAfter(decoded);
  if (position === undefined) {
    throw invalid('after', 'after must come from the link of a page before');
  }
  return { limit: rows, after: position };
}

/**
 * A position of several parts, as `JSON.stringify` made it for `nextAfter`.
 *
 * @throws RequestValidationError (400) naming `after` when it doesn't fit the schema
 */
export function parseAfter<T>(page: Page, schema: z.core.$ZodType<T>): T | undefined {
  if (page.after === undefined) return undefined;
  try {
    return z.parse(schema, JSON.parse(page.after));
  } catch {
    throw invalid('after', 'after must come from the link of a page before');
  }
}

/** Rows of a list that are counted, at the most. */
const MAX_COUNTED = 1_000;

/**
 * Tells on the first page of a list how many rows it has, exact to 1,000, then `1000+`.
 *
 * @param count counts the rows, at the most as many as it is told
 */
export async function sendTotal(
  res: Response,
  page: Page,
  count: (limit: number) => PromiseLike<number>,
): Promise<void> {
  if (page.after !== undefined) return;
  const total = await count(MAX_COUNTED + 1);
  res.setHeader('X-Total-Count', total > MAX_COUNTED ? `${MAX_COUNTED}+` : String(total));
}

/** Sends a page as a JSON array and, when there is more, the link to the next with the query's other parameters kept. */
export function sendPage(
  req: Pick<Request, 'originalUrl'>,
  res: Response,
  items: unknown[],
  { nextAfter }: { nextAfter?: string | undefined } = {},
): void {
  if (nextAfter !== undefined) {
    const { pathname, searchParams } = new URL(req.originalUrl, 'http://localhost');
    searchParams.set('after', encodeCursor(nextAfter));
    res.setHeader('Link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
  }
  res.json(items);
}

/**
 * Splits `limit + 1` rows into a page and the position after it.
 *
 * @param position of a row, for `nextAfter`
 */
export function cutPage<T>(
  rows: T[],
  limit: number,
  position: (row: T) => string,
): { items: T[]; nextAfter?: string } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items: rows };
  return { items: rows.slice(0, limit), nextAfter: position(last) };
}

import type { Request } from 'express';
import { parsePage } from '@ticketing/common/http';
import type { VersionPage } from '../views/conversation-view';

const readVersion = (after: string) => (/^\d{1,15}$/.test(after) ? after : undefined);

/** The page asked for of something ordered by version, and one row more to see whether there is another. */
export function versionPage(req: Request): { limit: number; oneMore: VersionPage } {
  const { limit, after } = parsePage(req, { readAfter: readVersion });
  return { limit, oneMore: { limit: limit + 1, after: after === undefined ? undefined : Number(after) } };
}

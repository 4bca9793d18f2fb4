import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { type OpenApiPaths, openapi, requireRole } from '@ticketing/common/http';
import type { Queue } from 'bull';
import { type Express, type RequestHandler, Router } from 'express';

/** Where the board is, also behind the gateway. */
export const BOARD_PATH = '/api/ops/expiration/queues';

/** What the document tells of the board, whose own routes are no part of the API. */
export const boardPaths: OpenApiPaths = {
  [BOARD_PATH]: {
    get: {
      summary: 'Bull Board: the timers, for admins',
      tags: ['operations'],
      security: openapi.signedIn,
      responses: {
        200: { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } },
        ...openapi.errors(401, 503),
      },
    },
  },
};

/** A page with scripts, styles and images of its own, where the other answers allow nothing. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the board shows, and whether it can be shown now. */
export interface BoardDependencies {
  readonly queue: Queue;
  readonly redis: { requireReady(): void };
}

/**
 * Bull Board, for admins, to look at only: a timer that is set off by hand would fire early, and one that is removed
 * by hand would be missed.
 */
export function queuesRouter({ queue, redis }: BoardDependencies): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  const description = 'One timer per unpaid order';
  createBullBoard({
    queues: [new BullAdapter(queue, { readOnlyMode: true, description })],
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Expiration' } },
  });
  const board = serverAdapter.getRouter() as Express;
  board.disable('x-powered-by');
  const router = Router();
  router.use(BOARD_PATH, requireRole('admin'), allowOwnPage, requireRedis(redis), board);
  return router;
}

const allowOwnPage: RequestHandler = (_req, res, next) => {
  res.setHeader('Content-Security-Policy', POLICY);
  next();
};

/** The board's commands would wait for Redis, and its readers with them. */
function requireRedis(redis: BoardDependencies['redis']): RequestHandler {
  return (_req, _res, next) => {
    redis.requireReady();
    next();
  };
}

import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * One handler out of several, run in their order until one answers or fails: as `app.use` of each would, without a walk of
 * the router between them.
 */
export function inOrder(...handlers: readonly RequestHandler[]): RequestHandler {
  return (req, res, next) => run(handlers, 0, { req, res, next });
}

interface Walk {
  readonly req: Request;
  readonly res: Response;
  readonly next: NextFunction;
}

function run(handlers: readonly RequestHandler[], at: number, walk: Walk): void {
  const handler = handlers[at];
  if (!handler) return walk.next();
  try {
    const pending = handler(walk.req, walk.res, (error?: unknown) => {
      if (error) walk.next(error);
      else run(handlers, at + 1, walk);
    });
    if (pending instanceof Promise) pending.catch(walk.next);
  } catch (error) {
    walk.next(error);
  }
}

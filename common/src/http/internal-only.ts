import type { RequestHandler } from 'express';
import { NotFoundError } from '../errors';

/** What a proxy at the edge adds, and neither a probe nor a scrape has. A sidecar adds `x-forwarded-proto` to these too. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Lets pass what comes from within the cluster, and answers 404 to what came through a proxy: whichever ingress controller
 * that is, and however it matches paths.
 */
export const internalOnly: RequestHandler = (req, _res, next) => {
  if (proxyHeaders.some((header) => req.headers[header] !== undefined)) next(new NotFoundError());
  else next();
};

import type { RequestHandler } from 'express';
import { isCorrelationId, newCorrelationId, runWithCorrelation } from '../observability/correlation';
import './request';

/** Takes the client's `x-correlation-id` over when it is well-formed, else makes one; sends it back. */
export const correlation: RequestHandler = (req, res, next) => {
  const given = req.headers['x-correlation-id'];
  const id = isCorrelationId(given) ? given : newCorrelationId();
  req.correlationId = id;
  res.setHeader('x-correlation-id', id);
  runWithCorrelation(id, next);
};

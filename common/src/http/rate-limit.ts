import type { Request } from 'express';
import { rateLimit as expressRateLimit, type RateLimitRequestHandler } from 'express-rate-limit';
import type mongoose from 'mongoose';
import { TooManyRequestsError } from '../errors';
import { MongoRateLimitStore } from './mongo-rate-limit-store';

/** A limit that all replicas share. */
export interface RateLimitOptions {
  /** Tells this limit's counts from others', for example `login`. */
  name: string;
  /** Requests per window and key that pass. */
  limit: number;
  /** Length of a window, in seconds; it begins with the first request. */
  windowSeconds: number;
  /** What is limited; requests with the same key share a count. */
  key: (req: Request) => string;
  /** Whether only requests answered 4xx are counted, not those that a server failed to handle; default false. */
  failuresOnly?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Answers 429 with `Retry-After` and `RateLimit` headers to what is above the limit. */
export function rateLimit(
  connection: mongoose.Connection,
  options: RateLimitOptions,
): RateLimitRequestHandler {
  const { name, limit, windowSeconds, key, failuresOnly = false, now = Date.now } = options;
  return expressRateLimit({
    windowMs: windowSeconds * 1_000,
    limit,
    keyGenerator: key,
    skipSuccessfulRequests: failuresOnly,
    // Who is asked to try again later must not be locked out for having done so.
    requestWasSuccessful: (_req, { statusCode }) => statusCode < 400 || statusCode >= 500,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    store: new MongoRateLimitStore(connection, name, now),
    handler: (req, _res, next) => {
      const { resetTime } = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit ?? {};
      const seconds = resetTime ? (resetTime.getTime() - now()) / 1_000 : windowSeconds;
      next(new TooManyRequestsError(seconds));
    },
  });
}

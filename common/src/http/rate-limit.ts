import type { Request, RequestHandler, Response } from 'express';
import type mongoose from 'mongoose';
import { KeyedMutex } from '../concurrency';
import { TooManyRequestsError } from '../errors';
import { type Count, SharedCounts } from './shared-counts';
import { effectiveRole } from './token';

/** A limit that all replicas share. */
export interface RateLimitOptions {
  /** Tells this limit's counts from others', for example `login`. */
  readonly name: string;
  /** Requests per window and key that pass. */
  readonly limit: number;
  /** Length of a window, in seconds; it begins with the first request. Default an hour. */
  readonly windowSeconds?: number;
}

/** How a limit of requests tells them apart. */
export interface RequestLimitOptions extends RateLimitOptions {
  /** What is limited; requests with the same key share a count, and one without a key is free. */
  readonly key: (req: Request) => string | undefined;
}

/** Where a key stands after it asked. */
export interface Turn {
  readonly allowed: boolean;
  /** How many more may pass; those that other replicas have reserved are not among them. */
  readonly remaining: number;
  readonly resetsAt: Date;
}

const HOUR_SECONDS = 3_600;
/** Reservations that a limit is used up in. */
const RESERVATIONS = 20;
/** Keys whose reservation a process keeps, at the most; what the oldest had left is given up. */
const MAX_KEYS = 10_000;

/** Turns that this process has reserved for a key. */
interface Reservation {
  turns: number;
  /** Beside those, how many are left to all replicas. */
  readonly left: number;
  readonly resetsAt: Date;
}

/**
 * Lets so many pass per key and window, never more, however many replicas there are. A replica reserves turns a twentieth
 * of the limit at a time, with one write, and gives them away by itself: what it has left when the others run out is lost to them.
 */
export class RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
  private readonly counts: SharedCounts;
  private readonly reservations = new Map<string, Reservation>();
  private readonly turns = new KeyedMutex();
  private readonly size: number;

  constructor(
    connection: mongoose.Connection,
    { name, limit, windowSeconds = HOUR_SECONDS }: RateLimitOptions,
  ) {
    this.limit = limit;
    this.windowSeconds = windowSeconds;
    this.size = Math.max(1, Math.floor(limit / RESERVATIONS));
    this.counts = new SharedCounts(connection, name, windowSeconds);
  }

  /** Takes a turn, if there is one. */
  async take(key: string): Promise<Turn> {
    return (
      this.takeReserved(key) ??
      (await this.turns.run(key, async () => this.takeReserved(key) ?? this.reserve(key)))
    );
  }

  private takeReserved(key: string): Turn | undefined {
    const reservation = this.current(key);
    if (!reservation) return undefined;
    const { left, resetsAt, turns } = reservation;
    if (turns === 0) return left === 0 ? { allowed: false, remaining: 0, resetsAt } : undefined;
    reservation.turns -= 1;
    return { allowed: true, remaining: left + reservation.turns, resetsAt };
  }

  private async reserve(key: string): Promise<Turn> {
    const count = await this.counts.add(key, this.size);
    const reservation = this.toReservation(count);
    this.reservations.delete(key);
    this.reservations.set(key, reservation);
    if (this.reservations.size > MAX_KEYS)
      this.reservations.delete(this.reservations.keys().next().value as string);
    return this.takeReserved(key) ?? { allowed: false, remaining: 0, resetsAt: count.resetsAt };
  }

  /** The last reservation of a window is of what was left. */
  private toReservation({ hits, resetsAt }: Count): Reservation {
    const before = hits - this.size;
    const turns = Math.max(0, Math.min(this.size, this.limit - before));
    return { turns, left: Math.max(0, this.limit - hits), resetsAt };
  }

  private current(key: string): Reservation | undefined {
    const reservation = this.reservations.get(key);
    if (reservation && reservation.resetsAt.getTime() > Date.now()) return reservation;
    this.reservations.delete(key);
    return undefined;
  }
}

/**
 * Answers 429 with `Retry-After` to what is above the limit; every answer has the headers of the IETF's `RateLimit` draft 7.
 * Source: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07
 */
export function rateLimit(connection: mongoose.Connection, options: RequestLimitOptions): RequestHandler {
  return limitRequests(new RateLimit(connection, options), options.key);
}

/** The same with a limit that others than requests take turns of too. */
export function limitRequests(limit: RateLimit, toKey: RequestLimitOptions['key']): RequestHandler {
  return async (req, res, next) => {
    const key = toKey(req);
    next(key === undefined ? undefined : answerTurn(res, limit, await limit.take(key)));
  };
}

/**
 * A {@link rateLimit} of requests that are answered 400, at the cost of a write for each and one more for all others: who has
 * to try again, because something isn't known yet (404, 409) or a server is away (503), must not be locked out for having done
 * so. The answer decides, heard or not: hanging up is no failure, and hides none. What is never answered stays counted.
 */
export function failureLimit(connection: mongoose.Connection, options: RequestLimitOptions): RequestHandler {
  const { name, limit, windowSeconds = HOUR_SECONDS, key: toKey } = options;
  const counts = new SharedCounts(connection, name, windowSeconds);
  return async (req, res, next) => {
    const key = toKey(req);
    if (key === undefined) return next();
    const { hits, resetsAt } = await counts.add(key);
    const turn = { allowed: hits <= limit, remaining: Math.max(0, limit - hits), resetsAt };
    onAnswer(res, () => {
      // Defence: who hangs up before the answer has tried all the same → const hasFailed = res.statusCode === 400 && !res.closed;
      const hasFailed = res.statusCode === 400;
      if (turn.allowed && !hasFailed) void counts.subtract(key).catch(() => undefined);
    });
    next(answerTurn(res, { limit, windowSeconds }, turn));
  };
}

/** Calls back once the status of the answer is settled, whether or not the client is still there to be told. */
function onAnswer(res: Response, settled: () => void): void {
  const end = res.end.bind(res) as (...args: unknown[]) => Response;
  res.end = (...args: unknown[]) => {
    res.end = end;
    settled();
    return end(...args);
  };
}

function answerTurn(
  res: Response,
  { limit, windowSeconds }: { readonly limit: number; readonly windowSeconds: number },
  { allowed, remaining, resetsAt }: Turn,
): TooManyRequestsError | undefined {
  const seconds = Math.max(1, Math.ceil((resetsAt.getTime() - Date.now()) / 1_000));
  res.set(rateLimitHeaders({ limit, remaining, seconds, windowSeconds }));
  return allowed ? undefined : new TooManyRequestsError(seconds);
}

/** The headers of a limit. */
export function rateLimitHeaders(policy: {
  readonly limit: number;
  readonly remaining: number;
  readonly seconds: number;
  readonly windowSeconds: number;
}): Record<string, string> {
  const { limit, remaining, seconds, windowSeconds } = policy;
  return {
    RateLimit: `limit=${limit}, remaining=${remaining}, reset=${seconds}`,
    'RateLimit-Policy': `${limit};w=${windowSeconds}`,
  };
}

/** The account of a request, for limits that don't bind administrators. */
export function limitedAccount({ currentUser }: Request): string | undefined {
  return currentUser && effectiveRole(currentUser) === 'admin' ? undefined : (currentUser?.id ?? '');
}

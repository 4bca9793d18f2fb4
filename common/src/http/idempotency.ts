import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type mongoose from 'mongoose';
import {
  ConflictError,
  CustomError,
  errorCatalogue,
  isUnavailable,
  NotAuthorizedError,
  RequestValidationError,
  UnprocessableError,
} from '../errors';
import { type Earlier, IdempotencyStore } from './idempotency-store';
import './request';

/** How keys are kept and whose they are. */
export interface IdempotencyOptions {
  /** Whose keys these are; default the signed-in user, 401 without one. */
  owner?: (req: Request) => string;
  /** Whether a request without a key is refused (400); default false. */
  required?: boolean;
  /** How long a success is replayed, in seconds; default 24 hours. */
  keepSeconds?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** The same, of keys that are claimed. */
export interface ClaimOptions extends IdempotencyOptions {
  /** How long a request may take before another may have its key, in seconds; default 30. */
  lockSeconds?: number;
}

const KEEP_SECONDS = 86_400;
const LOCK_SECONDS = 30;

const wellFormed = /^[\x21-\x7e]{1,255}$/;

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value instanceof Date) return value.toJSON();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, inner]) => [name, canonical(inner)]);
}

/** A hash that is the same for bodies that differ only in the order of their fields. */
export function bodyHash(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(body)) ?? '')
    .digest('base64');
}

/** The path of a request in its one form: as its route spells it, with the parameters that the validators have normalised. */
function resourcePath({ baseUrl, path, route, params }: Request): string {
  const pattern: unknown = (route as { path?: unknown } | undefined)?.path;
  if (typeof pattern !== 'string') return `${baseUrl}${path}`;
  return baseUrl + pattern.replace(/:(\w+)/g, (_, name: string) => String(params[name]));
}

function userId(req: Request): string {
  if (!req.currentUser) throw req.refusal ?? new NotAuthorizedError();
  return req.currentUser.id;
}

/** The key of a request, as it is stored, and what was asked with it; `undefined` without one. */
function readKey(
  req: Request,
  { owner = userId, required = false }: IdempotencyOptions,
): { id: string; hash: string } | undefined {
  const key = req.headers['idempotency-key'];
  if (key === undefined && !required) return undefined;
  if (typeof key !== 'string' || !wellFormed.test(key)) {
    const message = 'Idempotency-Key must have 1 to 255 visible characters';
    throw new RequestValidationError([{ field: 'Idempotency-Key', message }]);
  }
  return { id: `${owner(req)} ${req.method} ${resourcePath(req)} ${key}`, hash: bodyHash(req.body) };
}

/** Answers as an earlier request with the key tells. @throws ConflictError (409), UnprocessableError (422) */
function answerAs(earlier: Earlier, res: Response): void {
  if (earlier.kind === 'in flight') {
    const { message } = errorCatalogue.idempotency_in_flight;
    throw new ConflictError(message, { code: 'idempotency_in_flight' });
  }
  if (earlier.kind === 'other body') {
    const { message } = errorCatalogue.idempotency_key_reused;
    throw new UnprocessableError(message, { field: 'Idempotency-Key', code: 'idempotency_key_reused' });
  }
  res.status(earlier.answer.status).setHeader('Idempotency-Replayed', 'true');
  res.type('json').send(earlier.answer.body);
}

/**
 * Makes a write with an `Idempotency-Key` happen once: the first success is replayed (with `Idempotency-Replayed: true`)
 * to every later request of the same user, route and key. 409 while the first is being handled, 422 with another body; a
 * failure frees the key. Put it after `requireAuth` and the validators.
 *
 * The key is claimed before the handler begins, so that it may ask others, who are not in the database's transactions.
 * A handler that only writes to the database does with less: {@link transactionalIdempotency}.
 */
export function idempotency(connection: mongoose.Connection, options: ClaimOptions = {}): RequestHandler {
  const { lockSeconds = LOCK_SECONDS, keepSeconds = KEEP_SECONDS, now } = options;
  const store = new IdempotencyStore(connection, keepSeconds * 1_000, now);
  return async (req, res, next) => {
    const key = readKey(req, options);
    if (!key) return next();
    const request = randomUUID();
    const claim = await store.claim(key.id, key.hash, request, lockSeconds * 1_000);
    if (claim.kind !== 'claimed') return answerAs(claim, res);
    let forgotten = false;
    req.forgetSuccess = () => {
      forgotten = true;
    };
    settleBeforeSend(res, async (status, body) => {
      if (status >= 300 || forgotten) await store.release(key.id, request);
      else await store.record(key.id, request, { status, body });
    });
    next();
  };
}

/**
 * The same for a handler whose success is all in one transaction, with which it saves its answer (`saveAnswer`): the key's
 * uniqueness is what lets one of several through, and nothing is written before. Where the handler fails because an earlier
 * request has the key, that one's answer is replayed. Stands right before a handler that {@link replaying} has wrapped.
 */
export function transactionalIdempotency(
  connection: mongoose.Connection,
  options: IdempotencyOptions = {},
): RequestHandler {
  const { keepSeconds = KEEP_SECONDS, now } = options;
  const store = new IdempotencyStore(connection, keepSeconds * 1_000, now);
  /** Keys of requests that this process is handling, and what was asked with them. */
  const underWay = new Map<string, string>();
  return async (req, res, next) => {
    const key = readKey(req, options);
    if (!key) return next();
    await store.prepare();
    const { id, hash } = key;
    const asked = underWay.get(id);
    if (asked !== undefined) return answerAs({ kind: asked === hash ? 'in flight' : 'other body' }, res);
    underWay.set(id, hash);
    req.idempotency = {
      async saveAnswer(effect, status, body) {
        const row = store.toRow(id, hash, { status, body: JSON.stringify(body) });
        if ('session' in effect) await store.keys.insertOne(row, { session: effect.session });
        else effect.insert(store.keys, row);
      },
      async replay() {
        const earlier = await store.find(id, hash);
        if (earlier) answerAs(earlier, res);
        return earlier !== undefined;
      },
      end: () => void underWay.delete(id),
    };
    next();
  };
}

/** Wraps a handler so that it answers as before where it fails because its key has succeeded before. */
export function replaying(handler: RequestHandler): RequestHandler {
  return async (req, res, next) => {
    try {
      await handler(req, res, next);
    } catch (error) {
      // Without its database it would only be asked in vain.
      const isAway = isUnavailable(error) && !(error instanceof CustomError);
      if (isAway || !(await req.idempotency?.replay())) throw error;
    } finally {
      req.idempotency?.end();
    }
  };
}

/** Holds the answer back until `settle` is done with it; what `settle` throws doesn't change the answer. */
function settleBeforeSend(res: Response, settle: (status: number, body: string) => Promise<void>): void {
  const { send } = res;
  res.send = function settled(body?: unknown) {
    res.send = send;
    // Express's json() comes here with the text; an object means json() is still to come.
    if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) {
      settleBeforeSend(res, settle);
      return res.json(body);
    }
    const text = typeof body === 'string' ? body : '';
    void settle(res.statusCode, text)
      .catch(() => undefined)
      .then(() => send.call(res, body));
    return res;
  };
}

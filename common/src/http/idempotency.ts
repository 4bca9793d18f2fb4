import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type mongoose from 'mongoose';
import {
  ConflictError,
  errorCatalogue,
  NotAuthorizedError,
  RequestValidationError,
  UnprocessableError,
} from '../errors';
import { IdempotencyStore } from './idempotency-store';
import './request';

/** How keys are kept and whose they are. */
export interface IdempotencyOptions {
  /** Whose keys these are; default the signed-in user, 401 without one. */
  owner?: (req: Request) => string;
  /** Whether a request without a key is refused (400); default false. */
  required?: boolean;
  /** How long a request may take before another may have its key, in seconds; default 30. */
  lockSeconds?: number;
  /** How long a success is replayed, in seconds; default 24 hours. */
  keepSeconds?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const wellFormed = /^[\x21-\x7e]{1,255}$/;

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
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

/**
 * Makes a write with an `Idempotency-Key` happen once: the first success is replayed (with `Idempotency-Replayed: true`)
 * to every later request of the same user, route and key. 409 while the first is being handled, 422 with another body; a
 * failure frees the key. Put it after `requireAuth` and the validators.
 */
export function idempotency(
  connection: mongoose.Connection,
  options: IdempotencyOptions = {},
): RequestHandler {
  const {
    owner: readOwner = userId,
    required = false,
    lockSeconds = 30,
    keepSeconds = 86_400,
    now,
  } = options;
  const store = new IdempotencyStore(
    connection,
    { lockMs: lockSeconds * 1_000, keepMs: keepSeconds * 1_000 },
    now,
  );
  return async (req, res, next) => {
    const key = req.headers['idempotency-key'];
    if (key === undefined && !required) return next();
    if (typeof key !== 'string' || !wellFormed.test(key)) {
      const message = 'Idempotency-Key must have 1 to 255 visible characters';
      throw new RequestValidationError([{ field: 'Idempotency-Key', message }]);
    }
    const id = `${readOwner(req)} ${req.method} ${resourcePath(req)} ${key}`;
    const request = randomUUID();
    const claim = await store.claim(id, bodyHash(req.body), request);
    if (claim.kind === 'in flight') {
      const { message } = errorCatalogue.idempotency_in_flight;
      throw new ConflictError(message, { code: 'idempotency_in_flight' });
    }
    if (claim.kind === 'other body') {
      const { message } = errorCatalogue.idempotency_key_reused;
      throw new UnprocessableError(message, { field: 'Idempotency-Key', code: 'idempotency_key_reused' });
    }
    if (claim.kind === 'replay') {
      res.status(claim.answer.status).setHeader('Idempotency-Replayed', 'true');
      res.type('json').send(claim.answer.body);
      return;
    }
    let remembered = false;
    let forgotten = false;
    req.idempotency = {
      key,
      async remember(effect, status, body) {
        const { filter, update } = store.recording(id, request, { status, body: JSON.stringify(body) });
        if ('session' in effect) {
          const { matchedCount } = await store.keys.updateOne(filter, update, { session: effect.session });
          if (matchedCount === 0) throw new ConflictError();
        } else {
          effect.update({ collection: store.keys, filter, update, missed: () => new ConflictError() });
        }
        remembered = true;
      },
      forget() {
        forgotten = true;
      },
    };
    settleBeforeSend(res, async (status, body) => {
      if (status >= 300 || forgotten) await store.release(id, request);
      else if (!remembered) {
        const { filter, update } = store.recording(id, request, { status, body });
        await store.keys.updateOne(filter, update);
      }
    });
    next();
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

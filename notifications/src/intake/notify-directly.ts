import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Health } from '@ticketing/common/observability';
import type { Express, RequestHandler } from 'express';
import { type Accepted, acceptedText, acceptOne, type IntakeDependencies } from './accept-one';
import { service } from './access';

export interface DirectOptions {
  dependencies: IntakeDependencies;
  health: Health;
  /** Whether a request with these headers may come in. */
  isAllowed: (headers: IncomingHttpHeaders) => boolean;
  /** Longest body, in bytes. */
  bodyLimit: number;
}

/** As clients write it; whatever else means the same is left to the app. */
const json = new Set(['application/json', 'application/json; charset=utf-8']);

const failures = new WeakMap<IncomingMessage, unknown>();

/** Passes on what failed before the app was asked; the first handler of `POST /notification` in the app. */
export const failBefore: RequestHandler = (req, _res, next) => next(failures.get(req));

/**
 * Answers `POST /notification` of services as they mostly send it, without the layers of the app, which would cost as much
 * as all the rest. Any other request goes to the app as it came, and every failure does, so that errors are told in one place.
 */
export function notifyDirectly(app: Express, options: DirectOptions): RequestListener {
  const { dependencies, health, isAllowed, bodyLimit } = options;
  return (req, res) => {
    const { headers } = req;
    // Without a length, or compressed, or of another type: the app knows all of these.
    const plain =
      req.method === 'POST' &&
      req.url === '/notification' &&
      json.has(headers['content-type'] ?? '') &&
      headers['content-encoding'] === undefined &&
      Number(headers['content-length'] ?? 0) > 0 &&
      Number(headers['content-length']) <= bodyLimit;
    if (!plain || health.draining || !isAllowed(headers)) return void app(req, res);
    const fail = (error: unknown) => {
      failures.set(req, error);
      app(req, res);
    };
    let body: Buffer | undefined;
    req.on('data', (part: Buffer) => (body = body ? Buffer.concat([body, part]) : part));
    req.on('end', () => {
      try {
        acceptOne(parse(body), service, dependencies).then((accepted) => answer(res, accepted), fail);
      } catch (error) {
        fail(error);
      }
    });
  };
}

/** A fault of the body, named as Express' parser names it. */
class JsonError extends SyntaxError {
  readonly type = 'entity.parse.failed';
}

/** @throws JsonError for anything but a JSON object or array */
function parse(body: Buffer | undefined): unknown {
  if (body && !isUtf8(body)) throw new JsonError('not UTF-8');
  const text = body?.toString() ?? '';
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    throw new JsonError('not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new JsonError('neither an object nor an array');
  return value;
}

function answer(res: ServerResponse, accepted: Accepted): void {
  const text = acceptedText(accepted);
  res.writeHead(202, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': text.length });
  res.end(text);
}

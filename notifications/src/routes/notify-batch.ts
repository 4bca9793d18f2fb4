import { CustomError, errorCatalogue, type ErrorCode, type SerializedError } from '@ticketing/common/errors';
import { type Request, type Response, Router } from 'express';
import type { IntakeParts } from '../intake/accept-one';
import {
  BatchIntake,
  BatchTooLongError,
  type LineResult,
  longestBatch,
  resultText,
} from '../intake/batch-intake';
import { ArraySplitter, ItemTooLongError, LineSplitter } from '../intake/splitter';
import { callerOf } from './caller';

const ndjson = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'];

/**
 * POST /notification/batch: up to 10,000 notifications, as a JSON array or one per line (NDJSON), read as they arrive. 202
 * with a result per line, in the same form; a line that is wrong doesn't stop the others.
 */
export function notifyBatchRouter(parts: IntakeParts): Router {
  const router = Router();
  router.post('/notification/batch', async (req, res) => {
    const caller = callerOf(req, res);
    const lines = Boolean(req.is(ndjson));
    const encoded = (req.headers['content-encoding'] ?? 'identity') !== 'identity';
    const charset = /;\s*charset="?([^\s";]+)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    const readable = lines || Boolean(req.is('application/json'));
    if (encoded || !readable || !/^utf-?8$/i.test(charset)) throw new BatchError('unsupported_media_type');
    const batch = new BatchIntake(parts, caller);
    try {
      // Left open when the batch is refused midway: the client still has to hear why.
      const body = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      await batch.read(body, lines ? new LineSplitter() : new ArraySplitter());
    } catch (err) {
      if (isBroken(req)) return;
      req.resume();
      endBroken(res, err, batch.results);
      return;
    }
    send(res, batch.results, lines);
  });
  return router;
}

/** The batch as a whole is refused. */
class BatchError extends CustomError {
  readonly statusCode: number;

  constructor(private readonly code: ErrorCode) {
    super(errorCatalogue[code].message);
    this.statusCode = errorCatalogue[code].status;
  }

  serializeErrors(): SerializedError[] {
    return [{ message: this.message, field: 'body', code: this.code }];
  }
}

/** The client is gone; what it had sent is stored. */
function isBroken(req: Request): boolean {
  return req.destroyed && !req.complete;
}

/** Tells what is wrong with the batch, and what became of the lines before that: they are stored. */
function endBroken(res: Response, err: unknown, results: LineResult[]): void {
  const [status, error] = faultOf(err);
  const text = `{"errors":[${JSON.stringify(error)}],"results":${arrayOf(results)}}`;
  res.status(status).set('Connection', 'close').type('application/json').send(text);
}

function faultOf(err: unknown): [number, SerializedError] {
  if (err instanceof BatchTooLongError) {
    const message = `a batch has at most ${longestBatch} notifications; those before are accepted`;
    return [413, { message, field: 'body', code: 'payload_too_large' }];
  }
  if (err instanceof ItemTooLongError) {
    return [413, { message: 'a notification is too long', field: 'body', code: 'payload_too_large' }];
  }
  if (!(err instanceof SyntaxError)) throw err;
  return [
    400,
    { message: `the body is not a JSON array: ${err.message}`, field: 'body', code: 'invalid_json' },
  ];
}

function send(res: Response, results: LineResult[], lines: boolean): void {
  res.status(202);
  if (!lines) return void res.type('application/json').send(arrayOf(results));
  res.type('application/x-ndjson').send(results.map((result) => `${resultText(result)}\n`).join(''));
}

function arrayOf(results: LineResult[]): string {
  return `[${results.map(resultText).join(',')}]`;
}

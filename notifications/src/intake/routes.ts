import {
  CustomError,
  errorCatalogue,
  type ErrorCode,
  type SerializedError,
  NotAuthorizedError,
  RequestValidationError,
  UnprocessableError,
} from '@ticketing/common/errors';
import { idempotency, limitedAccount, limitRequests, requireAuth } from '@ticketing/common/http';
import { type RequestHandler, Router, type Request, type Response } from 'express';
import type { Connection } from 'mongoose';
import {
  acceptedAnswer,
  acceptOne,
  type IntakeDependencies,
  intakeContext,
  ownedBy,
  uuidReused,
} from './accept-one';
import { requestCaller, mayNotify } from './access';
import {
  BatchIntake,
  BatchTooLongError,
  type LineResult,
  MAX_BATCH,
  resultText,
  ArraySplitter,
  ItemTooLongError,
  LineSplitter,
} from './batch-intake';
import { parseTicketMail } from './request';

/** POST /notification behind the ingress: takes one notification, in either spelling; 202 once it is stored. */
export function notifyRouter(dependencies: IntakeDependencies, connection: Connection): Router {
  const router = Router();
  const limited = limitRequests(dependencies.accountLimit, limitedAccount);
  router.post('/notification', requireAuth, limited, idempotency(connection), async (req, res) => {
    res.status(202).json(acceptedAnswer(await acceptOne(req.body, requestCaller(req, res), dependencies)));
  });
  return router;
}

/** The same on the internal port, for requests that {@link notifyDirectly} leaves to the app. */
export function notify(dependencies: IntakeDependencies): RequestHandler {
  return async (req, res) => {
    res.status(202).json(acceptedAnswer(await acceptOne(req.body, requestCaller(req, res), dependencies)));
  };
}

const ndjson = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'];

/**
 * POST /notification/batch: up to 10,000 notifications, as a JSON array or one per line (NDJSON), read as they arrive. 202
 * with a result per line, in the same form; a line that is wrong doesn't stop the others.
 */
export function notifyBatchRouter(dependencies: IntakeDependencies): Router {
  const router = Router();
  router.post('/notification/batch', async (req, res) => {
    const caller = requestCaller(req, res);
    const lines = Boolean(req.is(ndjson));
    const encoded = (req.headers['content-encoding'] ?? 'identity') !== 'identity';
    const charset = /;\s*charset="?([^\s";]+)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    const readable = lines || Boolean(req.is('application/json'));
    if (encoded || !readable || !/^utf-?8$/i.test(charset)) throw new BatchError('unsupported_media_type');
    const batch = new BatchIntake(dependencies, caller);
    try {
      // Left open when the batch is refused midway: the client still has to hear why.
      const body = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      await batch.read(body, lines ? new LineSplitter() : new ArraySplitter());
    } catch (error) {
      if (isBroken(req)) return;
      req.resume();
      endBroken(res, error, batch.results);
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
function endBroken(res: Response, error: unknown, results: LineResult[]): void {
  const [status, fault] = serializeFault(error);
  const text = `{"errors":[${JSON.stringify(fault)}],"results":${jsonArray(results)}}`;
  res.status(status).set('Connection', 'close').type('application/json').send(text);
}

function serializeFault(error: unknown): [number, SerializedError] {
  if (error instanceof BatchTooLongError) {
    const message = `a batch has at most ${MAX_BATCH} notifications; those before are accepted`;
    return [413, { message, field: 'body', code: 'payload_too_large' }];
  }
  if (error instanceof ItemTooLongError) {
    return [413, { message: 'a notification is too long', field: 'body', code: 'payload_too_large' }];
  }
  if (!(error instanceof SyntaxError)) throw error;
  return [
    400,
    { message: `the body is not a JSON array: ${error.message}`, field: 'body', code: 'invalid_json' },
  ];
}

function send(res: Response, results: LineResult[], lines: boolean): void {
  res.status(202);
  if (!lines) return void res.type('application/json').send(jsonArray(results));
  res.type('application/x-ndjson').send(results.map((result) => `${resultText(result)}\n`).join(''));
}

function jsonArray(results: LineResult[]): string {
  return `[${results.map(resultText).join(',')}]`;
}

/**
 * POST /notifiServ/api/v1/notifications: mail about a support ticket, to each recipient on their own.
 *
 * @param before what a request has to pass first
 */
export function ticketMailRouter(
  { intake, hold, defaults }: IntakeDependencies,
  ...before: RequestHandler[]
): Router {
  const router = Router();
  router.post('/notifiServ/api/v1/notifications', ...before, async (req, res) => {
    const caller = requestCaller(req, res);
    const { value: mail, faults } = parseTicketMail(req.body, intakeContext(caller, 'api', defaults));
    if (faults) throw new RequestValidationError(faults);
    if (!mail.requests.every((request) => mayNotify(caller, request))) throw new NotAuthorizedError();
    const held = await hold.concerns(caller);
    const results = await intake.accept(mail.requests.map((request) => ownedBy(caller, request, held)));
    if (results.some(({ outcome }) => outcome === 'conflict')) {
      throw new UnprocessableError(uuidReused.message, uuidReused);
    }
    res.status(202).json({
      requestId: mail.ticketId,
      status: 'Accepted Request',
      notificationIds: results.map(({ id }) => id),
    });
  });
  return router;
}

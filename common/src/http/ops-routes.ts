import { hostname } from 'node:os';
import { type Request, Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { BeforeLetter, DeadLetter, DeadLetters, EventSink } from '../messaging';
import { readFigures } from '../observability/figures';
import type { Health } from '../observability/health';
import { recordAct } from './acts';
import { cutPage, parseAfter, parsePage, sendPage, sendTotal } from './pagination';
import { requireRole } from './require-auth';

/** What the routes need of a service's dead letters. */
export type DeadLetterAdmin = Pick<DeadLetters, 'list' | 'count' | 'redrive' | 'discard'>;

/** What the routes of operations are made of. */
export interface OpsOptions {
  readonly name: string;
  readonly health: Health;
  readonly deadLetters?: DeadLetterAdmin | undefined;
  readonly acts?: EventSink | undefined;
}

/** Tells the replicas of a service apart. */
const replica = `${hostname()}-${process.pid}`;

/** `/api/ops/<name>/health`, `…/figures` and, for services that listen, `/api/ops/<name>/dead-letters`. Admins only. */
export function opsRoutes({ name, health, deadLetters, acts }: OpsOptions): Router {
  const router = Router();
  const base = `/api/ops/${name}`;
  router.get(`${base}/health`, requireRole('admin'), async (_req, res) => {
    const { ready, checks } = await health.readiness();
    res.json({ service: name, ready, uptimeSeconds: Math.round(process.uptime()), checks });
  });
  router.get(`${base}/figures`, requireRole('admin'), async (_req, res) => {
    const figures = await readFigures();
    res.json({ service: name, replica, at: new Date().toISOString(), figures });
  });
  if (!deadLetters) return router;
  // A dead letter and the event are in no transaction together: the act is on its way before it is done.
  const note =
    (req: Request, action: string): BeforeLetter =>
    async ({ subject, sequence }) => {
      const after = { service: name, event: subject, sequence: String(sequence) };
      // Defence: who touches a dead letter is in the audit log → ;
      if (acts) await recordAct(acts, req, { action, subject: String(req.params['id']), after });
    };
  router.get(`${base}/dead-letters`, requireRole('admin'), listDeadLetters(deadLetters));
  router.post(`${base}/dead-letters/:id/redrive`, requireRole('admin'), async (req, res) => {
    const id = String(req.params['id']);
    res.json(await deadLetters.redrive(id, note(req, 'dead-letter.redriven')));
  });
  router.delete(`${base}/dead-letters/:id`, requireRole('admin'), async (req, res) => {
    await deadLetters.discard(String(req.params['id']), note(req, 'dead-letter.discarded'));
    res.status(204).end();
  });
  return router;
}

// Not the id alone: the last letter of a page may be redriven before the next page is asked for.
const position = z
  .object({ at: z.iso.datetime(), id: z.string() })
  .transform(({ at, id }) => ({ deadAt: new Date(at), id }));
const toPosition = ({ deadAt, id }: DeadLetter) => JSON.stringify({ at: deadAt.toISOString(), id });

function listDeadLetters(deadLetters: DeadLetterAdmin): RequestHandler {
  return async (req, res) => {
    const page = parsePage(req);
    const [rows] = await Promise.all([
      deadLetters.list({ limit: page.limit + 1, after: parseAfter(page, position) }),
      sendTotal(res, page, () => deadLetters.count()),
    ]);
    const { items, nextAfter } = cutPage(rows, page.limit, toPosition);
    sendPage(req, res, items.map(shown), { nextAfter });
  };
}

function shown({ id, subject, sequence, wire, error, attempts, redrives, deadAt }: DeadLetter) {
  return { id, subject, sequence, payload: wire, error, attempts, redrives, deadAt };
}

import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Faults, faultSchema } from './faults';
import { channels, type MessageStore } from './message-store';

const query = z.object({
  channel: z.enum(channels).optional(),
  to: z.string().optional(),
  subject: z.string().optional(),
  uuid: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.coerce.number().int().min(1).optional(),
});

/** The inbox for programs: messages, counts, and faults to order. */
export function apiRouter({ store, faults }: { store: MessageStore; faults: Faults }): Router {
  const router = Router();

  router.get('/api/messages', (req, res) => {
    const read = check(query, req.query, res);
    if (!read) return;
    const { limit, after, ...filter } = read;
    const messages = store.list(filter, limit, after);
    const last = messages.at(-1);
    if (last && messages.length === limit) {
      res.set('link', `<${pageAfter(req, last.id)}>; rel="next"`);
    }
    res.json(messages);
  });

  router.delete('/api/messages', (_req, res) => {
    store.clear();
    res.status(204).end();
  });

  router.get('/api/stats', (_req, res) => void res.json(store.stats()));

  router.get('/api/faults', (_req, res) => void res.json(faults.list()));

  router.post('/api/faults', (req, res) => {
    const fault = check(faultSchema, req.body, res);
    if (!fault) return;
    faults.add(fault);
    res.status(201).json(fault);
  });

  router.delete('/api/faults', (_req, res) => {
    faults.clear();
    res.status(204).end();
  });
  return router;
}

/** Reads the input, or answers 400 with each fault and its field. */
function check<S extends z.ZodType>(schema: S, input: unknown, res: Response): z.output<S> | undefined {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ message, path }) => ({ message, field: path.join('.') }));
  res.status(400).json({ errors });
  return undefined;
}

function pageAfter(req: Request, id: number): string {
  const url = new URL(req.originalUrl, 'http://inbox');
  url.searchParams.set('after', String(id));
  return `${url.pathname}${url.search}`;
}

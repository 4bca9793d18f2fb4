import { ConflictError, NotFoundError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  parsePage,
  recordAct,
  sendPage,
} from '@ticketing/common/http';
import { z } from 'zod';
import { MAX_SUBJECT } from '../channels/render';
import { audiences, MAX_BROADCAST, progressPercent } from './audience';
import type { BroadcastRow } from './broadcast-store';
import type { Broadcasts } from './broadcasts';

/** What the routes work with. */
export interface BroadcastsContext {
  readonly broadcasts: Broadcasts;
}

const path = '/api/notifications/broadcasts';

const audience = field.word(audiences, `audience must be one of ${audiences.join(', ')}`);

const MAX_DELAY_SECONDS = 60;
const DELAY_RULE = `delaySeconds must be a whole number from 0 to ${MAX_DELAY_SECONDS}`;

const newBroadcast = z
  .object({
    message: field.text('message', { max: MAX_BROADCAST, lines: true }),
    subject: field.text('subject', { max: MAX_SUBJECT }).optional(),
    audience,
    delaySeconds: z
      .int(DELAY_RULE)
      .min(0, DELAY_RULE)
      .max(MAX_DELAY_SECONDS, DELAY_RULE)
      .optional()
      .describe('How long it can be taken back before anybody is told; 0 if not given'),
  })
  .meta({ id: 'NewBroadcast' });

const time = z.string().meta({ format: 'date-time' });

const broadcastView = z
  .object({
    jobId: z.string(),
    status: z.enum(['RUNNING', 'DONE', 'STOPPED']),
    progress: z.int().min(0).max(100).describe('Percent'),
    told: z.int().min(0).describe('People told so far'),
    message: z.string(),
    subject: z.string().optional(),
    audience: z.enum(audiences),
    by: z.string().describe('The admin'),
    createdAt: time,
    startsAt: time.describe('Nobody is told before'),
    finishedAt: time.optional(),
    href: z.string(),
  })
  .meta({ id: 'Broadcast' });

const begin = defineRoute({
  method: 'post',
  path,
  summary: 'Notify many people of something; answers with a handle to ask how far it is',
  access: 'admin',
  body: newBroadcast,
  example: { message: 'We are moving to a new hall.', audience: 'all' },
  idempotent: true,
  answers: { 202: answer('It has begun', z.object({ jobId: z.string(), href: z.string() })) },
  async handler(req, res, { broadcasts }: BroadcastsContext) {
    const { message, subject, audience, delaySeconds = 0 } = req.body;
    const by = req.currentUser.id;
    const row = await broadcasts.begin(
      { message, audience, by, delayMs: delaySeconds * 1_000, ...(subject !== undefined && { subject }) },
      (tx, { _id }) => {
        const subject = _id.toHexString();
        // Defence: who tells everybody something is in the audit log → return Promise.resolve();
        return recordAct(tx, req, { action: 'broadcast.begun', subject, after: { audience } });
      },
    );
    const href = jobHref(row);
    res.status(202).location(href).json({ jobId: row._id.toHexString(), href });
  },
});

const list = defineRoute({
  method: 'get',
  path,
  summary: 'Broadcasts, newest first',
  access: 'admin',
  answers: { 200: pageAnswer('Broadcasts', broadcastView) },
  async handler(req, res, { broadcasts }: BroadcastsContext) {
    const { limit, after } = parsePage(req, { readAfter: parseObjectId });
    const rows = await broadcasts.store.list(limit + 1, after);
    const { items, ...next } = cutPage(rows, limit, (row) => row._id.toHexString());
    sendPage(req, res, items.map(present), next);
  },
});

const count = defineRoute({
  method: 'get',
  path: `${path}/audience`,
  summary: 'How many people a broadcast would be for, were it begun now',
  access: 'admin',
  query: z.object({ audience }),
  answers: {
    200: answer('The audience', z.object({ audience: z.enum(audiences), people: z.int().min(0) })),
  },
  async handler(req, res, { broadcasts }: BroadcastsContext) {
    const { audience } = req.query;
    res.json({ audience, people: await broadcasts.count(audience) });
  },
});

const show = defineRoute({
  method: 'get',
  path: `${path}/:jobId`,
  summary: 'How far a broadcast is',
  access: 'admin',
  answers: { 200: answer('A broadcast', broadcastView) },
  async handler(req, res, { broadcasts }: BroadcastsContext) {
    const row = await broadcasts.store.find(req.params.jobId);
    if (!row) throw new NotFoundError();
    res.json(present(row));
  },
});

const stop = defineRoute({
  method: 'delete',
  path: `${path}/:jobId`,
  summary: 'Stop a broadcast: nobody is told from now on but the few who are being told at this moment',
  access: 'admin',
  answers: { 200: answer('The broadcast, as far as it has come', broadcastView) },
  async handler(req, res, { broadcasts }: BroadcastsContext) {
    const row = await broadcasts.end(req.params.jobId, (tx, { _id, told }) =>
      recordAct(tx, req, {
        action: 'broadcast.stopped',
        subject: _id.toHexString(),
        after: { told: `${told}` },
      }),
    );
    if (!row) throw new NotFoundError();
    if (row.status === 'DONE') throw new ConflictError('Everybody has been told');
    res.json(present(row));
  },
});

function jobHref({ _id }: BroadcastRow): string {
  return `${path}/${_id.toHexString()}`;
}

function present(row: BroadcastRow): z.output<typeof broadcastView> {
  const { _id, message, subject, audience, by, status, told, createdAt, startsAt, finishedAt } = row;
  return {
    jobId: _id.toHexString(),
    status,
    progress: progressPercent(row),
    told,
    message,
    ...(subject === undefined ? {} : { subject }),
    audience,
    by,
    createdAt: createdAt.toISOString(),
    startsAt: (startsAt ?? createdAt).toISOString(),
    ...(finishedAt ? { finishedAt: finishedAt.toISOString() } : {}),
    href: jobHref(row),
  };
}

/** The routes of broadcasts, in their order; for admins. */
export const broadcastRoutes = [begin, list, count, show, stop];

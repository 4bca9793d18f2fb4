import { z } from 'zod';
import { type AttemptRecord, channels, type NotificationRow, statuses } from './notification';

const time = z.string().meta({ format: 'date-time' });
const count = z.int().min(0);

const attemptView = z
  .object({
    number: z.int().min(1),
    at: time,
    tookMs: z.number(),
    outcome: z.enum(['accepted', 'retry', 'refused', 'unknown']),
    code: z.string().optional(),
    error: z.string().optional(),
    messageId: z.string().optional(),
    response: z.string().optional(),
    accepted: z.array(z.string()).optional(),
    rejected: z.array(z.string()).optional(),
  })
  .meta({ id: 'NotificationAttempt' });

const summary = z.object({
  id: z.string().meta({ format: 'uuid' }),
  type: z.enum(channels),
  kind: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  receiver: z.string().nullable(),
  userId: z.string().nullable(),
  status: z.enum(statuses),
  version: count,
  createdAt: time,
  processedAt: time.nullable(),
  readAt: time.nullable(),
  path: z
    .string()
    .optional()
    .describe('Where the browser client shows what it is about, such as `/orders/665f…`'),
  supportTicketId: z.string().optional().describe('The support ticket it is about'),
});

const notification = summary.extend({
  nextAttemptAt: time.nullable(),
  deadAt: time.nullable(),
  deadReason: z.string().nullable(),
  attempts: z.array(attemptView),
});

const deadLetter = notification.extend({
  origin: z.string(),
  submitter: z.string().nullable(),
  requester: z.string().nullable(),
  code: z.string().nullable(),
  error: z.string().nullable(),
  audit: z.array(z.object({ action: z.string(), by: z.string(), at: time })),
});

/** A notification as lists show it: without its attempts, and without what only concerns delivery. */
export const summaryView = summary.meta({ id: 'NotificationSummary' });
/** A notification with all its attempts. */
export const notificationView = notification.meta({ id: 'Notification' });
/** A dead letter, with all that an operator needs to decide about it. */
export const deadLetterView = deadLetter.meta({ id: 'DeadNotification' });

function presentAttempt(attempt: AttemptRecord): z.output<typeof attemptView> {
  const { number, at, tookMs, outcome, code, error, messageId, response, accepted, rejected } = attempt;
  return {
    number,
    at: at.toISOString(),
    tookMs,
    outcome,
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(messageId !== undefined && { messageId }),
    ...(response !== undefined && { response }),
    ...(accepted !== undefined && { accepted }),
    ...(rejected !== undefined && { rejected }),
  };
}

export function presentSummary(row: NotificationRow): z.output<typeof summaryView> {
  return {
    id: row._id,
    type: row.type,
    kind: row.kind,
    subject: row.subject ?? null,
    text: row.text,
    receiver: row.receiver ?? null,
    userId: row.userId ?? null,
    status: row.status,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    processedAt: row.processedAt?.toISOString() ?? null,
    readAt: row.readAt?.toISOString() ?? null,
    ...(row.path !== undefined && { path: row.path }),
    ...(row.supportTicketId !== undefined && { supportTicketId: row.supportTicketId }),
  };
}

export function presentNotification(row: NotificationRow): z.output<typeof notificationView> {
  const waiting = row.status === 'ACCEPTED' || row.status === 'RETRYING';
  return {
    ...presentSummary(row),
    nextAttemptAt: (waiting && row.dueAt?.toISOString()) || null,
    deadAt: row.deadAt?.toISOString() ?? null,
    deadReason: row.deadReason ?? null,
    attempts: (row.attempts ?? []).map(presentAttempt),
  };
}

export function presentDeadLetter(row: NotificationRow): z.output<typeof deadLetterView> {
  const last = row.attempts?.at(-1);
  return {
    ...presentNotification(row),
    origin: row.origin,
    submitter: row.submitter ?? null,
    requester: row.requester ?? null,
    code: last?.code ?? null,
    error: last?.error ?? row.deadReason ?? null,
    audit: (row.audit ?? []).map(({ action, by, at }) => ({ action, by, at: at.toISOString() })),
  };
}

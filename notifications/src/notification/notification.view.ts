import type { AttemptRecord, NotificationRow } from './notification';

/** An attempt, as it is shown. */
function presentAttempt(attempt: AttemptRecord) {
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

/** A notification as lists show it: without its attempts, and without what only concerns delivery. */
export function presentSummary(row: NotificationRow) {
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

/** A notification with all its attempts. */
export function presentNotification(row: NotificationRow) {
  const waiting = row.status === 'ACCEPTED' || row.status === 'RETRYING';
  return {
    ...presentSummary(row),
    nextAttemptAt: (waiting && row.dueAt?.toISOString()) || null,
    deadAt: row.deadAt?.toISOString() ?? null,
    deadReason: row.deadReason ?? null,
    attempts: (row.attempts ?? []).map(presentAttempt),
  };
}

/** A dead letter, with all that an operator needs to decide about it. */
export function presentDeadLetter(row: NotificationRow) {
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

import { cutPage, defineRoute, pageAnswer, parsePage, sendPage } from '@ticketing/common/http';
import { z } from 'zod';
import { AuditEntry, type StoredEntry } from '../models/audit-entry';
import type { AuditLog } from '../services/audit-log';

/** What the routes work with. */
export interface AuditContext {
  readonly audit: AuditLog;
}

const WORD_MAX = 100;
const word = (name: string) => {
  const message = `${name} must be text of at most ${WORD_MAX} characters`;
  return z.string(message).max(WORD_MAX, message).optional();
};

const changed = z.record(z.string(), z.string()).optional();
const entryView = z
  .object({
    id: z.string(),
    sequence: z.int().min(1),
    action: z.string(),
    actor: z.string().nullable().describe('Who did it; null when nobody was signed in'),
    subject: z.string().nullable().describe('The account it was done to'),
    at: z.date(),
    address: z.string().optional(),
    userAgent: z.string().optional(),
    correlationId: z.string().optional(),
    before: changed,
    after: changed,
    count: z.int().optional().describe('How often within the minute, where that is counted together'),
    previous: z.string().describe('The hash of the entry before'),
    hash: z.string().describe('SHA-256 of this entry, the hash of the one before in it'),
  })
  .meta({ id: 'AuditEntry' });

const list = defineRoute({
  method: 'get',
  path: '/api/ops/auth/audit',
  summary: 'Who did what to whom, newest first, for admins',
  access: 'admin',
  query: z.object({
    actor: word('actor').describe('Only what this account did'),
    subject: word('subject').describe('Only what was done to this account'),
    action: word('action').describe('Only this action'),
  }),
  answers: { 200: pageAnswer('Entries', entryView) },
  async handler(req, res, { audit }: AuditContext) {
    const { limit, after } = parsePage(req, {
      readAfter: (text) => (/^\d{1,15}$/.test(text) ? text : undefined),
    });
    const { actor, subject, action } = req.query;
    await audit.seal();
    const filter = {
      ...(actor === undefined ? {} : { actor }),
      ...(subject === undefined ? {} : { subject }),
      ...(action === undefined ? {} : { action }),
      ...(after === undefined ? {} : { sequence: { $lt: Number(after) } }),
    };
    const rows = await AuditEntry.find(filter)
      .sort({ sequence: -1 })
      .limit(limit + 1)
      .lean<StoredEntry[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ sequence }) => String(sequence));
    sendPage(
      req,
      res,
      items.map(({ _id, ...entry }) => ({ id: _id, ...entry })),
      { nextAfter },
    );
  },
});

/** The routes of the audit log. */
export const auditRoutes = [list];

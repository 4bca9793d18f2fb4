import { answer, defineRoute, fileAnswer, sendDownload } from '@ticketing/common/http';
import type { Request } from 'express';
import { z } from 'zod';
import { exportView, presentExport } from '../models/export';
import { noteOwn } from '../services/account-changes';
import type { AuditLog } from '../services/audit-log';
import type { Exports } from '../services/exports';

/** What the routes work with. */
export interface ExportContext {
  readonly dataExports: Exports;
  readonly audit: AuditLog;
}

/** Seconds after which who waits for an archive looks again. */
const LOOK_AGAIN_SECONDS = 2;

const status = defineRoute({
  method: 'get',
  path: '/api/users/me/export/status',
  summary: 'How far the copy of the own data is',
  access: 'signed-in',
  answers: {
    200: answer(
      'The copy, or null if none was asked for within a week',
      z.object({ export: exportView.nullable() }).meta({ id: 'ExportStatus' }),
    ),
  },
  async handler(req, res, { dataExports }: ExportContext) {
    const row = await dataExports.find(req.currentUser.id);
    res.send({ export: row && presentExport(row) });
  },
});

const fetch = defineRoute({
  method: 'get',
  path: '/api/users/me/export',
  summary: 'A copy of all that is kept of the own account',
  description:
    'A ZIP of JSON files by service, and `contents.json` with what is copied, and what is left out and why. Where none was made within a week, one is ' +
    'begun; until it is done the answer is 202, with the services that are waited for.',
  access: 'signed-in',
  answers: {
    200: fileAnswer('The archive', 'application/zip'),
    202: answer('The copy is being made; ask again', exportView),
  },
  async handler(req, res, { dataExports, audit }: ExportContext) {
    const { id } = req.currentUser;
    // Defence: a copy of somebody’s data is in the audit log → const within = () => Promise.resolve();
    const within = noteOwn(audit, req as Request, 'export.requested');
    const row = await dataExports.request(id, { again: false, within });
    if (!row.readyAt) {
      res.status(202).setHeader('Retry-After', String(LOOK_AGAIN_SECONDS));
      res.send(presentExport(row));
      return;
    }
    await audit.record({ action: 'export.fetched', actor: id, subject: id }, req as Request);
    await sendDownload(res, 'your-data.zip', 'application/zip', dataExports.archive(row));
  },
});

const renew = defineRoute({
  method: 'post',
  path: '/api/users/me/export',
  summary: 'Have a new copy of the own data made',
  description: 'In place of the last one; once a day.',
  access: 'signed-in',
  answers: { 202: answer('The copy is being made', exportView) },
  errors: [429],
  async handler(req, res, { dataExports, audit }: ExportContext) {
    const within = noteOwn(audit, req as Request, 'export.requested');
    res
      .status(202)
      .send(presentExport(await dataExports.request(req.currentUser.id, { again: true, within })));
  },
});

/** The routes by which people take their data away. */
export const exportRoutes = [status, fetch, renew];

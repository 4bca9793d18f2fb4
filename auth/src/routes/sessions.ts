import { NotFoundError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import type { Request } from 'express';
import { z } from 'zod';
import { presentSession, sessionView } from '../models/session';
import { noteOwn } from '../services/account-changes';
import type { AuditLog } from '../services/audit-log';
import type { Sessions } from '../services/sessions';

/** What the routes work with. */
interface SessionsContext {
  readonly sessions: Sessions;
  readonly audit: AuditLog;
}

const list = defineRoute({
  method: 'get',
  path: '/api/users/me/sessions',
  summary: 'Where one is signed in, the last seen first',
  access: 'signed-in',
  answers: { 200: answer('The sessions', z.array(sessionView)) },
  async handler(req, res, { sessions }: SessionsContext) {
    const { id, sid } = req.currentUser;
    res.send((await sessions.list(id)).map((session) => presentSession(session, sid)));
  },
});

const end = defineRoute({
  method: 'delete',
  path: '/api/users/me/sessions/:id',
  summary: 'End one of the own sessions',
  access: 'signed-in',
  answers: { 204: answer('It has ended') },
  errors: [404],
  async handler(req, res, { sessions, audit }: SessionsContext) {
    const note = noteOwn(audit, req as Request, 'session.ended');
    if (!(await sessions.end(req.currentUser.id, req.params.id, 'revoked', note))) throw new NotFoundError();
    res.status(204).end();
  },
});

const endOthers = defineRoute({
  method: 'delete',
  path: '/api/users/me/sessions',
  summary: 'End all other sessions of the own account',
  access: 'signed-in',
  answers: { 204: answer('Only the session that asks is left') },
  async handler(req, res, { sessions, audit }: SessionsContext) {
    const { id, sid } = req.currentUser;
    await sessions.endAll(id, 'revoked', noteOwn(audit, req as Request, 'sessions.ended'), sid);
    res.status(204).end();
  },
});

/** The routes of one's own sessions, in their order. */
export const ownSessionRoutes = [list, endOthers, end];

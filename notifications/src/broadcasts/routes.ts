import { NotFoundError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import {
  cutPage,
  idempotency,
  idParam,
  parsePage,
  requireRole,
  sendPage,
  textField,
  validateRequest,
} from '@ticketing/common/http';
import { Router } from 'express';
import { body, query } from 'express-validator';
import type { Connection } from 'mongoose';
import { MAX_SUBJECT } from '../channels/render';
import { requestUser } from '../intake/access';
import { type Audience, audiences, MAX_BROADCAST, progressPercent } from './audience';
import type { BroadcastRow } from './broadcast-store';
import type { Broadcasts } from './broadcasts';

const path = '/api/notifications/broadcasts';

const audienceFault = `audience must be one of ${audiences.join(', ')}`;
const isAudience = (value: unknown): boolean => audiences.some((audience) => audience === value);

/** Broadcasts, for admins: see whom one would reach, begin one, see how far it is, list them. */
export function broadcastsRouter(connection: Connection, broadcasts: Broadcasts): Router {
  const router = Router();
  const admin = requireRole('admin');

  router.post(
    path,
    admin,
    textField('message', { max: MAX_BROADCAST, lines: true }),
    textField('subject', { max: MAX_SUBJECT }).optional(),
    body('audience').custom(isAudience).withMessage(audienceFault),
    validateRequest,
    idempotency(connection),
    async (req, res) => {
      const { message, subject, audience } = req.body as {
        message: string;
        subject?: string;
        audience: Audience;
      };
      const asked = {
        message,
        audience,
        by: requestUser(req).id,
        ...(subject === undefined ? {} : { subject }),
      };
      const row = await broadcasts.begin(asked);
      res
        .status(202)
        .location(jobHref(row))
        .json({ jobId: row._id.toHexString(), href: jobHref(row) });
    },
  );

  router.get(path, admin, async (req, res) => {
    const { limit, after } = parsePage(req, { readAfter: parseObjectId });
    const rows = await broadcasts.store.list(limit + 1, after);
    const { items, ...next } = cutPage(rows, limit, (row) => row._id.toHexString());
    sendPage(req, res, items.map(shown), next);
  });

  router.get(
    `${path}/audience`,
    admin,
    query('audience').custom(isAudience).withMessage(audienceFault),
    validateRequest,
    async (req, res) => {
      const audience = req.query['audience'] as Audience;
      res.json({ audience, people: await broadcasts.count(audience) });
    },
  );

  router.get(`${path}/:jobId`, admin, idParam('jobId'), async (req, res) => {
    const row = await broadcasts.store.find(String(req.params['jobId']));
    if (!row) throw new NotFoundError();
    res.json(shown(row));
  });
  return router;
}

function jobHref({ _id }: BroadcastRow): string {
  return `${path}/${_id.toHexString()}`;
}

function shown(row: BroadcastRow): object {
  const { _id, message, subject, audience, by, status, told, createdAt, finishedAt } = row;
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
    ...(finishedAt ? { finishedAt: finishedAt.toISOString() } : {}),
    href: jobHref(row),
  };
}

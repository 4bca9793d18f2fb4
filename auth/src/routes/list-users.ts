import { parseEmailAddress, parseObjectId } from '@ticketing/common/forms';
import { cutPage, parsePage, requireRole, sendPage, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { query, type ValidationChain } from 'express-validator';
import type { FilterQuery } from 'mongoose';
import { roles, statuses } from '../domain/standing';
import { presentUser } from '../models/present-user';
import { User, type UserAttrs, withAddress } from '../models/user';

/** Characters of a search, at the most. */
const SEARCH_MAX = 100;

interface ListQuery {
  role?: string;
  status?: string;
  q?: string;
}

/** `GET /api/users`: accounts, newest first, for admins; by role, by status, and by a part of the address or name. */
export function listUsersRouter(): Router {
  const router = Router();
  router.get(
    '/api/users',
    requireRole('admin'),
    wordParameter('role', roles),
    wordParameter('status', statuses),
    query('q')
      .optional()
      .custom((value: unknown) => typeof value === 'string' && value.length <= SEARCH_MAX)
      .withMessage(`q must be text of at most ${SEARCH_MAX} characters`),
    validateRequest,
    async (req, res) => {
      const { limit, after } = parsePage(req, { readAfter: parseObjectId });
      const filter = { ...filterOf(req.query), ...(after ? { _id: { $lt: after } } : {}) };
      const users = await User.find(filter)
        .sort({ _id: -1 })
        .limit(limit + 1);
      const { items, nextAfter } = cutPage(users, limit, (user) => user._id.toHexString());
      sendPage(req, res, items.map(presentUser), { nextAfter });
    },
  );
  return router;
}

function wordParameter(name: string, words: readonly string[]): ValidationChain {
  return query(name)
    .optional()
    .custom((value: unknown) => typeof value === 'string' && words.includes(value))
    .withMessage(`${name} must be one of: ${words.join(', ')}`);
}

function filterOf({ role, status, q = '' }: ListQuery): FilterQuery<UserAttrs> {
  const text = q.trim().normalize('NFC');
  const address = parseEmailAddress(text);
  const part = { $regex: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' };
  return {
    ...(role ? { role } : {}),
    ...(status ? { status } : {}),
    ...(text ? { $or: [{ email: part }, { name: part }, ...(address ? [withAddress(address)] : [])] } : {}),
  };
}

import { RequestValidationError } from '@ticketing/common/errors';
import { idParam, requireRole, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { roles, type StandingChange, statuses } from '../domain/standing';
import { presentUser } from '../models/present-user';
import type { Accounts } from '../services/accounts';
import { wordRule } from './user-rules';

/** `PATCH /api/users/:id`: an admin sets role, status, or both. */
export function updateUserRouter({ accounts }: { accounts: Accounts }): Router {
  const router = Router();
  router.patch(
    '/api/users/:id',
    requireRole('admin'),
    idParam(),
    wordRule('role', roles).optional(),
    wordRule('status', statuses).optional(),
    validateRequest,
    async (req, res) => {
      const { id } = req.params as { id: string };
      const { role, status } = req.body as StandingChange;
      if (role === undefined && status === undefined) {
        const message = 'role or status is required';
        throw new RequestValidationError([
          { message, field: 'role' },
          { message, field: 'status' },
        ]);
      }
      const change: StandingChange = { ...(role ? { role } : {}), ...(status ? { status } : {}) };
      res.send(presentUser(await accounts.changeStanding(id, change)));
    },
  );
  return router;
}

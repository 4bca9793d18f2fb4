import { BadRequestError, NotAuthorizedError, RequestValidationError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { requireAuth, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { body } from 'express-validator';
import { presentUser } from '../models/present-user';
import type { ProfileChange } from '../services/accounts';
import { clientAddress, confirmPassword, type LoginDependencies } from '../services/login';
import { nameRule, newPasswordRule, passwordRule } from './user-rules';

interface ProfileBody extends ProfileChange {
  currentPassword?: string;
}

/** `PATCH /api/users/me`: the owner of an account sets its name, or its password by telling the current one. */
export function updateMeRouter(parts: LoginDependencies): Router {
  const router = Router();
  router.patch(
    '/api/users/me',
    requireAuth,
    nameRule().optional(),
    newPasswordRule('newPassword').optional(),
    passwordRule(body('currentPassword').if(body('newPassword').exists())),
    validateRequest,
    async (req, res) => {
      const { name, newPassword, currentPassword = '' } = req.body as ProfileBody;
      const id = parseObjectId(req.currentUser?.id);
      if (name === undefined && newPassword === undefined) {
        const message = 'name or newPassword is required';
        throw new RequestValidationError([
          { message, field: 'name' },
          { message, field: 'newPassword' },
        ]);
      }
      if (!id) throw new NotAuthorizedError();
      if (
        newPassword !== undefined &&
        !(await confirmPassword(parts, id, currentPassword, clientAddress(req)))
      ) {
        throw new BadRequestError('The current password is wrong', { field: 'currentPassword' });
      }
      const change = { ...(name ? { name } : {}), ...(newPassword ? { newPassword } : {}) };
      res.send(presentUser(await parts.accounts.changeProfile(id, change)));
    },
  );
  return router;
}

import { signToken, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { defaultName } from '../domain/email';
import { newStanding, type SignupRole, signupRoles } from '../domain/standing';
import { presentUser } from '../models/present-user';
import type { Accounts } from '../services/accounts';
import type { Credentials } from '../services/login';
import { emailRule, nameRule, newPasswordRule, wordRule } from './user-rules';

interface SignupBody extends Credentials {
  name?: string;
  role?: SignupRole;
}

/** `POST /api/users/signup`: opens an account and signs its owner in. */
export function signupRouter({ accounts, jwtKey }: { accounts: Accounts; jwtKey: string }): Router {
  const router = Router();
  router.post(
    '/api/users/signup',
    emailRule(),
    newPasswordRule(),
    nameRule().optional(),
    wordRule('role', signupRoles).optional(),
    validateRequest,
    async (req, res) => {
      const { email, password, name, role = 'customer' } = req.body as SignupBody;
      const user = await accounts.open({
        email,
        password,
        name: name ?? defaultName(email),
        ...newStanding(role),
      });
      const shown = presentUser(user);
      req.session = { jwt: signToken(shown, jwtKey) };
      res.status(201).send(shown);
    },
  );
  return router;
}

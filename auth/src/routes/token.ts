import { signToken, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import jwt from 'jsonwebtoken';
import { presentUser } from '../models/present-user';
import { clientAddress, type Credentials, logIn, type LoginDependencies } from '../services/login';
import { emailRule, passwordRule } from './user-rules';

/** `POST /api/users/token`: the session's token for API clients, as `Authorization: Bearer` or `x-access-token`. */
export function tokenRouter({ jwtKey, ...parts }: LoginDependencies & { jwtKey: string }): Router {
  const router = Router();
  router.post('/api/users/token', emailRule(), passwordRule(), validateRequest, async (req, res) => {
    const user = await logIn(parts, req.body as Credentials, clientAddress(req));
    const accessToken = signToken(presentUser(user), jwtKey);
    const { exp } = jwt.decode(accessToken) as { exp: number };
    res.send({ accessToken, expiresAt: new Date(exp * 1000).toISOString() });
  });
  return router;
}

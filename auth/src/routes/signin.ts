import { signToken, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { presentUser } from '../models/present-user';
import { clientAddress, type Credentials, logIn, type LoginDependencies } from '../services/login';
import { emailRule, passwordRule } from './user-rules';

/** `POST /api/users/signin`: begins a session, kept in the cookie. */
export function signinRouter({ jwtKey, ...parts }: LoginDependencies & { jwtKey: string }): Router {
  const router = Router();
  router.post('/api/users/signin', emailRule(), passwordRule(), validateRequest, async (req, res) => {
    const user = presentUser(await logIn(parts, req.body as Credentials, clientAddress(req)));
    req.session = { jwt: signToken(user, jwtKey) };
    res.send(user);
  });
  return router;
}

import { signToken, validateRequest } from '@ticketing/common';
import { Router } from 'express';
import { presentUser } from '../models/present-user';
import { addressOf, type Credentials, logIn, type LoginParts } from '../services/login';
import { emailRule, passwordRule } from './user-rules';

/** `POST /api/users/signin`: begins a session, kept in the cookie. */
export function signinRouter({ jwtKey, ...parts }: LoginParts & { jwtKey: string }): Router {
  const router = Router();
  router.post('/api/users/signin', emailRule(), passwordRule(), validateRequest, async (req, res) => {
    const user = presentUser(await logIn(parts, req.body as Credentials, addressOf(req)));
    req.session = { jwt: signToken(user, jwtKey) };
    res.send(user);
  });
  return router;
}

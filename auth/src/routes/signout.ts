import { Router } from 'express';

/** `POST /api/users/signout`: drops the session's cookie, if there is one. */
export function signoutRouter(): Router {
  const router = Router();
  router.post('/api/users/signout', (req, res) => {
    req.session = null;
    res.send({});
  });
  return router;
}

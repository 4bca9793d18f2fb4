import { parseObjectId } from '@ticketing/common/forms';
import { Router } from 'express';
import { presentUser } from '../models/present-user';
import { User } from '../models/user';

/** `GET /api/users/currentuser`: who is signed in, as the account is now; null when nobody is. */
export function currentUserRouter(): Router {
  const router = Router();
  router.get('/api/users/currentuser', async (req, res) => {
    const id = parseObjectId(req.currentUser?.id);
    const user = id ? await User.findById(id) : null;
    res.send({ currentUser: user && presentUser(user) });
  });
  return router;
}

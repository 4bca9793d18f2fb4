import { RequestValidationError } from '@ticketing/common/errors';
import { type Request, type Response, Router } from 'express';
import { readUnsubscription, signUnsubscription, type Unsubscription } from '../domain/unsubscribe-token';
import type { PreferenceStore } from '../preferences/preference-store';
import { donePage, formPage } from '../preferences/unsubscribe-page';

const path = '/api/notifications/unsubscribe';

/**
 * One-click unsubscribe (RFC 8058): the POST turns off what the token says, without a session, because mail programs have
 * none. The GET only shows a page with a button: programs that look at every link in a mail must change nothing.
 */
export function unsubscribeRouter(store: PreferenceStore, jwtKey: string): Router {
  const router = Router();
  router.get(path, (req, res) => {
    const unsubscription = unsubscriptionOf(req, jwtKey);
    const token = signUnsubscription(unsubscription, jwtKey);
    sendPage(res, formPage(unsubscription, `${path}?token=${token}`));
  });
  router.post(path, async (req, res) => {
    const unsubscription = unsubscriptionOf(req, jwtKey);
    await store.unsubscribe(unsubscription.userId, unsubscription.kind, unsubscription.channel);
    sendPage(res, donePage(unsubscription));
  });
  return router;
}

function unsubscriptionOf(req: Request, jwtKey: string): Unsubscription {
  const { token } = req.query;
  const unsubscription = typeof token === 'string' ? readUnsubscription(token, jwtKey) : undefined;
  if (unsubscription) return unsubscription;
  throw new RequestValidationError([{ field: 'token', message: 'token must come from a link in a message' }]);
}

function sendPage(res: Response, page: string): void {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    // Without it the browser would send the form with `Origin: null`, which is foreign.
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  res.type('html').send(page);
}

import { resolve } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { projectRoot } from '../paths';

const headers: RequestHandler = (_req, res, next) => {
  res.set({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  next();
};

/** The inbox for people: a page that shows what came, as text only. */
export function pageRouter(): Router {
  const router = Router();
  router.use(headers, express.static(resolve(projectRoot, 'infra', 'public', 'inbox')));
  return router;
}

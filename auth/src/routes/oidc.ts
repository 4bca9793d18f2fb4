import { NotFoundError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { noteOwn } from '../services/account-changes';
import type { Identities } from '../services/identities';
import type { Oidc } from '../services/oidc';
import { askSecondFactor, beginSession, type SignInDependencies } from '../services/sign-in';

/** What the routes work with. */
export interface OidcContext extends SignInDependencies {
  readonly identities: Identities;
  /** Absent when no provider is set. */
  readonly oidc?: Oidc | undefined;
  /** Whether cookies go over https only. */
  readonly secureCookies: boolean;
}

const COOKIE = 'oidc';
const COOKIE_PATH = '/api/users/oidc';

const which = defineRoute({
  method: 'get',
  path: '/api/users/oidc',
  summary: 'The providers of identities by which people may sign in',
  access: 'anyone',
  answers: {
    200: answer(
      'None, or one',
      z.object({ providers: z.array(z.object({ name: z.string(), startUrl: z.string() })) }),
    ),
  },
  handler(_req, res, { oidc }: OidcContext) {
    res.send({ providers: oidc ? [{ name: oidc.name, startUrl: `${COOKIE_PATH}/start` }] : [] });
  },
});

const start = defineRoute({
  method: 'get',
  path: '/api/users/oidc/start',
  summary: 'Go to the provider to sign in; a browser opens it',
  description:
    'Only where a provider is set, else 404. A browser that a page of another site has sent here goes to `/signin` instead.',
  access: 'anyone',
  query: z.object({
    next: z.string().max(2_000).optional().describe('A path of the pages to come back to; default /'),
  }),
  answers: { 302: answer('To the provider') },
  errors: [404],
  async handler(req, res, { oidc, secureCookies }: OidcContext) {
    if (!oidc) throw new NotFoundError();
    // Defence: sign-in by a provider begins on an own page → ;
    if (isSentByOthers(req)) return res.redirect(302, '/signin');
    const { url, token } = await oidc.start(ownPath(req.query.next));
    res.cookie(COOKIE, token, {
      httpOnly: true,
      // Strict would not bring it along when the provider sends the browser back.
      sameSite: 'lax',
      secure: secureCookies,
      path: COOKIE_PATH,
    });
    res.redirect(302, url.href);
  },
});

const callback = defineRoute({
  method: 'get',
  path: '/api/users/oidc/callback',
  summary: 'Come back from the provider; a browser opens it',
  description:
    'Signs in, and goes on to the page that was asked for; to `/signin?oidc=…` when nobody was let in (`failed`, `unverified`, `no-email`); to `/signin#challenge=…` when the account has a second factor. Only where a provider is set, else 404.',
  access: 'anyone',
  answers: { 303: answer('To a page') },
  errors: [404],
  async handler(req, res, context: OidcContext) {
    const { oidc, identities } = context;
    if (!oidc) throw new NotFoundError();
    const [, search = ''] = /\?(.*)$/.exec(req.originalUrl) ?? [];
    const back = await oidc.finish(search, takeCookie(req, res));
    if (!back) return res.redirect(303, '/signin?oidc=failed');
    const found = await identities.account(back.identity, (action, userId, tx) =>
      noteOwn(context.audit, req as Request, action)(userId, tx),
    );
    if (typeof found === 'string') return res.redirect(303, `/signin?oidc=${found}`);
    const asked = await askSecondFactor(found, context);
    if (asked) {
      const { challenge, secondFactor } = asked;
      const fragment = new URLSearchParams({ challenge, secondFactor: secondFactor.join(), next: back.next });
      return res.redirect(303, `/signin#${fragment.toString()}`);
    }
    await beginSession(req, found, context);
    res.redirect(303, back.next);
  },
});

/** Whether a page of another site has sent the browser: its user hasn't asked to sign in. */
function isSentByOthers(req: Pick<Request, 'get'>): boolean {
  return ['cross-site', 'same-site'].includes(req.get('sec-fetch-site') ?? '');
}

/** The token that this browser was sent with. */
function takeCookie(req: Request, res: Response): string {
  res.clearCookie(COOKIE, { path: COOKIE_PATH });
  return /(?:^|; *)oidc=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
}

const anywhere = 'http://pages.invalid';

/** A path of our pages; anything else leads to the first one. */
function ownPath(next = '/'): string {
  if (!next.startsWith('/') || !URL.canParse(next, anywhere)) return '/';
  const { origin, pathname, search, hash } = new URL(next, anywhere);
  // Defence: who comes back stays on our pages → return next;
  return origin === anywhere && !pathname.startsWith('//') ? pathname + search + hash : '/';
}

/** The routes of sign-in by a provider of identities. */
export const oidcRoutes = [which, start, callback];

import { createHmac, timingSafeEqual } from 'node:crypto';
import { RequestValidationError } from '@ticketing/common/errors';
import { openapi, type OpenApiParameter, type OpenApiPaths } from '@ticketing/common/http';
import { type Request, type Response, Router } from 'express';
import { escapeHtml } from '../channels/render';
import type { OutgoingChannel } from '../notification/notification';
import { isEssential, isKind, isOutgoing, type PreferenceKind, type PreferenceStore } from './preferences';

/** What a link in a mail turns off. */
export interface Unsubscription {
  userId: string;
  kind: PreferenceKind;
  channel: OutgoingChannel;
}

/**
 * Signs what a link turns off, so that only who got the mail can use it, without being signed in. It never ends: a mail
 * may be read years later.
 *
 * @param key the key of the sessions; a session can't be made of a token, nor a token of a session
 */
export function signUnsubscription({ userId, kind, channel }: Unsubscription, key: string): string {
  const payload = Buffer.from(JSON.stringify([userId, kind, channel])).toString('base64url');
  return `${payload}.${signature(payload, key)}`;
}

/** What a token turns off; undefined when it is forged, mangled or about something essential. */
export function readUnsubscription(token: string, key: string): Unsubscription | undefined {
  const [payload = '', signed = '', ...more] = token.split('.');
  const expected = Buffer.from(signature(payload, key));
  const given = Buffer.from(signed);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [userId, kind, channel] = parts as unknown[];
  if (typeof userId !== 'string' || !isKind(kind) || !isOutgoing(channel)) return undefined;
  return isEssential(kind, channel) ? undefined : { userId, kind, channel };
}

function signature(payload: string, key: string): string {
  return createHmac('sha256', key).update(`unsubscribe:${payload}`).digest('base64url');
}

interface Choice {
  kind: PreferenceKind;
  channel: OutgoingChannel;
}

const kinds: Record<PreferenceKind, string> = {
  ticket: 'the tickets you sell',
  order: 'your orders',
  payment: 'your payments',
  support: 'your support tickets',
  broadcast: 'announcements',
};

const channels: Record<OutgoingChannel, string> = {
  EMAIL: 'mails',
  SLACK: 'Slack messages',
  SMS: 'text messages',
};

/** Asks once more. @param action where the form is sent */
export function formPage(choice: Choice, action: string): string {
  return page(
    'Unsubscribe',
    `<p>Do you want no more ${said(choice)}?</p>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">Unsubscribe</button>
</form>
<p class="soft">What you hear of, and how, is yours to choose in <a href="/preferences">Preferences</a>.</p>`,
  );
}

/** Says that it is done. */
export function donePage(choice: Choice): string {
  return page(
    'Unsubscribed',
    `<p>You will get no more ${said(choice)}. You can turn them on again in <a href="/preferences">Preferences</a>.</p>`,
  );
}

function said({ kind, channel }: Choice): string {
  return `${channels[channel]} about ${kinds[kind]}`;
}

/** The colours and measures are those of the browser client. */
const style = `:root{color-scheme:light dark;--ink:light-dark(#1c1d1f,#ececea);--soft:light-dark(#585a5e,#a9acb2);--accent:light-dark(#0f6b5c,#5cc9b3)}
*{box-sizing:border-box}
body{margin:0;background:light-dark(#f6f5f1,#151618);color:var(--ink);font:16px/1.5 'Inter','Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,sans-serif;overflow-wrap:anywhere}
header{padding:1rem 1.25rem;background:light-dark(#ffffff,#1e2023);border-bottom:1px solid light-dark(#dedbd2,#34373c)}
header a{color:inherit;font-weight:700;text-decoration:none}
main{margin:2rem auto;max-width:34rem;padding:0 1.25rem}
.card{background:light-dark(#ffffff,#1e2023);border:1px solid light-dark(#dedbd2,#34373c);border-radius:12px;padding:1.25rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 1rem}
p{margin:0 0 1rem}
p:last-child{margin-bottom:0}
.soft{color:var(--soft)}
a{color:var(--accent);text-underline-offset:.18em}
form{margin:0 0 1rem}
button{min-height:44px;padding:.45rem 1.1rem;border:0;border-radius:8px;background:var(--accent);color:light-dark(#ffffff,#0c2721);font:inherit;font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Ticketing</title>
<style>${style}</style></head>
<body><header><a href="/">Ticketing</a></header>
<main><h1>${title}</h1>
<div class="card">
${body}
</div>
</main></body>
</html>
`;
}

const { errors } = openapi;
const path = '/api/notifications/unsubscribe';

/**
 * One-click unsubscribe (RFC 8058): the POST turns off what the token says, without a session, because mail programs have
 * none. The GET only shows a page with a button: programs that look at every link in a mail must change nothing.
 */
export function unsubscribeRouter(store: PreferenceStore, linkKey: string): Router {
  const router = Router();
  router.get(path, (req, res) => {
    const unsubscription = requestedUnsubscription(req, linkKey);
    const token = signUnsubscription(unsubscription, linkKey);
    sendPage(res, formPage(unsubscription, `${path}?token=${token}`));
  });
  router.post(path, async (req, res) => {
    const unsubscription = requestedUnsubscription(req, linkKey);
    await store.unsubscribe(unsubscription.userId, unsubscription.kind, unsubscription.channel);
    sendPage(res, donePage(unsubscription));
  });
  return router;
}

const html = { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } };
const token: OpenApiParameter = {
  name: 'token',
  in: 'query',
  required: true,
  description: 'From a link in a message',
  schema: { type: 'string' },
};
const operation = { tags: ['notifications'], parameters: [token], responses: { 200: html, ...errors(400) } };

/** The document of {@link unsubscribeRouter}. */
export const unsubscribePaths: OpenApiPaths = {
  [path]: {
    get: { summary: 'A page with a button that unsubscribes; changes nothing', ...operation },
    post: { summary: 'Unsubscribe by one click, without a session (RFC 8058)', ...operation },
  },
};

function requestedUnsubscription(req: Request, linkKey: string): Unsubscription {
  const { token } = req.query;
  const unsubscription = typeof token === 'string' ? readUnsubscription(token, linkKey) : undefined;
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

import { errorHandler, healthRoutes, notFound, observeRequests } from '@ticketing/common/http';
import type { Health, SecurityLogger } from '@ticketing/common/observability';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { matchPath } from '../lib/router/match';
import { pagePatterns } from '../lib/router/routes';
import { docsFiles } from './docs';
import { chooseEncoding, type ServedFile, withText } from './files';
import { type LinkPreviews, withPreview } from './link-preview';
import { type ContentPolicy, securityHeaders } from './security-headers';

export interface WebAppOptions {
  /** The built client, by path; has `/index.html`. */
  client: Map<string, ServedFile>;
  /** Swagger UI's own files, by path. */
  docs: Map<string, ServedFile>;
  policy: ContentPolicy;
  /** Tell in the page what a link leads to; without them all links look the same. */
  previews?: Pick<LinkPreviews, 'find'> | undefined;
  /** Where people reach the pages. */
  publicUrl?: string;
  /** Where holes are reported, as a URL. */
  securityContact?: string | undefined;
  health: Health;
  logger: SecurityLogger;
}

/** Addresses of services: an unknown one is an error, never a page. */
const api = /^\/(?:api|crm|notification|notifiServ)(?:\/|$)/;

/** Serves the browser client and the API's documentation; it never listens. */
export function buildApp(options: WebAppOptions): Express {
  const { client, docs, policy, previews, publicUrl = '', securityContact, health, logger } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(securityHeaders(policy));
  app.use(healthRoutes(health));
  app.use(observeRequests(logger));
  app.use(readsOnly);

  if (securityContact) app.get('/.well-known/security.txt', securityText(securityContact));

  const { page, style, init } = docsFiles();
  app.get(['/api/docs', '/api/docs/'], (req, res) => sendFile(req, res, page));
  app.get('/api/docs/page.css', (req, res) => sendFile(req, res, style));
  app.get('/api/docs/init.js', (req, res) => sendFile(req, res, init));
  app.get('/api/docs/:file', (req, res, next) => sendKnown(docs.get(`/${req.params.file}`))(req, res, next));

  app.use(async (req, res, next) => {
    if (api.test(req.path)) return next();
    const file = client.get(req.path);
    if (file !== undefined) return sendFile(req, res, file);
    // A name with a dot is a file's, and one that isn't there must not look like a page.
    if (/\.\w+$/.test(req.path)) return next();
    // The client says in words that a page isn't there; programs go by the status.
    if (!isPage(req.path)) res.status(404);
    const index = client.get('/index.html');
    const preview = await previews?.find(req.path);
    if (preview === 'unknown') res.status(404);
    const isKnown = index && preview && preview !== 'unknown';
    const shown = isKnown ? withText(index, (html) => withPreview(html, preview, publicUrl)) : index;
    sendKnown(shown)(req, res, next);
  });
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}

/** How long what security.txt says may be believed, in milliseconds: 90 days, of a year at the most. */
const BELIEVED_MS = 90 * 24 * 3_600_000;

/** Source: https://www.rfc-editor.org/rfc/rfc9116 */
function securityText(contact: string): RequestHandler {
  return (_req, res) => {
    const expires = new Date(Date.now() + BELIEVED_MS).toISOString();
    const lines = [`Contact: ${contact}`, `Expires: ${expires}`, 'Preferred-Languages: en'];
    res.type('text/plain; charset=utf-8').set('Cache-Control', 'public, max-age=86400');
    res.send(`${lines.join('\n')}\n`);
  };
}

function isPage(path: string): boolean {
  return pagePatterns.some((pattern) => matchPath(pattern, path) !== null);
}

const readsOnly: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') next();
  else notFound(req, _res, next);
};

function sendKnown(file: ServedFile | undefined): RequestHandler {
  return (req, res, next) => {
    if (file === undefined) next();
    else sendFile(req, res, file);
  };
}

/** Sends a file in the best form that the client accepts, or 304 when the client has it. */
function sendFile(req: Request, res: Response, file: ServedFile): void {
  const encoding = chooseEncoding(req.headers['accept-encoding'], (name) => file.bodies[name] !== undefined);
  const body = file.bodies[encoding] ?? file.bodies.identity;
  res.set({
    'Content-Type': file.type,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    // Each form is a representation of its own: RFC 9110, 8.8.3.3.
    ETag: encoding === 'identity' ? `"${file.tag}"` : `"${file.tag}-${encoding}"`,
    Vary: 'Accept-Encoding',
  });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  if (encoding !== 'identity') res.set('Content-Encoding', encoding);
  res.set('Content-Length', String(body.length));
  if (req.method === 'HEAD') res.end();
  else res.end(body);
}

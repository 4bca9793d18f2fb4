import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { HttpServer } from '@ticketing/common/http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express';
import { projectRoot } from '../paths';
import { apiRouter } from './api';
import { Faults } from './faults';
import { MessageStore } from './message-store';
import { slackRouter } from './slack';
import { smsRouter } from './sms';
import { startSmtp } from './smtp';

export interface Inbox {
  /** The page, the JSON API below `/api`, and the stand-ins for Slack and Twilio. */
  url: string;
  smtpUrl: string;
  /** What was taken, for tests in the same process. */
  store: MessageStore;
  /** Faults to order, for tests in the same process. */
  faults: Faults;
  stop(): Promise<void>;
}

export interface InboxOptions {
  /** Which address to listen on; 127.0.0.1 if not given. */
  host?: string;
  /** A free port if not given. */
  port?: number;
  smtpPort?: number;
  /** Where messages are kept over a restart; in memory only if not given. */
  file?: string;
  /** How many messages are kept; 1,000 if not given. */
  capacity?: number;
}

/** The HTTP side of the inbox. */
export function buildInboxApp(store: MessageStore, faults: Faults): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '1mb' }), express.urlencoded({ limit: '1mb', extended: false }));
  const dependencies = { store, faults };
  app.use(apiRouter(dependencies), slackRouter(dependencies), smsRouter(dependencies), pageRouter());
  app.use((_req, res) => void res.status(404).json({ errors: [{ message: 'Not found' }] }));
  const onError: ErrorRequestHandler = (error: { status?: number; message: string }, _req, res, _next) => {
    res.status(error.status ?? 500).json({ errors: [{ message: error.message }] });
  };
  app.use(onError);
  return app;
}

/** Starts a stand-in for the mail, Slack and SMS providers: it takes every message and shows it. */
export async function startInbox({
  host = '127.0.0.1',
  port = 0,
  smtpPort = 0,
  file,
  capacity,
}: InboxOptions = {}): Promise<Inbox> {
  const store = new MessageStore(capacity, file);
  const faults = new Faults();
  const smtp = await startSmtp(store, faults, smtpPort, host);
  const { server } = new HttpServer(buildInboxApp(store, faults));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    smtpUrl: smtp.url,
    store,
    faults,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([smtp.stop(), closed]);
    },
  };
}

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
function pageRouter(): Router {
  const router = Router();
  router.use(headers, express.static(resolve(projectRoot, 'infra', 'public', 'inbox')));
  return router;
}

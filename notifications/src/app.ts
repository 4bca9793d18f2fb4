import { type AppOptions, createApp, idempotency, requireAuth } from '@ticketing/common/http';
import type { Express } from 'express';
import { openapi } from './openapi';
import { discardDeadLetterRouter } from './routes/discard-dead-letter';
import { listDeadLettersRouter } from './routes/list-dead-letters';
import { listNotificationsRouter } from './routes/list-notifications';
import { notifyRouter } from './routes/notify';
import { notifyBatchRouter } from './routes/notify-batch';
import { redriveDeadLetterRouter } from './routes/redrive-dead-letter';
import { showNotificationRouter } from './routes/show-notification';
import { ticketMailRouter } from './routes/ticket-mail';
import type { Sending } from './sending';
import type { Telling } from './telling';

export { openapi };

/** What the app is built from. */
export interface NotificationsAppOptions extends Omit<
  AppOptions,
  'name' | 'routers' | 'openapi' | 'directory'
> {
  sending: Sending;
  telling: Pick<Telling, 'routers' | 'rawRouters' | 'directory'>;
}

/** Longest JSON body, in bytes: the longest text there may be, in its longest encoding. */
export const bodyLimit = 512 * 1024;

/** Builds the app behind the ingress: for people, each for themselves, and for admins. */
export function buildApp({ sending, telling, ...options }: NotificationsAppOptions): Express {
  const { collection, waiters, deadLetters, intake } = sending;
  return createApp({
    bodyLimit,
    ...options,
    name: 'notifications',
    directory: telling.directory,
    openapi,
    rawRouters: [notifyBatchRouter(sending), ...telling.rawRouters],
    routers: [
      notifyRouter(sending, sending.connection),
      ticketMailRouter(sending, requireAuth, idempotency(sending.connection)),
      ...telling.routers,
      listDeadLettersRouter(deadLetters),
      redriveDeadLetterRouter(deadLetters, intake),
      discardDeadLetterRouter(deadLetters),
      listNotificationsRouter(collection),
      showNotificationRouter(collection, waiters),
    ],
  });
}

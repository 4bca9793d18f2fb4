import {
  type AppOptions,
  createApp,
  createRouter,
  idempotency,
  limitedAccount,
  limitRequests,
  requireAuth,
} from '@ticketing/common/http';
import type { Express } from 'express';
import type { DeliveryPipeline, UserFeatures } from './compose';
import { notifyRouter, notifyBatchRouter, ticketMailRouter } from './intake/routes';
import { notificationRoutes } from './notification/routes';
import { openapi } from './openapi';

export { openapi };

/** What the app is built from. */
export interface NotificationsAppOptions extends Omit<
  AppOptions,
  'name' | 'routers' | 'openapi' | 'directory' | 'sessions'
> {
  pipeline: DeliveryPipeline;
  features: Pick<UserFeatures, 'routers' | 'rawRouters' | 'directory' | 'revocations'>;
}

/** Longest JSON body, in bytes: the longest text there may be, in its longest encoding. */
export const BODY_LIMIT = 512 * 1024;

/** Builds the app behind the ingress: for people, each for themselves, and for admins. */
export function buildApp({ pipeline, features, ...options }: NotificationsAppOptions): Express {
  return createApp({
    bodyLimit: BODY_LIMIT,
    ...options,
    name: 'notifications',
    directory: features.directory,
    sessions: features.revocations,
    openapi,
    rawRouters: [notifyBatchRouter(pipeline), ...features.rawRouters],
    routers: [
      notifyRouter(pipeline, pipeline.connection),
      ticketMailRouter(
        pipeline,
        requireAuth,
        limitRequests(pipeline.accountLimit, limitedAccount),
        idempotency(pipeline.connection),
      ),
      ...features.routers,
      createRouter(notificationRoutes, pipeline),
    ],
  });
}

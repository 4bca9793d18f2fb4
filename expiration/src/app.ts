import { type AppOptions, createApp, openApi } from '@ticketing/common/http';
import type { Express } from 'express';
import { type BoardDependencies, boardPaths, queuesRouter } from './routes/queues';

/** What the app is built from. */
export interface ExpirationAppOptions
  extends Omit<AppOptions, 'name' | 'routers' | 'openapi'>, BoardDependencies {}

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'expiration',
  title: 'Expiration',
  description: 'The clock that ends unpaid orders on time. It is worked by events; people only look at it.',
  deadLetters: true,
  paths: boardPaths,
});

/** Builds the app of the expiration service. */
export function buildApp({ queue, redis, ...options }: ExpirationAppOptions): Express {
  return createApp({ ...options, name: 'expiration', openapi, routers: [queuesRouter({ queue, redis })] });
}

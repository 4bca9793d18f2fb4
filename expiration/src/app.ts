import { type AppOptions, createApp } from '@ticketing/common/http';
import type { Express } from 'express';
import { openapi } from './openapi';
import { type BoardDependencies, queuesRouter } from './routes/queues';

/** What the app is built from. */
export interface ExpirationAppOptions
  extends Omit<AppOptions, 'name' | 'routers' | 'openapi'>, BoardDependencies {}

/** Builds the app of the expiration service. */
export function buildApp({ queue, redis, ...options }: ExpirationAppOptions): Express {
  return createApp({ ...options, name: 'expiration', openapi, routers: [queuesRouter({ queue, redis })] });
}

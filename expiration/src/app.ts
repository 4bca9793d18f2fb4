import { type AppOptions, createApp } from '@ticketing/common';
import type { Express } from 'express';
import { openapi } from './openapi';
import { type BoardParts, queuesRouter } from './routes/queues';

/** What the app is built from. */
export interface ExpirationAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi'>, BoardParts {}

/** Builds the app of the expiration service. */
export function buildApp({ queue, redis, ...options }: ExpirationAppOptions): Express {
  return createApp({ ...options, name: 'expiration', openapi, routers: [queuesRouter({ queue, redis })] });
}

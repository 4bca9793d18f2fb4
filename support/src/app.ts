import { type AppOptions, createApp } from '@ticketing/common/http';
import type { Express } from 'express';
import { document } from './openapi';
import { createRouters } from './routes';
import type { RouteParts } from './routes/parts';

export { document as openapi };

/** What the app is built from. */
export interface SupportAppOptions
  extends Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'>, RouteParts {}

/** Builds the app of the help desk. */
export function buildApp({ connection, desk, directory, ...options }: SupportAppOptions): Express {
  return createApp({
    ...options,
    name: 'support',
    openapi: document,
    directory,
    routers: createRouters({ connection, desk, directory }),
  });
}

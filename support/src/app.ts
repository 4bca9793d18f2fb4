import type { Express } from 'express';
import { createApp, type DeadLetters, type Health, type Logger } from '@ticketing/common';
import { document } from './openapi';
import { routesOf } from './routes';
import type { RouteParts } from './routes/parts';

/** What the app is built from. */
export interface AppParts extends RouteParts {
  logger: Logger;
  jwtKey: string;
  health: Health;
  deadLetters: DeadLetters;
  allowedOrigins?: readonly string[];
  trustProxy?: number;
}

/** Builds the help desk's Express app; it never listens. */
export function buildApp({ connection, desk, directory, ...shared }: AppParts): Express {
  return createApp({
    name: 'support',
    routers: routesOf({ connection, desk, directory }),
    openapi: document,
    directory,
    ...shared,
  });
}

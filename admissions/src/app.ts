import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express, RequestHandler } from 'express';
import { DoorCounts } from './door-counts';
import { admissionRoutes } from './routes/admissions';
import { checkInRoutes } from './routes/check-ins';
import type { AdmissionsContext } from './routes/context';
import { doorRoutes } from './routes/door';
import { doorMessageRoutes } from './routes/door-messages';
import { resaleRoutes } from './routes/resales';
import { transferRoutes } from './routes/transfers';

/** What a device did while it was offline, a thousand scans at a time. */
const BODY_LIMIT = '1mb';

const routes = [
  ...admissionRoutes,
  ...transferRoutes,
  ...resaleRoutes,
  ...checkInRoutes,
  ...doorRoutes,
  ...doorMessageRoutes,
];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'admissions',
  title: 'Admissions',
  description: 'What buyers hold, and the door that lets each in once.',
  deadLetters: true,
  routes,
});

/** What the app is built from. */
export interface AdmissionsAppOptions
  extends
    Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'>,
    Omit<AdmissionsContext, 'doorCounts'> {
  /** Makes a write with an `Idempotency-Key` happen once. */
  readonly idempotent: RequestHandler;
}

/** Builds the app of the admissions service. */
export function buildApp(options: AdmissionsAppOptions): Express {
  const context: AdmissionsContext = { ...options, doorCounts: new DoorCounts() };
  return createApp({
    bodyLimit: BODY_LIMIT,
    ...options,
    name: 'admissions',
    openapi,
    routers: [createRouter(routes, context)],
  });
}

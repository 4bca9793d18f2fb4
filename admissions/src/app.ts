import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express } from 'express';
import { admissionRoutes } from './routes/admissions';
import { checkInRoutes } from './routes/check-ins';
import type { AdmissionsContext } from './routes/context';
import { doorRoutes } from './routes/door';
import { transferRoutes } from './routes/transfers';

const routes = [...admissionRoutes, ...transferRoutes, ...checkInRoutes, ...doorRoutes];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'admissions',
  title: 'Admissions',
  description: 'What buyers hold, and the door that lets each in once.',
  deadLetters: true,
  routes,
});

/** What the app is built from. */
export type AdmissionsAppOptions = Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'> &
  AdmissionsContext &
  Pick<AppOptions, 'directory'>;

/** Builds the app of the admissions service. */
export function buildApp({ codes, checkIns, transfers, access, ...options }: AdmissionsAppOptions): Express {
  const context = { codes, checkIns, transfers, access, directory: options.directory };
  return createApp({ ...options, name: 'admissions', openapi, routers: [createRouter(routes, context)] });
}

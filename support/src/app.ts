import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express, RequestHandler } from 'express';
import type { SupportContext } from './desk/desk';
import { conversationRoutes } from './routes/conversation';
import { ticketRoutes } from './routes/tickets';

/** What the app is built from. */
export interface SupportAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi'> {
  readonly desk: SupportContext;
  /** Of reports, comments and changes that one account may write. */
  readonly reportLimit: RequestHandler;
  /** Makes a repeated post happen once. */
  readonly idempotent: RequestHandler;
}

const routes = [...ticketRoutes, ...conversationRoutes];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'support',
  title: 'Support',
  description: 'Help desk: support tickets, the engineers they are assigned to, and their conversations',
  deadLetters: true,
  routes,
});

/** Builds the app of the help desk. */
export function buildApp({ desk, reportLimit, idempotent, ...options }: SupportAppOptions): Express {
  const context = { ...desk, reportLimit, idempotent };
  return createApp({ ...options, name: 'support', openapi, routers: [createRouter(routes, context)] });
}

import { effectiveRole, rateLimit } from '@ticketing/common/http';
import type { RequestHandler } from 'express';
import type mongoose from 'mongoose';

/** Limits what a customer writes to the help desk within an hour; engineers and admins answer as much as there is. */
export function limitReports(connection: mongoose.Connection, limit: number): RequestHandler {
  return rateLimit(connection, {
    name: 'reports',
    limit,
    key: ({ currentUser }) =>
      currentUser && effectiveRole(currentUser) !== 'customer' ? undefined : (currentUser?.id ?? ''),
  });
}

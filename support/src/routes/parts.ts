import type { Connection } from 'mongoose';
import type { UserDirectory } from '@ticketing/common/roles';
import type { SupportContext } from '../desk/desk';

/** What the routes work with. */
export interface RouteParts {
  connection: Connection;
  desk: SupportContext;
  directory: UserDirectory;
}

/** Where the help desk lives. */
export const BASE = '/crm/api/v1/tickets';

import type { Connection } from 'mongoose';
import type { UserDirectory } from '@ticketing/common';
import type { Desk } from '../desk/desk';

/** What the routes work with. */
export interface RouteParts {
  connection: Connection;
  desk: Desk;
  directory: UserDirectory;
}

/** Where the help desk lives. */
export const BASE = '/crm/api/v1/tickets';

import { z } from 'zod';
import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from '@ticketing/common/service';

/** What the service reads from its environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** Reports, comments and changes, all together, that a customer may write within an hour. */
  REPORTS_PER_ACCOUNT: integer(1, 1_000_000_000).default(30),
  /** Open tickets the platform gives one engineer, at the most; unlimited when not set. */
  MAX_OPEN_TICKETS_PER_ENGINEER: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .optional(),
  /** Seconds between two looks for tickets that wait or have to be handed on. */
  ASSIGNMENT_INTERVAL_SECONDS: z.coerce
    .number('must be a number')
    .positive('must be above 0')
    .max(3_600, 'must be at most 3600')
    .default(5),
});

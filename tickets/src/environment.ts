import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from '@ticketing/common/service';
import { z } from 'zod';

/** What this service reads from the environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** Tickets that an account may put up for sale within an hour. */
  TICKETS_PER_ACCOUNT: integer(1, 1_000_000_000).default(200),
  /** Times that a show may move to another time or place within a day: all its holders are told of each. */
  SHOW_MOVES_PER_DAY: integer(1, 1_000_000_000).default(10),
});

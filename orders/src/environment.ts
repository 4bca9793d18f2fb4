import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from '@ticketing/common/service';
import { z } from 'zod';

const FIFTEEN_MINUTES = 15 * 60;

/** What this service reads from the environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** How long an order holds its ticket. */
  EXPIRATION_WINDOW_SECONDS: integer(1, 7 * 24 * 3600).default(FIFTEEN_MINUTES),
});

import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  natsEnvironment,
  redisEnvironment,
} from '@ticketing/common/service';
import { z } from 'zod';

/** What this service reads from the environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...redisEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** Timers of this process that fire at the same time, at the most. */
  EXPIRATION_CONCURRENCY: integer(1, 1_000).default(64),
});

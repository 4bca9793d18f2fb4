import {
  baseEnvironment,
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
});

import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from '@ticketing/common/service';
import { z } from 'zod';

const FIFTEEN_MINUTES = 15 * 60;
const TEN_MINUTES = 10 * 60;

/** What this service reads from the environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** How long an order holds its ticket. */
  EXPIRATION_WINDOW_SECONDS: integer(1, 7 * 24 * 3600).default(FIFTEEN_MINUTES),
  /** How long an offer to the next in a waiting list holds its places. */
  OFFER_WINDOW_SECONDS: integer(1, 7 * 24 * 3600).default(TEN_MINUTES),
  /** Places that an account may hold unpaid at the same time. */
  MAX_UNPAID_PLACES: integer(1, 1_000_000_000).default(20),
  /** People whom the queue of a show lets order at the same time. */
  QUEUE_ADMITTED_AT_ONCE: integer(1, 1_000_000).default(100),
  /** How long each of them may take to order. */
  QUEUE_ADMITTED_SECONDS: integer(1, 24 * 3600).default(300),
  /** Orders that an account may place within an hour, and waiting lists and queues that it may join, together. */
  ORDERS_PER_ACCOUNT: integer(1, 1_000_000_000).default(200),
});

import { field } from '@ticketing/common/http';
import { z } from 'zod';

const MAX_QUANTITY = 100_000;
const QUANTITY = 'quantity must be a whole number of at least 1';

/** How many places are wanted. */
export const quantity = z
  .preprocess(field.toNumber, z.int(QUANTITY).min(1, QUANTITY).max(MAX_QUANTITY, QUANTITY))
  .optional()
  .describe('Places; one, if not said');

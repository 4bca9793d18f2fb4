import { z } from 'zod';
import { defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

export const expirationFacts = defineFacts({
  [Subjects.ExpirationComplete]: z.object({ orderId: fields.id }),
});

/** The time an order had is up, as far as the clock knows; orders decides by the order's own `expiresAt`. */
export type ExpirationCompleteEvent = EventIn<typeof expirationFacts, Subjects.ExpirationComplete>;

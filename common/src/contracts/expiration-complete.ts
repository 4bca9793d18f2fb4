import { z } from 'zod';
import { fields, plainEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({ orderId: fields.id });

/** The time an order had is up, as far as the clock knows; orders decides by the order's own `expiresAt`. */
export interface ExpirationCompleteEvent {
  subject: Subjects.ExpirationComplete;
  data: z.infer<typeof data>;
}

export const expirationComplete = plainEvent(Subjects.ExpirationComplete, data);

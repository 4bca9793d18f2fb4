import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  userId: fields.id,
  ticket: z.object({ id: fields.id }),
});

/** An order was paid; its ticket is sold. */
export interface OrderCompletedEvent {
  subject: Subjects.OrderCompleted;
  data: z.infer<typeof data>;
}

export const orderCompleted = versionedEvent('order', Subjects.OrderCompleted, data);

import { type OrderCompletedEvent, Subjects } from '@ticketing/common/contracts';
import { OrderListener } from './order-listener';

/** An order was paid: its ticket is sold. */
export class OrderCompletedListener extends OrderListener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  protected readonly state = 'complete';
}

import { type OrderCancelledEvent, Subjects } from '@ticketing/common/contracts';
import { OrderListener } from './order-listener';

/** An order ended: the ticket passes to the next live order, or is free. */
export class OrderCancelledListener extends OrderListener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  protected readonly state = 'ended';
}

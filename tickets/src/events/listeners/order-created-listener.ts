import { type OrderCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { OrderListener } from './order-listener';

/** A new order holds the ticket, or waits in line behind the one that does. */
export class OrderCreatedListener extends OrderListener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  protected readonly state = 'live';
}

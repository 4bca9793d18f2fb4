import { type OrderUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { OrderListener } from './order-listener';

/** A live order changed; its hold goes on. */
export class OrderUpdatedListener extends OrderListener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  protected readonly state = 'live';
}

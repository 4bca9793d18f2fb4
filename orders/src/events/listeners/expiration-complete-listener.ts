import {
  type ExpirationCompleteEvent,
  Listener,
  type Messaging,
  type Outbox,
  Subjects,
} from '@ticketing/common';
import { expireOrder } from '../../expiry/expire-order';
import { queueGroupName } from '../queue-group-name';

/** The clock says an order's time is up; the order's own `expiresAt` decides. */
export class ExpirationCompleteListener extends Listener<ExpirationCompleteEvent> {
  readonly subject = Subjects.ExpirationComplete;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
    private readonly now: () => Date = () => new Date(),
  ) {
    super(messaging);
  }

  async onMessage({ orderId }: ExpirationCompleteEvent['data']): Promise<void> {
    await expireOrder(this.outbox, orderId, this.now());
  }
}

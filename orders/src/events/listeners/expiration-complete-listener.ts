import { type ExpirationCompleteEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OrderExpiry } from '../../expiry/order-expiry';
import { queueGroupName } from '../queue-group-name';

/** The clock says an order's time is up; the order's own `expiresAt` decides. */
export class ExpirationCompleteListener extends Listener<ExpirationCompleteEvent> {
  readonly subject = Subjects.ExpirationComplete;
  readonly queueGroupName = queueGroupName;
  /** Many orders may be due at once, and those that come together share a transaction. */
  override readonly maxInFlight = 256;

  constructor(
    messaging: Messaging,
    private readonly expiry: OrderExpiry,
    private readonly now: () => Date = () => new Date(),
  ) {
    super(messaging);
  }

  async onMessage({ orderId }: ExpirationCompleteEvent['data']): Promise<void> {
    await this.expiry.expire(orderId, this.now());
  }
}

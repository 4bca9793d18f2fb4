import { type OrderCancelledEvent, OrderStatus, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { AttemptStore } from '../../attempts/attempt-store';
import { Order } from '../../models/order';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** An order ended: a payment that the bank has not decided yet is closed, so that nothing is taken for it. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly attempts: Pick<AttemptStore, 'checkSoon'>,
  ) {
    super(messaging);
  }

  async onMessage({ id, version }: OrderCancelledEvent['data']): Promise<void> {
    await applyVersion(Order, { kind: 'order', id, version, set: { status: OrderStatus.Cancelled } });
    await this.attempts.checkSoon(id);
  }
}

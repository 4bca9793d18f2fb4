import { type ExpirationCompleteEvent, Subjects } from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener, Listener, Projection } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import mongoose from 'mongoose';
import type { OrderExpiry } from '../expiry/order-expiry';
import { Ticket } from '../models/ticket';
import { PaymentCreatedListener, PaymentPendingListener, PaymentRefundedListener } from './payment-listeners';

/** What the listeners work with. */
export interface ListenerDependencies {
  readonly outbox: Outbox;
  readonly expiry: OrderExpiry;
  readonly directory: UserDirectory;
}

/** Everything this service listens to. */
export function listeners({ outbox, expiry, directory }: ListenerDependencies): AnyListener[] {
  return [
    ...ticketProjection().listeners(),
    new ExpirationCompleteListener(expiry),
    ...aggregateListeners<'payment'>({
      [Subjects.PaymentPending]: new PaymentPendingListener(outbox),
      [Subjects.PaymentCreated]: new PaymentCreatedListener(outbox),
      [Subjects.PaymentRefunded]: new PaymentRefundedListener(outbox),
    }),
    ...directory.listeners(),
  ];
}

/** Keeps up with the tickets' titles and prices; orders still to come see the newest. */
export function ticketProjection(): Projection<'ticket'> {
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    on: {
      [Subjects.TicketCreated]: ({ title, price, userId }) => ({ title, price, userId }),
      [Subjects.TicketUpdated]: ({ title, price }) => ({ title, price }),
    },
    key: (id) => new mongoose.Types.ObjectId(id),
  });
}

/** The clock says an order's time is up; the order's own `expiresAt` decides. */
export class ExpirationCompleteListener extends Listener<ExpirationCompleteEvent> {
  readonly subject = Subjects.ExpirationComplete;
  /** Many orders may be due at once, and those that come together share a transaction. */
  override readonly maxInFlight = 256;

  constructor(private readonly expiry: OrderExpiry) {
    super();
  }

  async onMessage({ orderId }: ExpirationCompleteEvent['data']): Promise<void> {
    await this.expiry.expire(orderId, new Date());
  }
}

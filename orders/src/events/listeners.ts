import { type ExpirationCompleteEvent, Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener, Listener, Projection } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import mongoose from 'mongoose';
import type { OrderExpiry } from '../expiry/order-expiry';
import { Show } from '../models/show';
import { Ticket, type TicketTerms } from '../models/ticket';
import { cancelShow } from '../cancel-show';
import { grantQuantity } from '../places/grant-quantity';
import type { Offers } from '../waiting/offers';
import { PaymentCreatedListener, PaymentPendingListener, PaymentRefundedListener } from './payment-listeners';

/** What the listeners work with. */
export interface ListenerDependencies {
  readonly outbox: Outbox;
  readonly expiry: OrderExpiry;
  readonly directory: UserDirectory;
  readonly offers: Offers;
}

/** Everything this service listens to. */
export function listeners({ outbox, expiry, directory, offers }: ListenerDependencies): AnyListener[] {
  return [
    ...ticketProjection().listeners({
      [Subjects.TicketUpdated]: ({ id, pendingQuantity, withdrawn }) =>
        (pendingQuantity !== undefined || withdrawn) && grantQuantity(outbox, offers, id),
    }),
    ...showProjection().listeners({
      [Subjects.ShowUpdated]: ({ id, status }) => status === 'cancelled' && cancelShow(outbox, offers, id),
    }),
    new ExpirationCompleteListener(expiry),
    ...aggregateListeners<'payment'>({
      [Subjects.PaymentPending]: new PaymentPendingListener(outbox, offers),
      [Subjects.PaymentCreated]: new PaymentCreatedListener(outbox, offers),
      [Subjects.PaymentRefunded]: new PaymentRefundedListener(outbox, offers),
    }),
    ...directory.listeners(),
  ];
}

/** Keeps up with what is for sale; orders still to come see the newest. */
export function ticketProjection(): Projection<'ticket'> {
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    on: {
      [Subjects.TicketCreated]: ({ title, price, userId, quantity = 1, seats, ...ticket }) => ({
        title,
        price,
        userId,
        terms: toTerms(ticket),
        ...(quantity === 1 && !seats ? {} : { places: { size: quantity, quantity, freed: 0 } }),
        ...(seats ? { seats, seatsVersion: 0 } : {}),
      }),
      [Subjects.TicketUpdated]: ({ title, price, seats, ...ticket }) => ({
        title,
        price,
        terms: toTerms(ticket),
        ...(seats ? { seats, seatsVersion: ticket.version } : {}),
      }),
    },
    key: (id) => new mongoose.Types.ObjectId(id),
  });
}

type Terms = Partial<Omit<TicketUpdatedEvent['data'], 'id' | 'version'>>;

/** What is set of the terms; what isn't was taken back. */
function toTerms({ saleStartsAt, saleEndsAt, ...ticket }: Terms): TicketTerms {
  const { showId, currency, maxPerOrder, maxPerBuyer, withdrawn, pendingQuantity } = ticket;
  return {
    ...(showId === undefined ? {} : { showId }),
    ...(currency === undefined ? {} : { currency }),
    ...(maxPerOrder === undefined ? {} : { maxPerOrder }),
    ...(maxPerBuyer === undefined ? {} : { maxPerBuyer }),
    ...(saleStartsAt === undefined ? {} : { saleStartsAt: new Date(saleStartsAt) }),
    ...(saleEndsAt === undefined ? {} : { saleEndsAt: new Date(saleEndsAt) }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(pendingQuantity === undefined ? {} : { pendingQuantity }),
  };
}

/** Keeps up with whether shows take place, and how their places are sold. */
export function showProjection(): Projection<'show'> {
  return new Projection<'show'>({
    collection: Show.collection,
    on: {
      [Subjects.ShowCreated]: ({ status, queue }) => ({ status, queue }),
      [Subjects.ShowUpdated]: ({ status, queue }) => ({ status, queue }),
    },
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

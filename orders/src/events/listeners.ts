import {
  type ExpirationCompleteEvent,
  type ResaleRefusedEvent,
  Subjects,
  type TicketUpdatedEvent,
} from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener, Listener, Projection } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import mongoose from 'mongoose';
import type { OrderExpiry } from '../expiry/order-expiry';
import { Resale } from '../models/resale';
import { Show } from '../models/show';
import { Ticket, type TicketTerms } from '../models/ticket';
import { cancelShow } from '../cancel-show';
import { endResaleOrder, noteSurrender } from '../resale-orders';
import { grantQuantity } from '../places/grant-quantity';
import type { Offers } from '../waiting/offers';
import {
  PaymentCreatedListener,
  PaymentPendingListener,
  PaymentRefundedListener,
  PaymentUpdatedListener,
} from './payment-listeners';

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
      [Subjects.PaymentUpdated]: new PaymentUpdatedListener(outbox, offers),
      [Subjects.PaymentRefunded]: new PaymentRefundedListener(outbox, offers),
    }),
    ...resaleProjection().listeners({
      [Subjects.ResaleUpdated]: ({ status, resaleOrderId }) => {
        if (!resaleOrderId) return undefined;
        if (status === 'surrendered') return noteSurrender(outbox, offers, resaleOrderId);
        return status === 'withdrawn' ? endResaleOrder(outbox, offers, resaleOrderId) : undefined;
      },
    }),
    new ResaleRefusedListener(outbox, offers),
    ...directory.listeners(),
  ];
}

/** Keeps up with what is for sale; orders still to come see the newest. */
export function ticketProjection(): Projection<'ticket'> {
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    lingerMs: 0,
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
  const { showId, currency, maxPerOrder, maxPerBuyer, withdrawn, pendingQuantity, resaleOf } = ticket;
  return {
    ...(showId === undefined ? {} : { showId }),
    ...(currency === undefined ? {} : { currency }),
    ...(maxPerOrder === undefined ? {} : { maxPerOrder }),
    ...(maxPerBuyer === undefined ? {} : { maxPerBuyer }),
    ...(saleStartsAt === undefined ? {} : { saleStartsAt: new Date(saleStartsAt) }),
    ...(saleEndsAt === undefined ? {} : { saleEndsAt: new Date(saleEndsAt) }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(resaleOf === undefined ? {} : { resaleOf }),
    ...(pendingQuantity === undefined ? {} : { pendingQuantity }),
  };
}

/** Keeps which place a holder sells again, and which order has it; neither changes. */
export function resaleProjection(): Projection<'resale'> {
  const nothing = () => ({});
  return new Projection<'resale'>({
    collection: Resale.collection,
    on: {
      [Subjects.ResaleCreated]: ({ orderId, ticketId, place }) => ({ orderId, ticketId, place }),
      [Subjects.ResaleUpdated]: nothing,
      [Subjects.ResaleCompleted]: nothing,
    },
  });
}

/** An order came for an admission that is no longer for sale: it ends. */
export class ResaleRefusedListener extends Listener<ResaleRefusedEvent> {
  readonly subject = Subjects.ResaleRefused;

  constructor(
    private readonly outbox: Outbox,
    private readonly offers: Offers,
  ) {
    super();
  }

  onMessage({ orderId }: ResaleRefusedEvent['data']): Promise<void> {
    return endResaleOrder(this.outbox, this.offers, orderId);
  }
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

import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  OrderStatus,
  type OrderUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import type { Hold } from '../domain/hold';
import { readOrderTickets } from '../models/ticket-hold';
import type { OrderChange, OrderFolds } from '../order-folds';

type OrderEvent = OrderCreatedEvent | OrderUpdatedEvent | OrderCancelledEvent | OrderCompletedEvent;

/** What all listeners to an order's events do: its holds on the tickets take the state that the event brings. */
abstract class OrderListener<T extends OrderEvent> extends Listener<T> {
  protected abstract readonly state: Hold['state'];

  constructor(protected readonly folds: Pick<OrderFolds, 'apply'>) {
    super();
  }

  async onMessage(data: T['data']): Promise<void> {
    await this.applyAll(toChanges(data, this.state));
  }

  /** @throws the first fault, once all are settled: what was applied isn't applied again */
  protected async applyAll(changes: readonly OrderChange[]): Promise<void> {
    const results = await Promise.allSettled(changes.map((change) => this.folds.apply(change)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

interface Item {
  readonly ticket: { readonly id: string };
  readonly quantity: number;
  readonly places: readonly number[];
  readonly resold?: readonly number[] | undefined;
}

/**
 * What the event says of each ticket; an order from before there were carts is of one place. Places that their holders have
 * sold again stay sold when the order ends.
 */
function toChanges({ id, version, ticket, items }: OrderEvent['data'], state: Hold['state']): OrderChange[] {
  const all: readonly Item[] = items ?? [{ ticket, quantity: 1, places: [] }];
  return all.map(({ ticket: { id: ticketId }, quantity, places, resold = [] }) => ({
    orderId: id,
    version,
    ticketId,
    ...(state === 'ended' && resold.length > 0
      ? ({ state: 'complete', quantity: resold.length, places: resold } as const)
      : { state, quantity, places }),
  }));
}

/** A new order holds the tickets, or waits in line behind the one that does. */
export class OrderCreatedListener extends OrderListener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  protected readonly state = 'live';
}

/** An order changed: its holds go on, except on tickets that are no longer part of it. */
export class OrderUpdatedListener extends OrderListener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  protected readonly state = 'live';

  override async onMessage(data: OrderUpdatedEvent['data']): Promise<void> {
    const { id, version, status, items } = data;
    const changes = toChanges(data, status === OrderStatus.Complete ? 'complete' : 'live');
    const left = items ? await readOrderTickets(id) : [];
    const given = new Set(changes.map(({ ticketId }) => ticketId));
    const gone = left.filter((ticketId) => !given.has(ticketId));
    await this.applyAll([
      ...changes,
      ...gone.map((ticketId) => ({
        orderId: id,
        version,
        ticketId,
        ...({ state: 'ended', quantity: 0, places: [] } as const),
      })),
    ]);
  }
}

/** An order ended: what it held passes to the next live order, or is free. */
export class OrderCancelledListener extends OrderListener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  protected readonly state = 'ended';

  override async onMessage(data: OrderCancelledEvent['data']): Promise<void> {
    const { freed } = data.resale ?? {};
    await this.applyAll([
      ...toChanges(data, this.state),
      // Its first order has it as sold for good, so this takes one off; nothing else is told of the two, whose first version it is.
      ...(freed
        ? [
            {
              orderId: data.id,
              version: 0,
              ticketId: freed.ticketId,
              ...({ state: 'complete', quantity: -1, places: [freed.place] } as const),
            },
          ]
        : []),
    ]);
  }
}

/** An order was paid: what it held is sold. */
export class OrderCompletedListener extends OrderListener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  protected readonly state = 'complete';
}

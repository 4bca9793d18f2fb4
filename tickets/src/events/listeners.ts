import { Subjects } from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import { OrderFolds } from '../order-folds';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderUpdatedListener,
} from './order-listeners';
import { PlacesUpdatedListener } from './places-listener';
import { ResaleCompletedListener, ResaleCreatedListener, ResaleUpdatedListener } from './resale-listeners';

/** Everything this service listens to. */
export function listeners(outbox: Outbox, directory: UserDirectory): AnyListener[] {
  const folds = new OrderFolds(outbox);
  return [
    ...aggregateListeners<'order'>({
      [Subjects.OrderCreated]: new OrderCreatedListener(folds),
      [Subjects.OrderUpdated]: new OrderUpdatedListener(folds),
      [Subjects.OrderCancelled]: new OrderCancelledListener(folds),
      [Subjects.OrderCompleted]: new OrderCompletedListener(folds),
    }),
    ...aggregateListeners<'places'>({ [Subjects.PlacesUpdated]: new PlacesUpdatedListener(outbox) }),
    ...aggregateListeners<'resale'>({
      [Subjects.ResaleCreated]: new ResaleCreatedListener(outbox),
      [Subjects.ResaleUpdated]: new ResaleUpdatedListener(outbox),
      [Subjects.ResaleCompleted]: new ResaleCompletedListener(outbox),
    }),
    ...directory.listeners(),
  ];
}

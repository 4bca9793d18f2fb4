import { listPayments } from './api';
import type { Order, Payment } from '../../lib/api/types';
import { type Resource, useResource } from '../../lib/data/use-resource';
import { usePoll } from '../../lib/data/use-poll';

const POLL_MS = 5_000;

/** The payments of an order, newest first. */
export function usePayments(order: Order): Resource<Payment[]> {
  // Each version of the order may have come from a payment.
  const resource = useResource(`payments:${order.id}:${order.version}`, (signal) =>
    listPayments(order.id, signal),
  );
  // No event tells that the bank said no: the order stays as it is.
  usePoll(resource.refreshWhenIdle, order.status === 'awaiting:payment' ? POLL_MS : null);
  return resource;
}

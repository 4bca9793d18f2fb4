import type { Figure } from '../figure';
import { createTicket } from './create-ticket';
import { lagIdle, lagLoaded } from './event-lag';
import { listTickets } from './list-tickets';
import { memoryIdle, memoryLoaded } from './memory';
import { placeOrder } from './place-order';
import { showTicket } from './show-ticket';

/** Everything that is measured, in the order of the printed lines. */
export const figures: readonly Figure[] = [
  createTicket,
  placeOrder,
  showTicket,
  listTickets,
  lagIdle,
  lagLoaded,
  memoryIdle,
  memoryLoaded,
];

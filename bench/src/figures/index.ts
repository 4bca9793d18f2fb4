import type { Figure } from '../figure';
import { checkIns } from './check-ins';
import { connections } from './connections';
import { createTicket } from './create-ticket';
import { lagIdle, lagLoaded } from './event-lag';
import { expiryLateness } from './expiry-lateness';
import { growth } from './growth';
import { listShows, searchShows } from './list-shows';
import { listTickets } from './list-tickets';
import { memoryIdle } from './memory-idle';
import { memoryLoaded } from './memory-loaded';
import { notifyBatch } from './notify-batch';
import { notifyOne } from './notify-one';
import { notifyProcessed } from './notify-processed';
import { placeOrder } from './place-order';
import { priceRace } from './price-race';
import { rush } from './rush';
import { quiet, sale, saleGrowth, salePaid } from './sale';
import { showTicket, showTicketGateway } from './show-ticket';

/** Everything that is measured, in the order of the printed lines. */
export const figures: readonly Figure[] = [
  createTicket,
  placeOrder,
  rush,
  checkIns,
  showTicket,
  showTicketGateway,
  listTickets,
  listShows,
  searchShows,
  lagIdle,
  lagLoaded,
  priceRace,
  expiryLateness,
  notifyOne,
  notifyBatch,
  notifyProcessed,
  memoryIdle,
  memoryLoaded,
  connections,
  growth,
  sale,
  salePaid,
  saleGrowth,
  quiet,
];

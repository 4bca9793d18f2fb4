import { Order } from './order';
import { Payment } from './payment';
import { Receipt } from './receipt';
import { Resale } from './resale';
import { Show } from './show';
import { StripeEvent } from './stripe-event';
import { Ticket } from './ticket';

/** All that has indexes. Without them an order could be paid twice: nothing is served before they are there. */
export const models = [Order, Payment, Receipt, Resale, Show, StripeEvent, Ticket];

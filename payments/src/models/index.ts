import { Order } from './order';
import { Payment } from './payment';
import { StripeEvent } from './stripe-event';
import { Ticket } from './ticket';

/** Creates the indexes. Without them an order could be paid twice: nothing is served before this resolves. */
export async function prepareModels(): Promise<void> {
  await Promise.all([Order.init(), Payment.init(), StripeEvent.init(), Ticket.init()]);
}

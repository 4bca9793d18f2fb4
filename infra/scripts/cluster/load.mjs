// Sellers who list tickets and change prices, for as long as it is wanted, and keep account of what was promised to them.
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, inParallel } from './people.mjs';

export class Load {
  constructor(sellers) {
    this.sellers = sellers;
    this.running = false;
    this.requests = 0;
    /** Answers that no client should see: none at all, or one of 5xx. */
    this.failures = [];
    /** By ticket: the highest price that was acknowledged, or may have been applied without an answer. */
    this.tickets = new Map();
  }

  start() {
    this.running = true;
    this.lanes = this.sellers.map((seller) => this.lane(seller));
  }

  async stop() {
    this.running = false;
    await Promise.all(this.lanes);
  }

  async lane(seller) {
    while (this.running) {
      const { status, body } = await this.counted(seller, 'POST', '/api/tickets', {
        title: 'Load',
        price: 5,
      });
      if (status === 201) {
        const ticket = { id: body.id, seller, price: 5, certain: true };
        this.tickets.set(ticket.id, ticket);
        for (const price of [10, 15]) {
          const answer = await this.counted(seller, 'PUT', `/api/tickets/${ticket.id}`, { price });
          if (answer.status === 200) ticket.price = price;
          else ticket.certain = false;
        }
        await this.counted(seller, 'GET', `/api/tickets/${ticket.id}`);
        await this.counted(seller, 'GET', '/api/orders');
        await this.counted(seller, 'GET', '/');
      }
      await sleep(50);
    }
  }

  async counted(seller, method, path, body) {
    const answer = await seller.request(method, path, body);
    this.requests += 1;
    if (answer.status === 0 || answer.status >= 500)
      this.failures.push(
        `${new Date().toISOString()} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    return answer;
  }

  /**
   * Orders each ticket and gives it back: the price of the order is what orders has heard.
   * @returns what was promised and isn't so, as lines
   */
  async lost(buyer) {
    const tickets = [...this.tickets.values()];
    const faults = await inParallel(tickets, 8, async ({ id, price, certain }) => {
      const { status, body } = await buyer.get(`/api/tickets/${id}`);
      if (status !== 200) return `ticket ${id} was acknowledged and isn't there (${status})`;
      if (body.price < price || (certain && body.price !== price))
        return `ticket ${id} costs ${body.price}; ${price} was acknowledged`;
      const check = async () => {
        const order = await buyer.reserve(id, 10);
        await buyer.delete(`/api/orders/${order.id}`);
        if (order.ticket.price !== body.price)
          throw new Error(`orders has ${id} at ${order.ticket.price}, not ${body.price}`);
      };
      return eventually(check, 60).catch((error) => error.message);
    });
    return faults.filter(Boolean);
  }
}

import { until } from '@ticketing/harness';
import type { Fault } from '../fault';
import { pendingOrders } from '../system/outstanding';
import { WINDOW_SECONDS } from '../system/settings';

const ORDERS = 40;
/** Beyond the window: what the sweep adds, and a loaded machine. */
const EXPIRED_WITHIN_MS = (WINDOW_SECONDS + 10) * 1_000;

export const redisFlush: Fault = {
  name: 'redis-flush',
  title: 'FLUSHALL with orders pending: all still expire, none early',
  healsWithin: 15,
  underLoad: false,
  async run({ system, commands, injected, note }) {
    const tickets = await Promise.all(Array.from({ length: ORDERS }, () => commands.sell()));
    await until('the tickets in orders', async () => {
      const known = await system.stores.collection('orders', 'tickets').countDocuments();
      return known === (await system.stores.collection('tickets', 'tickets').countDocuments());
    });
    await Promise.all(tickets.map((ticketId) => commands.order(ticketId)));
    note('orders pending', await pendingOrders(system));
    await system.stores.flushRedis();
    injected('FLUSHALL');
    await until('the end of all orders', async () => (await pendingOrders(system)) === 0, EXPIRED_WITHIN_MS);
  },
};

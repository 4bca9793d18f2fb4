// Pods of the broker and the stores that are deleted, and come back.
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, people } from '../common.mjs';
import { replacePod } from '../kubectl.mjs';
import { Load } from '../load.mjs';
import { eventually, inParallel, Person } from '../people.mjs';

/** Orders of the local and dev systems end within this time, so that a test can wait for it; seconds. */
const LONGEST_WINDOW = 600;

/** Deletes a pod while sellers write; what was acknowledged must hold afterwards. Requests may fail meanwhile. */
async function survive(base, pod) {
  const load = new Load(await people(base, 2));
  const buyer = await Person.signUp(base);
  load.start();
  await eventually(() => assert(load.tickets.size >= 5, 'nothing is sold yet'), 60);
  const seconds = await replacePod(pod);
  const before = load.tickets.size;
  await eventually(() => assert(load.tickets.size >= before + 5, 'nothing is sold any more'), 120);
  await load.stop();
  const lost = await load.lost(buyer);
  assert(lost.length === 0, `${lost.length} promises broken:\n${lost.slice(0, 10).join('\n')}`);
  return `${pod} deleted and back after ${seconds.toFixed(0)} s: ${load.requests} requests, ${load.failures.length} failed meanwhile; ${load.tickets.size} tickets, nothing lost`;
}

export const broker = ({ base }) => survive(base, 'nats-0');
export const database = ({ base }) => survive(base, 'mongo-0');

/** Orders whose timers are in Redis when it goes end on time all the same. */
export async function redis({ base }) {
  const [seller, buyer] = await people(base, 2);
  const tickets = await inParallel(Array.from({ length: 20 }), 5, () => seller.sell(5));
  const orders = await inParallel(tickets, 5, (id) => buyer.reserve(id));
  const seconds = await replacePod('redis-0');
  const window = (Date.parse(orders.at(-1).expiresAt) - Date.now()) / 1000;
  assert(
    window < LONGEST_WINDOW,
    `orders are held for ${window.toFixed(0)} s: EXPIRATION_WINDOW_SECONDS is not for tests`,
  );
  const expired = async () => {
    const states = await inParallel(
      orders,
      5,
      async ({ id }) => (await buyer.get(`/api/orders/${id}`)).body.status,
    );
    assert(
      states.every((status) => status === 'cancelled'),
      `orders are ${states}`,
    );
  };
  await sleep(Math.max(window, 0) * 1000);
  await eventually(expired, 15);
  return `redis-0 deleted and back after ${seconds.toFixed(0)} s: all ${orders.length} orders expired on time`;
}

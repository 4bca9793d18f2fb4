// Many at once, on several replicas of each side.
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, people } from '../common.mjs';
import { kubectl, rolledOut } from '../kubectl.mjs';
import { inParallel, Person } from '../people.mjs';

const REPLICAS = 3;
const ACCOUNTS = 10;
const TICKETS = 200;
/** Within this time orders has heard of every price. */
const HEARD_MS = 5_000;

async function scaleOut() {
  kubectl('scale', 'deployment/tickets', 'deployment/orders', `--replicas=${REPLICAS}`);
  await Promise.all(['tickets', 'orders'].map((name) => rolledOut(`deployment/${name}`)));
}

export async function races({ base, rounds, buyers: count }) {
  await scaleOut();
  const seller = await Person.signUp(base);
  const buyers = await people(base, ACCOUNTS);
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const ticket = await seller.sell(20);
    const probe = await buyers[0].reserve(ticket);
    await buyers[0].delete(`/api/orders/${probe.id}`);
    const begun = Date.now();
    const answers = await Promise.all(
      Array.from({ length: count }, (_, i) =>
        buyers[i % buyers.length].post('/api/orders', { ticketId: ticket }),
      ),
    );
    const by = (status) => answers.filter((answer) => answer.status === status).length;
    assert(by(201) === 1 && by(400) === count - 1, `round ${round}: ${by(201)} sold, ${by(400)} refused`);
    taken.push(Date.now() - begun);
  }
  return `${count} buyers of one ticket, ${REPLICAS} replicas: sold once in each of ${taken.length} rounds (${taken.join(', ')} ms)`;
}

export async function prices({ base }) {
  await scaleOut();
  const seller = await Person.signUp(base);
  const buyer = await Person.signUp(base);
  const ids = await inParallel(Array.from({ length: TICKETS }), 20, async () => {
    const id = await seller.sell(5);
    for (const price of [10, 15]) {
      const { status } = await seller.put(`/api/tickets/${id}`, { price });
      assert(status === 200, `a price was answered with ${status}`);
    }
    return id;
  });
  // A deadline, not a guess: an order fixes the price that orders has heard of, so each can be asked once only.
  await sleep(HEARD_MS);
  const ordered = await inParallel(ids, 10, async (id) => (await buyer.reserve(id, 1)).ticket.price);
  const wrong = ordered.filter((price) => price !== 15).length;
  assert(
    wrong === 0,
    `${wrong} of ${TICKETS} tickets are not at 15 in orders, five seconds after the last write`,
  );
  return `${TICKETS} tickets went 5, 10, 15 over ${REPLICAS} replicas of each side: all at 15 in orders after five seconds`;
}

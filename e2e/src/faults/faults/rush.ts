import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, inParallel, until } from '@ticketing/harness';
import { mongo } from 'mongoose';
import type { Finding } from '../check/finding';
import type { Fault, FaultContext, OwnSystem } from '../fault';
import { Caller } from '../workload/caller';
import type { Commands, Ordered } from '../workload/commands';

/** Of the ticket that everybody wants. */
const PLACES = 500;
/** Buyers who ask at the same time. */
const AT_ONCE = 100;
/** Of so many who get a place one gives it back, and of so many who don't one waits for it. */
const CHANGES_MIND = 10;
const SHOPPERS = 24;
/** The longest between two kills, in ms, where two replicas are ready. */
const PEACE_MS = 500;

/** Three processes decide who gets a place; what they hold lasts longer than a round. */
export const seller: OwnSystem = {
  services: ['tickets', 'orders', 'payments', 'admissions'],
  replicas: { orders: 3 },
  environment: { EXPIRATION_WINDOW_SECONDS: '900', OFFER_WINDOW_SECONDS: '900' },
};

/** kill -9 of one of the replicas of a service, once another is ready as well. */
export async function killOne({ system, random, injected }: FaultContext, service = 'orders'): Promise<void> {
  const ready = () => system.findReplicas(service).filter(({ connected }) => connected);
  await until(`two replicas of ${service}`, () => ready().length > 1, 120_000);
  const replica = random.pick(ready())!;
  const before = replica.pid;
  replica.signal('SIGKILL');
  injected(`kill -9 ${replica.name}`);
  await until(`the end of ${replica.name}`, () => replica.pid !== before);
}

/** Puts so many places up for sale. @returns the ticket's id, once orders has heard of it */
export async function listPlaces(
  { system, commands }: FaultContext,
  places: number,
  hasSeats = false,
): Promise<string> {
  const ticketId = await commands.sellMany(places, hasSeats);
  if (!ticketId) throw new Error('the ticket could not be put up for sale');
  const _id = new mongo.ObjectId(ticketId) as unknown as undefined;
  const tickets = system.stores.collection('orders', 'tickets');
  await until('the ticket in orders', async () => (await tickets.findOne({ _id })) !== null);
  return ticketId;
}

/** Sells a ticket of so many places to all who come, while replicas are killed so often. */
export async function sellOut(context: FaultContext, places: number, killed: number): Promise<Finding[]> {
  const { commands, people, random, injected } = context;
  const ticketId = await listPlaces(context, places);
  let sold = 0;
  let refused = 0;
  let isOver = false;
  const wave = inParallel(people.buyers, AT_ONCE, async (buyer) => {
    const { id, status } = await reserve(commands, ticketId, buyer, 1 + random.below(2));
    if (id) sold += 1;
    else if (status === 400) refused += 1;
    if (id && sold % CHANGES_MIND === 0) await commands.giveBack({ id, buyer });
    if (status === 400 && refused % CHANGES_MIND === 0) await commands.waitFor(ticketId, buyer);
  }).finally(() => (isOver = true));
  const least = Math.min(places, people.buyers.length) / 2;
  const moments = Array.from({ length: killed }, () => random.below(least)).sort((a, b) => a - b);
  const kills = Promise.all(
    moments.map(async (moment) => {
      await until('the moment', () => isOver || sold >= moment, 120_000);
      await killOne(context);
    }),
  );
  await Promise.all([wave, kills]);
  injected(`${people.buyers.length} buyers of ${ticketId}`);
  return buyTheRest(context, ticketId, places);
}

const reserve = (commands: Commands, ticketId: string, buyer: Caller, quantity: number): Promise<Ordered> =>
  commands.reserve({ ticketId, quantity }, [{ ticketId }], buyer);

/** One place after the other, until each replica refuses: then none may be free. */
async function buyTheRest(context: FaultContext, ticketId: string, places: number): Promise<Finding[]> {
  const { system, commands, people } = context;
  const replicas = system.findReplicas('orders');
  await until('all replicas of orders', () => replicas.every(({ connected }) => connected), 120_000);
  for (const { options } of replicas) {
    for (let isRefused = false; !isRefused;) {
      const { token, id, email } = context.random.pick(people.buyers)!;
      const buyer = new Caller(`http://127.0.0.1:${options.port}`, token, id, email);
      const { status, code } = await reserve(commands, ticketId, buyer, 1);
      isRefused = code === 'reserved' || code === 'sold_out';
      if (!isRefused && status !== 201) await sleep(100);
    }
  }
  const rows = await system.stores.rows('orders', 'places', 'order');
  const taken = rows.filter(({ _id }) => String(_id).startsWith(`${ticketId}#`)).length;
  context.note('places taken', `${taken} of ${places}`);
  if (taken === places) return [];
  const text = `ticket ${ticketId} was refused by every replica with ${places - taken} of ${places} places free`;
  return [{ invariant: 'I11', kind: 'idle place', text }];
}

/** Two have all places, two wait, and one of the first gives theirs back: for the control. */
export async function freeWhileWaiting(context: FaultContext): Promise<void> {
  const { commands, people } = context;
  const ticketId = await listPlaces(context, 2);
  const [first, second, third, fourth] = people.buyers as [Caller, Caller, Caller, Caller];
  const { id } = await reserve(commands, ticketId, first, 1);
  await reserve(commands, ticketId, second, 1);
  await commands.waitFor(ticketId, third, 1);
  await commands.waitFor(ticketId, fourth, 1);
  await commands.giveBack({ id: id!, buyer: first });
  context.injected('a place was given back while two wait');
}

export const rush: Fault = {
  name: 'rush',
  title: 'many buyers of one ticket of 500 places over three replicas of orders, which are killed',
  healsWithin: 45,
  underLoad: false,
  own: seller,
  async run(context) {
    const findings: Finding[] = [];
    for (let round = 1; round <= context.extent.rounds; round += 1)
      findings.push(...(await sellOut(context, PLACES, context.extent.kills)));
    return findings;
  },
};

/** What shoppers do, relative to each other: a cart is given back about as often as it is filled. */
const shopping = {
  cart: 12,
  cancel: 10,
  pay: 1,
  sellMany: 6,
  resize: 2,
  orderMany: 2,
  waitFor: 2,
  answerOffer: 2,
} as const satisfies Partial<Record<keyof Commands, number>>;

/** Shoppers fill carts of ten for as long as `inject` takes. */
export async function fillCarts(
  { commands, random }: FaultContext,
  inject: () => Promise<void>,
  mix: Partial<Record<keyof typeof shopping | 'refundSome', number>> = shopping,
): Promise<void> {
  let isOver = false;
  const shoppers = Array.from({ length: SHOPPERS }, async () => {
    while (!isOver) await commands[random.weighted(mix as typeof shopping & { refundSome: number })]();
  });
  await Promise.all([...shoppers, inject().finally(() => (isOver = true))]);
}

export const carts: Fault = {
  name: 'carts',
  title: 'carts of ten places of several tickets, while three replicas of orders are killed in turn',
  healsWithin: 45,
  underLoad: false,
  own: seller,
  async run(context) {
    await fillCarts(context, async () => {
      for (let kill = 0; kill < context.extent.kills; kill += 1) {
        await sleep(context.random.below(PEACE_MS));
        await killOne(context);
      }
    });
    const { attempts } = context.recorder;
    context.note(
      'orders',
      attempts.filter(({ kind, told }) => kind === 'order' && told === 'acknowledged').length,
    );
  },
};

/** Places are given back about as often as they are paid for, some of them to people who wait. */
const refunding = {
  ...shopping,
  cart: 6,
  cancel: 1,
  pay: 8,
  orderMany: 4,
  waitFor: 4,
  refundSome: 8,
} as const;

export const refundPlaces: Fault = {
  name: 'refund-places',
  title:
    'sellers give some places of paid carts back, while orders, payments and admissions are killed in turn',
  healsWithin: 45,
  underLoad: false,
  own: seller,
  async run(context) {
    const services = ['payments', 'orders', 'admissions'];
    const inject = async () => {
      for (let kill = 0; kill < context.extent.kills; kill += 1) {
        await sleep(context.random.below(PEACE_MS));
        await killOne(context, services[kill % services.length]);
      }
    };
    await fillCarts(context, inject, refunding);
    const { refunds } = context.recorder;
    for (const told of ['acknowledged', 'unacknowledged', 'refused'] as const)
      context.note(`refunds ${told}`, refunds.filter((refund) => refund.told === told).length);
  },
};

/** One place is given back by several requests at once: for the control. */
export async function refundAtOnce(context: FaultContext): Promise<void> {
  const { commands, people, system, injected } = context;
  const buyer = people.buyers[0]!;
  const seats = ['A1', 'A2', 'A3'];
  const ticketId = await listPlaces(context, seats.length, true);
  const { id } = await commands.reserve({ ticketId, seats }, [{ ticketId }], buyer);
  const paid = await eventually(async () => {
    const payment = await commands.payFor({ id: id!, buyer }, 'pm_card_visa');
    if (!payment) throw new Error(`order ${id} is not paid`);
    return payment;
  });
  const orders = system.stores.collection('payments', 'orders');
  await until('the complete order in payments', async () =>
    (await orders.find({ status: 'complete' }).toArray()).some(({ _id }) => String(_id) === id),
  );
  const refund = () => commands.refund(paid, { ticketId, seats: ['A1'] });
  await Promise.all(Array.from({ length: 5 }, refund));
  injected(`place A1 of order ${id} was given back by 5 requests at once`);
}

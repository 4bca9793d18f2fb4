import { setTimeout as pause } from 'node:timers/promises';
import { eventually, inParallel, until } from '@ticketing/harness';
import { mongo } from 'mongoose';
import type { Finding } from '../check/finding';
import { checkQueue, type QueueState } from '../check/queue';
import type { Fault, FaultContext } from '../fault';
import type { Caller } from '../workload/caller';
import { killOne, seller } from './rush';

/** Of the show that everybody wants to see. */
const PLACES = 500;
/** People who ask at the same time. */
const AT_ONCE = 100;
/** Who comes after the draw. */
const LATE = 20;
/** How many of those who wait look where they stand, and try to order nevertheless, at each look. */
const SAMPLE = 10;
/** The longest that the line takes until the places are sold, in ms. */
const PATIENCE_MS = 600_000;

const pace = { QUEUE_ADMITTED_AT_ONCE: '100', QUEUE_ADMITTED_SECONDS: '10' };

/** A show with a line in front of it, and its only ticket. */
interface HotShow {
  readonly showId: string;
  readonly ticketId: string;
}

interface Position {
  readonly status: 'waiting' | 'admitted';
  readonly position: number;
}

/** Opens a show with a queue and a ticket of so many places, once orders knows both. */
async function openHotShow({ system, people, recorder }: FaultContext, places: number): Promise<HotShow> {
  const owner = people.sellers[0]!;
  const make = (path: string, fields: object) =>
    eventually(async () => {
      const at = Date.now();
      const { status, body } = await owner.post<{ id: string }>(path, fields);
      if (path === '/api/tickets') recorder.add('ticket', 'Standing', status, at, body?.id);
      if (status !== 201 || !body) throw new Error(`${path} answered ${status}`);
      return body.id;
    });
  const showId = await make('/api/shows', {
    title: 'The last concert',
    startsAt: '2040-05-04T18:00:00Z',
    timeZone: 'Europe/Prague',
    venue: { name: 'Lucerna' },
    queue: true,
  });
  const ticketId = await make('/api/tickets', { title: 'Standing', price: 30, quantity: places, showId });
  const known = (collection: string, id: string) =>
    until(
      `${id} in orders`,
      async () =>
        (await system.stores
          .collection('orders', collection)
          .findOne({ _id: new mongo.ObjectId(id) as never })) !== null,
    );
  await known('tickets', ticketId);
  await until('the show in orders', async () =>
    (await system.stores.rows('orders', 'shows')).some(({ _id }) => String(_id) === showId),
  );
  return { showId, ticketId };
}

/** Takes a place in the line; a connection that a kill broke is tried again. */
function join(showId: string, buyer: Caller): Promise<Position> {
  return eventually(async () => {
    const { status, body } = await buyer.post<Position>('/api/queue', { showId });
    if (status !== 201 || !body) throw new Error(`joining the queue answered ${status}`);
    return body;
  }, 120_000);
}

const reserve = ({ commands }: FaultContext, ticketId: string, buyer: Caller) =>
  commands.reserve({ ticketId, quantity: 1 }, [{ ticketId }], buyer);

const readLine = async ({ system }: FaultContext, showId: string): Promise<QueueState[]> =>
  (await system.stores.collection('orders', 'queue_entries').find({ showId }).toArray()) as never[];

/** What is stored of a line and of those who ordered behind it, checked. */
async function checkLine(context: FaultContext, { showId, ticketId }: HotShow): Promise<Finding[]> {
  const { stores } = context.system;
  const queue = await stores.collection('orders', 'show_queues').findOne({ _id: showId as never });
  const orders = await stores.collection('orders', 'orders').find({ 'ticket.id': ticketId }).toArray();
  const buyers = new Set(orders.map(({ userId }) => String(userId)));
  return checkQueue(
    await readLine(context, showId),
    (queue?.['drawAt'] as Date | undefined) ?? new Date(),
    buyers,
  );
}

/** Some order without having been let through: for the control. */
export async function pushIn(context: FaultContext): Promise<Finding[]> {
  const hot = await openHotShow(context, 20);
  for (const buyer of context.people.buyers.slice(0, 10)) {
    await join(hot.showId, buyer);
    await reserve(context, hot.ticketId, buyer);
  }
  context.injected('ten ordered before the lots were drawn');
  return checkLine(context, hot);
}

/** Everybody waits, is let through in turn and orders a place, until there is none left. */
async function waitInLine(context: FaultContext): Promise<Finding[]> {
  const { people, random, extent, injected, note } = context;
  const hot = await openHotShow(context, Math.min(PLACES, people.buyers.length / 2));
  const early = people.buyers.slice(LATE);
  const late = people.buyers.slice(0, LATE);
  const begun = Date.now();
  let joined = 0;
  const kills = (async () => {
    for (let kill = 1; kill <= extent.kills; kill += 1) {
      await until('the moment', () => joined >= (early.length * kill) / (extent.kills + 1), PATIENCE_MS);
      await killOne(context);
    }
  })();
  await Promise.all([
    inParallel(early, AT_ONCE, async (buyer) => {
      await join(hot.showId, buyer);
      joined += 1;
    }),
    kills,
  ]);
  note('people in the line', early.length);
  note('joined within', `${((Date.now() - begun) / 1_000).toFixed(1)} s`);
  await until(
    'the draw',
    async () => (await readLine(context, hot.showId)).every(({ number }) => number !== undefined),
    PATIENCE_MS,
  );
  for (const buyer of late) await join(hot.showId, buyer);
  injected(`${people.buyers.length} people in front of ${hot.showId}`);

  const findings: Finding[] = [];
  const callers = new Map(people.buyers.map((buyer) => [buyer.id, buyer]));
  const served = new Set<string>();
  const told: Record<string, number> = {};
  let isSoldOut = false;
  for (const deadline = Date.now() + PATIENCE_MS; !isSoldOut && Date.now() < deadline;) {
    const line = await readLine(context, hot.showId);
    const now = new Date();
    const turn = line.filter(
      (one) => one.admittedUntil && one.admittedUntil > now && !served.has(one.userId),
    );
    await inParallel(turn, AT_ONCE, async ({ userId }) => {
      const { status, code } = await reserve(context, hot.ticketId, callers.get(userId)!);
      if (status === 201 || status === 400 || status === 429) served.add(userId);
      told[code ?? status] = (told[code ?? status] ?? 0) + 1;
      isSoldOut ||= code === 'reserved' || code === 'sold_out';
    });
    const waiting = line.filter(({ admittedUntil }) => !admittedUntil);
    if (waiting.length === 0 && turn.length === 0) break;
    findings.push(
      ...(await askInLine(context, hot, random.sample(waiting.slice(-5 * SAMPLE), SAMPLE), callers)),
    );
    await pause(200);
  }
  note('let through', served.size);
  note('told', JSON.stringify(told));
  note('sold out within', `${((Date.now() - begun) / 1_000).toFixed(1)} s`);
  if (!isSoldOut)
    findings.push({ invariant: 'I11', kind: 'idle place', text: 'the places were not sold out' });
  return [...findings, ...(await checkLine(context, hot))];
}

/** Those who wait are told so, with their place, and may not order. */
async function askInLine(
  context: FaultContext,
  { showId, ticketId }: HotShow,
  waiting: readonly QueueState[],
  callers: ReadonlyMap<string, Caller>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  await inParallel(waiting, SAMPLE, async ({ userId, number = Infinity }) => {
    const caller = callers.get(userId)!;
    const { body } = await caller.get<Position>(`/api/queue/${showId}`);
    // They may have been let through meanwhile.
    if (body?.status !== 'waiting') return;
    if (body.position < 1 || body.position > number)
      findings.push({
        invariant: 'I16',
        kind: 'line',
        text: `number ${number} was told to be the ${body.position}.`,
      });
    const { status } = await reserve(context, ticketId, caller);
    const after = await caller.get<Position>(`/api/queue/${showId}`);
    if (status === 201 && after.body?.status === 'waiting')
      findings.push({
        invariant: 'I16',
        kind: 'line',
        text: `number ${number} ordered while it had to wait`,
      });
  });
  return findings;
}

export const queue: Fault = {
  name: 'queue',
  title: 'many more people than places wait in front of a show, while replicas of orders are killed',
  healsWithin: 45,
  underLoad: false,
  own: { ...seller, environment: { ...seller.environment, ...pace } },
  run: waitInLine,
};

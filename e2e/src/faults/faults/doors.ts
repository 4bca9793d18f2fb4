import { inParallel, until } from '@ticketing/harness';
import type { Fault, FaultContext } from '../fault';
import { type Bought, Door, newScanId, type Shown } from '../workload/door';
import { dieAt } from './crash-points';

/** Places that are sold before the fault. */
const PLACES = 24;
const AT_ONCE = 6;
/** Gates that are shown the same code at the same time. */
const GATES = 3;
const DEVICES = 3;
/** Places that are sold again. */
const RESALES = 12;
/** Scans of every device, and how many of them another has as well. */
const SCANS = { each: 12, doubles: 6 };

function sellPlaces(door: Door, count = PLACES): Promise<Bought[]> {
  return inParallel(Array.from({ length: count }), AT_ONCE, () => door.sell());
}

/** Shows a code to several gates at once. */
const atGates = (door: Door, { code, admissionId }: Pick<Bought, 'code' | 'admissionId'>): Promise<unknown> =>
  Promise.all(Array.from({ length: GATES }, (_, gate) => door.scan(code, admissionId, `G${gate}`)));

/** Passes an admission on while gates are shown its code; what then is its code is shown as well. */
async function passAndScan(door: Door, bought: Bought, taker: Bought['buyer']): Promise<void> {
  await Promise.all([door.pass(bought, taker), atGates(door, bought)]);
  const { code, admissionId } = await door.admission(bought.orderId);
  if (code) await atGates(door, { code, admissionId });
}

/** Sells, passes on and lets in for as long as `inject` takes. */
async function atWork(context: FaultContext, door: Door, inject: () => Promise<void>): Promise<void> {
  const taker = context.people.buyers[0]!;
  await door.verify(taker);
  const sold = await sellPlaces(door);
  let isOver = false;
  const gates = inParallel(sold, AT_ONCE, async (bought) =>
    sold.indexOf(bought) % 3 === 0 && bought.buyer !== taker
      ? passAndScan(door, bought, taker)
      : atGates(door, bought),
  );
  const sales = (async () => {
    while (!isOver) await atGates(door, await door.sell());
  })();
  const injected = inject().finally(() => (isOver = true));
  await Promise.all([gates, sales, injected]);
}

/** A fault under which a door is at work, and nothing else. */
const doorFault = (
  name: string,
  title: string,
  run: (context: FaultContext, door: Door) => ReturnType<Fault['run']>,
): Fault => ({
  name,
  title,
  healsWithin: 30,
  underLoad: false,
  run: async (context) => run(context, await Door.open(context)),
});

const doorCrash = doorFault(
  'door-crash',
  'admissions dies between commit and publish, publish and mark, commit and ack, while a door is at work',
  async (context, door) => {
    await atWork(context, door, async () => {
      for (const point of ['outbox:committed', 'outbox:published', 'listener:handled'] as const)
        await dieAt(context, 'admissions', point);
    });
  },
);

const doorKill = doorFault(
  'door-kill',
  'kill -9 of one replica of admissions after the other, and FLUSHALL, while a door is at work',
  async (context, door) => {
    await atWork(context, door, async () => {
      for (const nth of [1, 2, 1, 2] as const) {
        await killAndReturn(context, nth);
        await context.system.stores.flushRedis();
        context.injected('FLUSHALL');
      }
    });
  },
);

const doorOffline = doorFault(
  'door-offline',
  'devices send what they did offline, some of it twice, while admissions is killed',
  async (context, door) => {
    const sold = await sellPlaces(door, DEVICES * SCANS.each);
    const scans = [...sold, ...sold.slice(0, DEVICES * SCANS.doubles)];
    const devices = Array.from({ length: DEVICES }, (_, device): Shown[] =>
      scans
        .filter((_scan, nth) => (nth + Math.floor(nth / sold.length)) % DEVICES === device)
        .map(({ code, admissionId }) => ({ id: newScanId(), code, admissionId, gate: `D${device}` })),
    );
    const merged = Promise.all(devices.map((shown) => door.merge(shown)));
    await Promise.all([merged, killAndReturn(context, 1)]);
    const results = context.recorder.scans.slice(-scans.length);
    const doubles = results.filter(({ result }) => result === 'used').length;
    context.note('doubles listed', doubles);
    if (doubles === DEVICES * SCANS.doubles) return [];
    const text = `${doubles} of ${DEVICES * SCANS.doubles} doubles were listed`;
    return [{ invariant: 'I14', kind: 'entry', text }];
  },
);

/** Everybody at once, for the control too: each code at several gates of both replicas. */
export async function crowdedGates(context: FaultContext): Promise<void> {
  const door = await Door.open(context);
  const sold = await sellPlaces(door, 4);
  for (const bought of sold) await atGates(door, bought);
  context.injected(`${GATES} gates at once, ${sold.length} times`);
}

export const placeAgain = doorFault(
  'place-again',
  'a place is refunded and sold again, and admissions hears of the refund last',
  async (context, door) => {
    const orders = context.system.stores.collection('admissions', 'orderversions');
    const [first, second] = context.people.buyers as [Bought['buyer'], Bought['buyer']];
    for (const bought of await inParallel(Array.from({ length: 4 }), AT_ONCE, () => door.sell(first))) {
      const order = { _id: bought.orderId as unknown as undefined };
      // An event before the refund is still to come, as far as it knows.
      await orders.updateOne(order, { $inc: { version: -1 } });
      await door.refund(bought);
      const again = await door.buy(bought.ticketId, second);
      await orders.updateOne(order, { $inc: { version: 1 } });
      context.injected(`${bought.ticketId} was sold again before its refund was heard of`);
      await atGates(door, again);
      await door.scan(bought.code, bought.admissionId, 'G0');
    }
  },
);

/** Sold again, and paid for, while gates are shown the code of who sells it. */
async function resellAtGates(context: FaultContext, door: Door, bought: Bought): Promise<void> {
  const taker = context.random.pick(context.people.buyers.filter((each) => each !== bought.buyer))!;
  const resaleId = await door.resell(bought);
  const born = await door.tryToBuy(resaleId, taker);
  // Its time may be up while a process is away that was to void the code.
  if (!born) return;
  const { admissionId, code } = born;
  context.injected(`${bought.admissionId} was sold again as ${admissionId}`);
  await Promise.all([atGates(door, bought), atGates(door, { admissionId, code })]);
}

/** Gate, buyer and holder decide on what is for sale again, at once; whoever ordered doesn't pay. */
async function raceForResale(context: FaultContext, door: Door, bought: Bought): Promise<void> {
  const taker = context.random.pick(context.people.buyers.filter((each) => each !== bought.buyer))!;
  const resaleId = await door.resell(bought);
  await Promise.all([
    door.order(resaleId, taker),
    atGates(door, bought),
    bought.buyer.request('DELETE', `/api/admissions/${bought.admissionId}/resale`),
  ]);
  context.injected(`gate, buyer and holder of ${bought.admissionId} at once`);
}

/** Paid for by its next buyer while its holder is at the gates: what the control needs too. */
export async function resales(context: FaultContext, count: number): Promise<void> {
  const door = await Door.open(context);
  for (const bought of await sellPlaces(door, count)) await resellAtGates(context, door, bought);
}

const doorResale = doorFault(
  'door-resale',
  'places are sold again, taken back and shown to gates at once, while admissions is killed',
  async (context, door) => {
    const sold = await sellPlaces(door, RESALES);
    const work = inParallel(sold, AT_ONCE / 2, (bought) =>
      sold.indexOf(bought) % 2 ? resellAtGates(context, door, bought) : raceForResale(context, door, bought),
    );
    await Promise.all([work, killAndReturn(context, 1).then(() => killAndReturn(context, 2))]);
  },
);

async function killAndReturn({ system, injected }: FaultContext, nth: 1 | 2): Promise<void> {
  const replica = system.replica('admissions', nth);
  const before = replica.pid;
  replica.signal('SIGKILL');
  injected(`kill -9 ${replica.name}`);
  await until(`${replica.name} again`, () => replica.pid !== null && replica.pid !== before);
  await until(`${replica.name} ready`, () => replica.connected, 60_000);
}

/** What may go wrong with admissions and at doors. */
export const doors: readonly Fault[] = [doorCrash, doorKill, doorOffline, doorResale, placeAgain];

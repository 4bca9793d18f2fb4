import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { growSystem, sold } from '../parts/grow-system';
import { CONNECTIONS, load, steadyLoad } from '../parts/load';
import { costPerItem, proportionalMiB, residentMiB } from '../parts/process-stats';
import { rawTransaction } from '../parts/raw';
import { median, percentile, round } from '../parts/statistics';
import { watchInserts } from '../parts/inserts';
import { forEach, holdsWithin, upTo } from '../parts/tasks';
import { someTicket } from '../parts/tickets';
import { type DatabaseWork, WholeSystem } from '../parts/whole-system';

/** Sales of a round. */
const SALES = 1_000;
const PEOPLE = 20;
/** Milliseconds of processor time. */
const TARGET = 14;
/** Times what it cost among few. */
const GROWTH_TARGET = 1.5;
const ORDERABLE_WITHIN_MS = 30_000;
/** How long the system is left alone to see what it costs by itself, in seconds. */
const QUIET_SECONDS = 20;
const MEMORY_TARGET_MIB = 700;

/** What a sale came to, as one round saw it. */
interface Sale {
  readonly ticketsPerSecond: number;
  readonly ordersPerSecond: number;
  readonly paymentsPerSecond?: number;
  /** Milliseconds of processor time by process. */
  readonly cost: Readonly<Record<string, number>>;
  readonly work: DatabaseWork;
}

function saleFigure(name: string, title: string, paid: boolean): Figure {
  return {
    name,
    group: 'whole',
    title,
    async measure(rig) {
      const system = await WholeSystem.start();
      const raw = rawTransaction(await rig.database('bench_sale'));
      const market = await Market.open(system, paid);
      try {
        await market.sell();
        const sales: Sale[] = [];
        const rounds = await pairs(
          rig.rounds,
          async () => {
            const sale = await market.sell();
            sales.push(sale);
            return sum(sale.cost);
          },
          async () => {
            const before = rig.cpuSeconds();
            await forEach(upTo(SALES * 2), CONNECTIONS, raw);
            return sum(costPerItem(before, rig.cpuSeconds(), SALES));
          },
        );
        const half = Math.round(median(sales.map(({ ticketsPerSecond }) => ticketsPerSecond)) / 2);
        const burstLags = await market.lags({ amount: SALES });
        const halfLoadLags = await market.lags({ seconds: rig.seconds, rate: half });
        await system.rest();
        return {
          unit: 'ms of processors',
          rounds,
          goal: 'at most',
          target: TARGET,
          of: 'ours',
          against: 'two transactions of two writes through the native driver, database and driver together',
          violations: market.failed + (await market.audit()),
          details: {
            ...details(sales),
            ...lagDetails('burstLag', burstLags),
            ...lagDetails('halfLoadLag', halfLoadLags),
          },
        };
      } finally {
        await system.stop();
      }
    },
  };
}

export const sale = saleFigure('sale', 'a ticket and its order, everything on, behind the gateway', false);
export const salePaid = saleFigure('sale-paid', 'a ticket, its order and its payment, everything on', true);

/** Whether a sale costs the same among a thousand tickets as among a million. */
export const saleGrowth: Figure = {
  name: 'sale-growth',
  title:
    'a sale among 1,000,000 tickets, 10,000 users and 100,000 notifications that wait, beside one among few',
  async measure(rig) {
    const system = await WholeSystem.start();
    const market = await Market.open(system, false);
    const costs = async (): Promise<number[]> => {
      const found: number[] = [];
      await market.sell();
      for (let round = 0; round < rig.rounds; round += 1) found.push(sum((await market.sell()).cost));
      return found;
    };
    try {
      const few = await costs();
      await growSystem(system);
      const many = await costs();
      return {
        unit: 'ms of processors',
        rounds: many.map((ours, round) => ({ ours, reference: few[round]! })),
        goal: 'at most',
        target: GROWTH_TARGET,
        against: 'a sale among the few thousand tickets of the benchmark itself',
        violations: market.failed + (await market.audit()),
      };
    } finally {
      await system.stop();
    }
  },
};

/** What everything costs while nobody asks anything. */
export const quiet: Figure = {
  name: 'quiet',
  group: 'whole',
  title: 'memory of all services together while nobody asks, everything on',
  async measure(rig) {
    const system = await WholeSystem.start();
    try {
      await system.rest();
      const before = { cpu: system.cpuSeconds(), work: await system.databaseWork() };
      await pause(QUIET_SECONDS * 1_000);
      const minutes = QUIET_SECONDS / 60;
      const { commands } = difference(before.work, await system.databaseWork(), minutes);
      const cpu = costPerItem(before.cpu, system.cpuSeconds(), minutes);
      const names = new Set(system.state.services.map(({ service }) => service));
      const ofServices = (look: typeof residentMiB) =>
        Object.fromEntries(Object.entries(system.memory(look)).filter(([name]) => names.has(name)));
      const memory = ofServices(proportionalMiB);
      const bare = await rig.bareService();
      return {
        unit: 'MiB',
        rounds: [{ ours: sum(memory), reference: proportionalMiB(bare.pid) * names.size }],
        goal: 'at most',
        target: MEMORY_TARGET_MIB,
        of: 'ours',
        against: 'as many processes with Express, Mongoose and the broker’s client, connected',
        violations: 0,
        details: {
          memory: rounded(memory),
          residentMemory: rounded(ofServices(residentMiB)),
          cpuMsPerMinute: rounded(cpu),
          mongoRequestsPerMinute: round(sum(commands)),
          mongoRequestsPerMinuteByCommand: rounded(commands),
        },
      };
    } finally {
      await system.stop();
    }
  },
};

/** Sellers and buyers at work on a whole system. */
class Market {
  private readonly sellers: Iterator<string, never>;
  /** Nobody buys what they sell. */
  private readonly buyers: Iterator<string, never>;
  failed = 0;
  private listed = 0;

  private constructor(
    private readonly system: WholeSystem,
    private readonly sessions: ReadonlyMap<string, string>,
    private readonly paid: boolean,
  ) {
    const cookies = [...sessions.values()];
    this.sellers = roundAndRound(cookies.slice(0, PEOPLE / 2));
    this.buyers = roundAndRound(cookies.slice(PEOPLE / 2));
  }

  static async open(system: WholeSystem, paid: boolean): Promise<Market> {
    const sessions = await system.signUp(PEOPLE);
    const market = new Market(system, sessions, paid);
    await system.rest();
    return market;
  }

  /** Lists so many tickets, orders each, pays where wanted, and waits until everybody has heard of it. */
  async sell(): Promise<Sale> {
    const before = { cpu: this.system.cpuSeconds(), work: await this.system.databaseWork() };
    const { ids, rate } = await this.list({ amount: SALES });
    await this.heardOf(ids);
    const tickets = [...ids];
    const orders: Owned[] = [];
    const ordersPerSecond = await this.post({
      path: '/api/orders',
      body: () => ({ ticketId: tickets.pop() }),
      cookie: () => this.buyers.next().value,
      extent: { amount: ids.length },
      onAnswer: (order) => orders.push(order),
    });
    const paymentsPerSecond = this.paid ? await this.pay(orders) : undefined;
    await this.system.rest();
    const work = difference(before.work, await this.system.databaseWork(), SALES);
    return {
      ticketsPerSecond: rate,
      ordersPerSecond,
      ...(paymentsPerSecond === undefined ? {} : { paymentsPerSecond }),
      cost: costPerItem(before.cpu, this.system.cpuSeconds(), SALES),
      work,
    };
  }

  /** Lists so many, or so long. @returns ms from each ticket's answer until orders knows it */
  async lags(extent: Extent): Promise<number[]> {
    await this.system.rest();
    const { arrivals, stop } = await watchInserts(this.known);
    try {
      const { ids, answered } = await this.list(extent);
      return await Promise.all(
        ids.map(async (id, at) => Math.max(0, (await arrivals.of(id)) - (answered[at] ?? 0))),
      );
    } finally {
      await stop();
    }
  }

  /** Rules broken: aggregates without their events, tickets that orders never heard of. */
  async audit(): Promise<number> {
    const broken = await Promise.all([
      auditOutbox(this.system.database('tickets'), 'tickets', 'ticket', sold),
      auditOutbox(this.system.database('orders'), 'orders', 'order'),
    ]);
    const unknown = this.listed - (await this.known.countDocuments(sold));
    return sum(broken) + Math.max(0, unknown);
  }

  /** What orders knows of tickets. */
  private get known() {
    return this.system.database('orders').collection('tickets');
  }

  /** Waits until orders knows these tickets, asking seldom: what it asks is part of what a sale costs. */
  private async heardOf(ids: readonly string[]): Promise<void> {
    const wanted = ids.map((id) => new mongoose.Types.ObjectId(id));
    const heard = async (): Promise<boolean> => {
      await pause(100);
      return (await this.known.countDocuments({ _id: { $in: wanted } })) === ids.length;
    };
    if (!(await holdsWithin(ORDERABLE_WITHIN_MS, heard)))
      throw new Error('orders has not heard of all tickets');
  }

  private async list(extent: Extent) {
    const ids: string[] = [];
    const answered: number[] = [];
    const rate = await this.post({
      path: '/api/tickets',
      body: () => JSON.parse(someTicket()) as object,
      cookie: () => this.sellers.next().value,
      extent,
      onAnswer: ({ id }) => {
        ids.push(id);
        answered.push(performance.now());
      },
    });
    this.listed += ids.length;
    return { ids, answered, rate };
  }

  private pay(orders: readonly Owned[]): Promise<number> {
    const left = [...orders];
    let order: Owned | undefined;
    return this.post({
      path: '/api/payments',
      body: () => ({ orderId: (order = left.pop())?.id, token: 'tok_visa' }),
      cookie: () => this.sessions.get(order?.userId ?? '') ?? '',
      extent: { amount: orders.length },
    });
  }

  /** @returns answers a second; one that isn't a 2xx counts as failed */
  private async post({
    path,
    extent,
    body,
    cookie,
    onAnswer,
  }: {
    path: string;
    extent: Extent;
    /** Asked before the cookie. */
    body: () => object;
    cookie: () => string;
    onAnswer?: (answer: Owned) => void;
  }): Promise<number> {
    const requests = {
      url: `${this.system.state.baseUrl}${path}`,
      headers: () => ({ cookie: cookie() }),
      body: () => JSON.stringify(body()),
      keyed: true,
      ...(onAnswer ? { onAnswer: (text: string) => onAnswer(JSON.parse(text) as Owned) } : {}),
    };
    const { rate, failed } = await ('rate' in extent
      ? steadyLoad({ ...requests, ...extent })
      : load({ ...requests, ...extent, method: 'POST' }));
    this.failed += failed;
    return rate;
  }
}

/** How much is listed. */
type Extent = { amount: number } | { seconds: number; rate: number };

/** What belongs to a user, as an answer shows it. */
interface Owned {
  readonly id: string;
  readonly userId: string;
}

function* roundAndRound<T>(items: readonly T[]): Generator<T, never> {
  for (let at = 0; ; at += 1) yield items[at % items.length]!;
}

function details(sales: readonly Sale[]): Record<string, unknown> {
  const middle = (read: (sale: Sale) => number | undefined): number =>
    round(median(sales.map((each) => read(each) ?? 0)));
  const middles = (read: (sale: Sale) => Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.keys(read(sales[0]!)).map((name) => [name, middle((each) => read(each)[name])]),
    );
  return {
    ticketsPerSecond: middle((each) => each.ticketsPerSecond),
    ordersPerSecond: middle((each) => each.ordersPerSecond),
    ...(sales[0]?.paymentsPerSecond === undefined
      ? {}
      : { paymentsPerSecond: middle((each) => each.paymentsPerSecond) }),
    msByProcess: middles(({ cost }) => cost),
    mongoRequests: middle(({ work }) => sum(work.commands)),
    mongoRequestsByCommand: middles(({ work }) => work.commands),
    mongoOperationsByService: middles(({ work }) => work.services),
    documentsWritten: middle(({ work }) => work.written),
    transactions: middle(({ work }) => work.transactions),
    journalSyncs: middle(({ work }) => work.journalSyncs),
  };
}

function lagDetails(name: string, lags: readonly number[]): Record<string, number> {
  return { [`${name}P50`]: round(percentile(lags, 0.5)), [`${name}P99`]: round(percentile(lags, 0.99)) };
}

/** What was done between two looks, for each of so many. */
function difference(before: DatabaseWork, after: DatabaseWork, items: number): DatabaseWork {
  const each = (from: Readonly<Record<string, number>>, to: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(to).map(([name, count]) => [name, (count - (from[name] ?? 0)) / items]),
    );
  const one = (read: (work: DatabaseWork) => number): number => (read(after) - read(before)) / items;
  return {
    commands: each(before.commands, after.commands),
    services: each(before.services, after.services),
    written: one(({ written }) => written),
    transactions: one(({ transactions }) => transactions),
    journalSyncs: one(({ journalSyncs }) => journalSyncs),
  };
}

function sum(values: readonly number[] | Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((total, value) => total + value, 0);
}

function rounded(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, round(value)]));
}

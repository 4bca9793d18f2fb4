import type mongoose from 'mongoose';
import { holdsWithin } from './tasks';
import { load } from './load';
import { someTicket } from './tickets';

/** An hour at 50 requests a second. */
const REQUESTS = 180_000;
/** Of a hundred requests. */
const MIX = { show: 60, list: 25, create: 10, order: 5 } as const;
const HEARD_WITHIN_MS = 60_000;

/** Whom the requests go to, and who sends them. */
export interface Target {
  /** Addresses of the services. */
  readonly tickets: string;
  readonly orders: string;
  /** What authorises those who ask. */
  readonly seller: string;
  readonly buyer: string;
  /** The database of orders: what it has heard of can be ordered. */
  readonly connection: mongoose.Connection;
}

/** The requests of an hour, sent as fast as they are answered: mostly looks, some sales, fewer orders. */
export class HourOfLoad {
  /** Requests so far. */
  done = 0;
  /** Requests without a 2xx. */
  failed = 0;
  private readonly ordered = new Set<string>();

  constructor(private readonly target: Target) {}

  /** Sends a share (0 to 1) of the hour's requests. */
  async part(share: number): Promise<void> {
    const requestsFor = (of: number): number => Math.round((REQUESTS * share * of) / 100);
    const { tickets, orders, seller, buyer } = this.target;
    const url = `${tickets}/api/tickets`;
    await this.send({
      url,
      amount: requestsFor(MIX.create),
      method: 'POST',
      headers: { authorization: seller },
      body: someTicket,
    });
    const ids = await this.orderable(requestsFor(MIX.order));
    await Promise.all([
      this.send({
        url,
        paths: ids.map((id) => `/api/tickets/${id}`),
        amount: requestsFor(MIX.show),
        connections: 30,
      }),
      this.send({ url, amount: requestsFor(MIX.list), connections: 10 }),
      this.send({
        url: `${orders}/api/orders`,
        amount: ids.length,
        connections: 10,
        method: 'POST',
        headers: { authorization: buyer },
        body: () => JSON.stringify({ ticketId: ids.pop() }),
      }),
    ]);
  }

  private async send(options: Parameters<typeof load>[0]): Promise<void> {
    const { succeeded, failed } = await load(options);
    this.done += succeeded + failed;
    this.failed += failed;
  }

  /** Tickets that orders knows and nobody has ordered. @throws Error when too few arrive */
  private async orderable(count: number): Promise<string[]> {
    const found: string[] = [];
    const enough = await holdsWithin(HEARD_WITHIN_MS, async () => {
      const rows = await this.target.connection
        .collection('tickets')
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .limit(count * 2)
        .toArray();
      found.splice(0, Infinity, ...rows.map(({ _id }) => String(_id)).filter((id) => !this.ordered.has(id)));
      return found.length >= count;
    });
    if (!enough) throw new Error('orders has not heard of the tickets');
    const ids = found.slice(0, count);
    for (const id of ids) this.ordered.add(id);
    return ids;
  }
}

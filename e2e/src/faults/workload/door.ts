import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, until } from '@ticketing/harness';
import { mongo } from 'mongoose';
import { orderKey } from '../check/commands';
import type { FaultContext } from '../fault';
import type { Caller } from './caller';
import { readOutcome } from './recorder';

/** How long anything may take that is asked for again and again, in ms. */
const PATIENCE_MS = 40_000;
const AGAIN_MS = 100;

/** A place that somebody has bought. */
export interface Bought {
  readonly ticketId: string;
  readonly orderId: string;
  readonly buyer: Caller;
  readonly admissionId: string;
  readonly code: string;
}

/** A code that a device was shown, and what the device knows it by. */
export interface Shown {
  readonly id: string;
  readonly code: string;
  readonly admissionId: string;
  readonly gate: string;
}

interface Answered {
  readonly result?: string;
}

export const newScanId = (): string => randomBytes(12).toString('hex');

/** A show: its places are sold, passed on, given back and let in. Whatever has no answer is asked for again. */
export class Door {
  private serial = 0;

  private constructor(
    private readonly context: FaultContext,
    readonly seller: Caller,
    readonly showId: string,
  ) {}

  static async open(context: FaultContext): Promise<Door> {
    const seller = context.people.sellers[0]!;
    const show = {
      title: 'Requiem',
      startsAt: '2040-05-04T18:00:00Z',
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum' },
    };
    const { id } = await again(() => seller.post<{ id: string }>('/api/shows', show));
    return new Door(context, seller, id!);
  }

  /** Puts a ticket of one place up for sale. @returns its id */
  async list(): Promise<string> {
    this.serial += 1;
    const title = `Seat ${this.showId}-${this.serial}`;
    return eventually(async () => {
      const at = Date.now();
      const asked = { title, price: 20, showId: this.showId };
      const { status, body } = await this.seller.post<{ id: string }>('/api/tickets', asked);
      this.context.recorder.add('ticket', title, status, at, body?.id);
      if (status !== 201 || !body) throw new Error(`listing a place answered ${status}`);
      return body.id;
    }, PATIENCE_MS);
  }

  /** Sells one more place. @returns its admission */
  async sell(buyer = this.context.random.pick(this.context.people.buyers)!): Promise<Bought> {
    return this.buy(await this.list(), buyer);
  }

  /** Sells this place. @returns its admission, once there is one */
  async buy(ticketId: string, buyer: Caller): Promise<Bought> {
    const bought = await this.tryToBuy(ticketId, buyer);
    if (!bought) throw new Error(`the order of ${ticketId} ended before it was paid`);
    return bought;
  }

  /** The same; nothing when the order ends first, as that of a resale may. */
  async tryToBuy(ticketId: string, buyer: Caller): Promise<Bought | undefined> {
    const { recorder } = this.context;
    const orderId = await eventually(async () => {
      const at = Date.now();
      const { status, body } = await buyer.post<{ id: string }>('/api/orders', { ticketId });
      recorder.add('order', orderKey(buyer.id, ticketId), status, at, body?.id);
      if (status === 201 && body) return body.id;
      // Without an answer it may be there.
      const own = await buyer.get<{ id: string; status: string; ticket: { id: string } }[]>('/api/orders');
      const made = own.body?.find((one) => one.ticket.id === ticketId && one.status === 'created');
      if (!made) throw new Error(`ordering a place answered ${status}`);
      return made.id;
    }, PATIENCE_MS);
    if (!(await this.pay(orderId, buyer))) return undefined;
    const { admissionId, code } = await this.admission(orderId);
    return { ticketId, orderId, buyer, admissionId, code };
  }

  /** Resolves once there is an admission. @returns false when the order has ended instead, and what was paid is given back */
  private pay(orderId: string, buyer: Caller): Promise<boolean> {
    const { recorder, system } = this.context;
    const { stores } = system;
    const _id = new mongo.ObjectId(orderId) as unknown as undefined;
    let isTaken = false;
    return eventually(async () => {
      const at = Date.now();
      if (!isTaken) {
        const asked = { orderId, token: 'pm_card_visa' };
        const { status, body } = await buyer.post<{ id: string }>('/api/payments', asked);
        recorder.add('payment', orderId, status, at, body?.id ?? orderId);
        isTaken = readOutcome(status) === 'acknowledged';
      }
      if (await stores.collection('admissions', 'admissions').findOne({ orderId })) return true;
      const order = await stores.collection('orders', 'orders').findOne({ _id });
      if (order?.['status'] === 'cancelled') return false;
      throw new Error(`order ${orderId} is ${isTaken ? 'paid and has no admission' : 'not paid'}`);
    }, PATIENCE_MS);
  }

  /** The admission of an order, once it is there. */
  async admission(orderId: string): Promise<Pick<Bought, 'admissionId' | 'code'>> {
    const rows = this.context.system.stores.collection('admissions', 'admissions');
    return eventually(async () => {
      const row = await rows.findOne({ orderId });
      if (!row) throw new Error(`order ${orderId} has no admission`);
      return { admissionId: String(row._id), code: row['code'] as string };
    }, PATIENCE_MS);
  }

  /** Puts an admission up for sale again. @returns the ticket by which it is sold, once orders knows it */
  async resell({ admissionId, ticketId, buyer }: Bought): Promise<string> {
    const { recorder, system } = this.context;
    const at = Date.now();
    const asked = { price: 20 };
    const { status, body } = await eventually(async () => {
      const answer = await buyer.post<{ ticketId: string }>(`/api/admissions/${admissionId}/resale`, asked);
      if (answer.status !== 201) throw new Error(`putting it up for sale answered ${answer.status}`);
      return answer;
    }, PATIENCE_MS);
    const sold = await this.ticket(ticketId);
    recorder.add('ticket', sold.title, status, at, body!.ticketId);
    const _id = new mongo.ObjectId(body!.ticketId) as unknown as undefined;
    const tickets = system.stores.collection('orders', 'tickets');
    await until('the resale in orders', async () => (await tickets.findOne({ _id })) !== null, PATIENCE_MS);
    return body!.ticketId;
  }

  /** Orders a place without paying for it. @returns the order, where there is one */
  async order(ticketId: string, buyer: Caller): Promise<string | undefined> {
    const at = Date.now();
    const { status, body } = await buyer.post<{ id: string }>('/api/orders', { ticketId });
    this.context.recorder.add('order', orderKey(buyer.id, ticketId), status, at, body?.id);
    return body?.id;
  }

  private async ticket(id: string): Promise<{ title: string }> {
    const { body } = await this.seller.get<{ title: string }>(`/api/tickets/${id}`);
    if (!body) throw new Error(`there is no ticket ${id}`);
    return body;
  }

  /** Gives the money for a place back. Resolves once its order has ended. */
  async refund({ orderId }: Pick<Bought, 'orderId'>): Promise<void> {
    const { stores } = this.context.system;
    const payment = await stores.collection('payments', 'payments').findOne({ orderId });
    await again(() => this.seller.post(`/api/payments/${String(payment?._id)}/refund`, {}));
    await until(
      `the end of order ${orderId}`,
      async () => {
        const rows = await stores.rows('orders', 'orders', 'status');
        return rows.some(({ _id, status }) => String(_id) === orderId && status === 'cancelled');
      },
      PATIENCE_MS,
    );
  }

  /** Passes an admission on to somebody whose address is proven. @returns whether it is theirs now */
  async pass({ admissionId, buyer }: Bought, taker: Caller): Promise<boolean> {
    const offered = await buyer.post<{ id: string }>(`/api/admissions/${admissionId}/transfer`, {
      email: taker.email,
    });
    if (!offered.body?.id) return false;
    const { status } = await taker.post(`/api/transfers/${offered.body.id}/accept`);
    return status === 200;
  }

  /** Shows a gate a code, and has it ask with the same id until it is answered. */
  async scan(code: string, admissionId: string, gate: string): Promise<string | undefined> {
    const id = newScanId();
    const asked = { code, showId: this.showId, gate, id };
    const result = await again<Answered>(() => this.seller.post<Answered>('/api/check-ins', asked), 409)
      .then((body) => body.result)
      .catch(() => undefined);
    this.context.recorder.scans.push({ id, admissionId, result });
    return result;
  }

  /** Sends what a device did while it was offline, until that is answered. */
  async merge(shown: readonly Shown[]): Promise<void> {
    const checkIns = shown.map(({ id, code, gate }) => ({ id, code, gate, showId: this.showId }));
    const { results = [] } = await again<{ results?: Answered[] }>(() =>
      this.seller.post<{ results?: Answered[] }>('/api/check-ins/batch', { checkIns }),
    );
    for (const [nth, { id, admissionId }] of shown.entries())
      this.context.recorder.scans.push({ id, admissionId, result: results[nth]?.result });
  }

  /** Proves the address of somebody by the link that was mailed. */
  async verify(person: Caller): Promise<void> {
    const { servers, stores } = this.context.system;
    // eslint-disable-next-line @typescript-eslint/require-await -- asked for again when it rejects
    const token = await eventually(async () => {
      const filter = { channel: 'email', to: person.email, subject: 'Confirm your address' } as const;
      const [mail] = servers.inbox.store.list(filter, 1);
      const found = /[#?&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
      if (!found) throw new Error(`no link has come to ${person.email}`);
      return found;
    }, PATIENCE_MS);
    await again(() => person.post('/api/users/verify', { token }), 400);
    await until(`${person.email} to be known as proven`, async () => {
      const rows = await stores.rows('admissions', 'users', 'email', 'emailVerified');
      return rows.some(({ email, emailVerified }) => email === person.email && emailVerified === true);
    });
  }
}

/**
 * Asks until there is an answer of success, or the one that is meant as well.
 * @throws Error with the last status when none comes in time
 */
async function again<T extends object>(
  ask: () => Promise<{ status: number; body: T | undefined }>,
  also?: number,
): Promise<Partial<T>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { status, body } = await ask();
    if (readOutcome(status) === 'acknowledged' || status === also) return body ?? {};
    if (Date.now() > deadline) throw new Error(`the last answer was ${status}`);
    await pause(AGAIN_MS);
  }
}

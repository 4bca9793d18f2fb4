import { type Random } from '@ticketing/harness';
import { orderKey } from '../check/commands';
import { Caller } from './caller';
import { type People, signUp } from './people';
import { readOutcome, type Recorder } from './recorder';

/** Something that was made and may be used by later commands. */
interface Offer {
  readonly id: string;
  readonly seller: Caller;
}

/** A ticket of many places, of which some have labels. */
interface Stock extends Offer {
  readonly seats?: readonly string[] | undefined;
}

interface Reservation {
  readonly id: string;
  readonly buyer: Caller;
}

/** An order that somebody has paid. */
interface Paid extends Reservation {
  readonly paymentId: string;
}

/** What somebody wants of one ticket. */
interface WantedItem {
  readonly ticketId: string;
  readonly quantity?: number;
  readonly seats?: readonly string[];
}

/** What an order is for, as it is shown. */
interface OrderedItems {
  readonly items: readonly {
    readonly ticket: { readonly id: string };
    readonly quantity: number;
    readonly seats?: readonly string[];
  }[];
}

/** What became of an order. */
export interface Ordered {
  /** Of the answer, 0 for none. */
  readonly status: number;
  readonly id?: string | undefined;
  /** Why there is no order. */
  readonly code?: string | undefined;
}

/** How many of the things made are remembered, the newest. */
const REMEMBERED = 60;
/** Tickets of many places that are wanted at the same time: few, so that people wait for them. */
const CROWDED = 8;
/** Places of one order at the most. */
export const MAX_PLACES = 10;
const BATCH = 10;
const RECEIVERS = { EMAIL: 'reader@example.com', SLACK: '#general', SMS: '+15550123' } as const;

interface Message {
  readonly type: keyof typeof RECEIVERS;
  readonly receiver: string;
  readonly message: string;
  readonly uuid: string;
}

/** The card is taken, or the bank asks and is never answered. */
const CARDS = { pm_card_visa: 9, pm_card_threeDSecure2Required: 1 } as const;

/** What people do; each command is recorded with what they were told. */
export class Commands {
  readonly offers: Offer[] = [];
  private readonly crowded: Stock[] = [];
  private readonly waits: Reservation[] = [];
  private readonly reservations: Reservation[] = [];
  private readonly paid: Paid[] = [];
  private readonly reports: Reservation[] = [];
  /** Who sells a ticket. */
  private readonly sellers = new Map<string, Caller>();
  private serial = 0;

  constructor(
    private readonly people: People,
    private readonly recorder: Recorder,
    private readonly random: Random,
    private readonly intakes: () => readonly string[],
  ) {}

  /** Puts a ticket up for sale. @returns its id when that was acknowledged */
  async sell(price = 10 + this.random.below(90)): Promise<string | undefined> {
    const offer = await this.list({ price });
    if (offer) remember(this.offers, offer);
    return offer?.id;
  }

  /** Puts so many places up for sale, some of them with labels. @returns the ticket's id when that was acknowledged */
  async sellMany(quantity = 2 + this.random.below(11), hasSeats = this.random.below(3) === 0) {
    const seats = hasSeats ? Array.from({ length: quantity }, (_, nth) => `A${nth + 1}`) : undefined;
    const price = 10 + this.random.below(90) + 0.35;
    const offer = await this.list({ price, ...(seats ? { seats } : { quantity }) });
    if (offer) remember(this.crowded, { ...offer, seats }, CROWDED);
    return offer?.id;
  }

  private async list(fields: object): Promise<Offer | undefined> {
    const seller = this.random.pick(this.people.sellers)!;
    const title = `Concert ${this.next()}`;
    const at = Date.now();
    const { status, body } = await seller.post<{ id: string }>('/api/tickets', { title, ...fields });
    this.recorder.add('ticket', title, status, at, body?.id);
    if (status !== 201 || !body) return undefined;
    this.sellers.set(body.id, seller);
    return { id: body.id, seller };
  }

  /** Makes the places of a ticket more or fewer. */
  async resize(): Promise<void> {
    const offer = this.random.pick(this.crowded.filter(({ seats }) => !seats));
    if (!offer) return void (await this.sellMany());
    const quantity = 1 + this.random.below(14);
    await offer.seller.request('PUT', `/api/tickets/${offer.id}`, { quantity });
  }

  async reprice(): Promise<void> {
    const offer = this.random.pick(this.offers);
    if (!offer) return void (await this.sell());
    await offer.seller.request('PUT', `/api/tickets/${offer.id}`, { price: 10 + this.random.below(90) });
  }

  /** Reserves a ticket: this one, or any. @returns the order's id when that was acknowledged */
  async order(ticketId?: string, buyer = this.random.pick(this.people.buyers)!): Promise<string | undefined> {
    const wanted = ticketId ?? this.random.pick(this.offers)?.id ?? (await this.sell());
    if (!wanted) return undefined;
    return (await this.reserve({ ticketId: wanted }, [{ ticketId: wanted }], buyer)).id;
  }

  /** Reserves some places of a crowded ticket. */
  async orderMany(): Promise<void> {
    const offer = this.random.pick(this.crowded);
    if (!offer) return void (await this.sellMany());
    const item = this.wish(offer, 1 + this.random.below(4));
    await this.reserve(item, [item]);
  }

  /** Reserves ten places of several tickets of one seller, or fewer where they are all there is to choose from. */
  async cart(): Promise<void> {
    const seller = this.random.pick(this.crowded)?.seller;
    const own = this.crowded.filter((offer) => offer.seller === seller);
    if (own.length < 2) return void (await this.sellMany());
    const offers = this.random.sample(own, 2 + this.random.below(3));
    const each = Math.floor(MAX_PLACES / offers.length);
    const items = offers.map((offer, nth) =>
      this.wish(offer, nth > 0 ? each : MAX_PLACES - each * (offers.length - 1)),
    );
    await this.reserve({ items }, items);
  }

  /** Asks for places. */
  async reserve(
    body: object,
    [first]: readonly WantedItem[],
    buyer = this.random.pick(this.people.buyers)!,
  ): Promise<Ordered> {
    const at = Date.now();
    const answer = await buyer.post<{ id?: string; errors?: { code?: string }[] }>('/api/orders', body);
    const { id, errors } = answer.body ?? {};
    this.recorder.add('order', orderKey(buyer.id, first!.ticketId), answer.status, at, id);
    if (answer.status !== 201 || !id) return { status: answer.status, code: errors?.[0]?.code };
    remember(this.reservations, { id, buyer });
    return { status: answer.status, id };
  }

  private wish({ id: ticketId, seats }: Stock, quantity: number): WantedItem {
    return seats ? { ticketId, seats: this.random.sample(seats, quantity) } : { ticketId, quantity };
  }

  /** Waits for places of a ticket: this one, or any that is crowded. */
  async waitFor(
    ticketId = this.random.pick(this.crowded)?.id,
    buyer = this.random.pick(this.people.buyers)!,
    quantity = 1 + this.random.below(3),
  ): Promise<void> {
    if (!ticketId) return void (await this.sellMany());
    const at = Date.now();
    const wish = { ticketId, quantity };
    const { status, body } = await buyer.post<{ id: string }>('/api/waiting-list', wish);
    this.recorder.add('wait', orderKey(buyer.id, ticketId), status, at, body?.id);
    if (status === 201 && body) remember(this.waits, { id: body.id, buyer });
  }

  /** Waits no longer, or declines what was offered. */
  async leave(): Promise<void> {
    const wait = this.take(this.waits);
    if (!wait) return this.waitFor();
    await wait.buyer.request('DELETE', `/api/waiting-list/${wait.id}`);
  }

  /** Pays for what was offered to somebody who waits, or gives it back. */
  async answerOffer(): Promise<void> {
    const buyer = this.random.pick(this.waits)?.buyer;
    if (!buyer) return this.waitFor();
    const { body } = await buyer.get<{ status: string; orderId?: string }[]>('/api/waiting-list?limit=50');
    const offered = (Array.isArray(body) ? body : []).find(({ status }) => status === 'offered');
    if (!offered?.orderId) return;
    const order = { id: offered.orderId, buyer };
    if (this.random.below(2) === 0) await this.payFor(order);
    else await this.giveBack(order);
  }

  async cancel(): Promise<void> {
    const reservation = this.take(this.reservations);
    if (!reservation) return void (await this.order());
    await this.giveBack(reservation);
  }

  /** Gives the places of an order back. */
  async giveBack({ id, buyer }: Reservation): Promise<void> {
    const at = Date.now();
    const { status } = await buyer.request('DELETE', `/api/orders/${id}`);
    this.recorder.add('cancel', id, status, at);
  }

  async pay(): Promise<void> {
    const reservation = this.take(this.reservations);
    if (!reservation) return void (await this.order());
    await this.payFor(reservation);
  }

  /** Pays an order. @returns what was paid, when that was acknowledged */
  async payFor(
    { id: orderId, buyer }: Reservation,
    token = this.random.weighted(CARDS),
  ): Promise<Paid | undefined> {
    const at = Date.now();
    const { status, body } = await buyer.post<{ id: string }>('/api/payments', { orderId, token });
    this.recorder.add('payment', orderId, status, at, body?.id ?? orderId);
    if (status !== 201 || !body) return undefined;
    const paid = { id: orderId, buyer, paymentId: body.id };
    remember(this.paid, paid);
    return paid;
  }

  /** A seller gives some places of one ticket of a paid order back, by their seats or by their number. */
  async refundSome(): Promise<void> {
    const paid = this.random.pick(this.paid);
    if (!paid) return this.pay();
    const { body: order } = await paid.buyer.get<OrderedItems>(`/api/orders/${paid.id}`);
    const item = this.random.pick(order?.items ?? []);
    if (!item || !this.sellers.has(item.ticket.id)) return;
    const count = 1 + this.random.below(Math.min(item.quantity, 3));
    const wanted: WantedItem = {
      ticketId: item.ticket.id,
      ...(item.seats ? { seats: this.random.sample(item.seats, count) } : { quantity: count }),
    };
    await this.refund(paid, wanted);
  }

  /** The seller of a ticket gives places of it back. */
  async refund({ id: orderId, paymentId }: Paid, wanted: WantedItem): Promise<void> {
    const seller = this.sellers.get(wanted.ticketId)!;
    const { status } = await seller.post(`/api/payments/${paymentId}/refund`, { items: [wanted] });
    this.recorder.refunds.push({ ...wanted, orderId, told: readOutcome(status) });
  }

  async report(): Promise<void> {
    const reporter = this.random.pick(this.people.buyers)!;
    const title = `Trouble ${this.next()}`;
    const at = Date.now();
    const { status, body } = await reporter.post<{ id: string }>('/crm/api/v1/tickets', {
      title,
      description: 'The ticket does not open',
      ticketPriority: 1 + this.random.below(4),
    });
    this.recorder.add('support', title, status, at, body?.id);
    if (status === 201 && body) remember(this.reports, { id: body.id, buyer: reporter });
  }

  async follow(): Promise<void> {
    const report = this.random.pick(this.reports);
    if (!report) return this.report();
    const status = this.random.pick(['IN_PROGRESS', 'CLOSED', 'OPEN']);
    const path = `/crm/api/v1/tickets/${report.id}`;
    await report.buyer.request('PUT', path, { description: `More of it: ${this.next()}`, status });
  }

  /** One of the platform's services has somebody told. */
  notify(): Promise<number> {
    return this.post(this.message(this.random.uuid()));
  }

  /** The same message whenever the uuid is the same. @returns the status of the answer */
  repeat(uuid: string): Promise<number> {
    return this.post({ type: 'EMAIL', receiver: RECEIVERS.EMAIL, message: `Hello ${uuid}`, uuid });
  }

  async notifyMany(): Promise<void> {
    const messages = Array.from({ length: BATCH }, () => this.message(this.random.uuid()));
    const at = Date.now();
    const { status } = await this.intake().post('/notification/batch', messages);
    for (const { uuid } of messages) this.recorder.add('notification', uuid, status, at);
  }

  async join(): Promise<void> {
    await signUp(this.people.admin.baseUrl, this.recorder);
  }

  async look(): Promise<void> {
    await this.random.pick(this.people.buyers)?.get('/api/tickets?limit=20');
  }

  private async post(message: Message): Promise<number> {
    const at = Date.now();
    const { status } = await this.intake().post('/notification', message);
    this.recorder.add('notification', message.uuid, status, at);
    return status;
  }

  private intake(): Caller {
    return new Caller(this.random.pick(this.intakes()) ?? '');
  }

  private message(uuid: string): Message {
    const type = this.random.weighted({ EMAIL: 6, SLACK: 2, SMS: 2 });
    return { type, receiver: RECEIVERS[type], message: `Hello ${uuid}`, uuid };
  }

  private take(from: Reservation[]): Reservation | undefined {
    return from.splice(this.random.below(from.length), 1)[0];
  }

  private next(): string {
    this.serial += 1;
    return `${process.pid}-${this.serial}`;
  }
}

function remember<T>(list: T[], item: T, most = REMEMBERED): void {
  list.push(item);
  if (list.length > most) list.shift();
}

import { type Random } from '@ticketing/harness';
import { orderKey } from '../check/commands';
import { Caller } from './caller';
import { type People, signUp } from './people';
import type { Recorder } from './recorder';

/** Something that was made and may be used by later commands. */
interface Offer {
  readonly id: string;
  readonly seller: Caller;
}

interface Reservation {
  readonly id: string;
  readonly buyer: Caller;
}

/** How many of the things made are remembered, the newest. */
const REMEMBERED = 60;
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
  private readonly reservations: Reservation[] = [];
  private readonly reports: Reservation[] = [];
  private serial = 0;

  constructor(
    private readonly people: People,
    private readonly recorder: Recorder,
    private readonly random: Random,
    private readonly intakes: () => readonly string[],
  ) {}

  /** Puts a ticket up for sale. @returns its id when that was acknowledged */
  async sell(price = 10 + this.random.below(90)): Promise<string | undefined> {
    const seller = this.random.pick(this.people.sellers)!;
    const title = `Concert ${this.next()}`;
    const at = Date.now();
    const { status, body } = await seller.post<{ id: string }>('/api/tickets', { title, price });
    this.recorder.add('ticket', title, status, at, body?.id);
    if (status !== 201 || !body) return undefined;
    remember(this.offers, { id: body.id, seller });
    return body.id;
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
    const at = Date.now();
    const { status, body } = await buyer.post<{ id: string }>('/api/orders', { ticketId: wanted });
    this.recorder.add('order', orderKey(buyer.id, wanted), status, at, body?.id);
    if (status !== 201 || !body) return undefined;
    remember(this.reservations, { id: body.id, buyer });
    return body.id;
  }

  async cancel(): Promise<void> {
    const reservation = this.take(this.reservations);
    if (!reservation) return void (await this.order());
    const at = Date.now();
    const { status } = await reservation.buyer.request('DELETE', `/api/orders/${reservation.id}`);
    this.recorder.add('cancel', reservation.id, status, at);
  }

  async pay(): Promise<void> {
    const reservation = this.take(this.reservations);
    if (!reservation) return void (await this.order());
    const { id: orderId, buyer } = reservation;
    const at = Date.now();
    const token = this.random.weighted(CARDS);
    const { status, body } = await buyer.post<{ id: string }>('/api/payments', { orderId, token });
    this.recorder.add('payment', orderId, status, at, body?.id ?? orderId);
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
    return this.tell(this.message(this.random.uuid()));
  }

  /** The same message whenever the uuid is the same. @returns the status of the answer */
  repeat(uuid: string): Promise<number> {
    return this.tell({ type: 'EMAIL', receiver: RECEIVERS.EMAIL, message: `Hello ${uuid}`, uuid });
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

  private async tell(message: Message): Promise<number> {
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

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
}

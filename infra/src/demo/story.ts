import { shortId } from './describe-event';
import type { DemoTarget } from './options';
import { type Answer, errorText, Person } from './person';
import { until } from './wait';

/** Longest time that somebody is made to wait for a reservation to end by itself, in seconds. */
const PATIENCE_SECONDS = 90;
/** Events take milliseconds; this is for a machine with much else to do. */
const SOON_SECONDS = 15;
/** A reservation ends at most this much after its time. */
const LATE_SECONDS = 3;

interface Order {
  id: string;
  expiresAt: string;
}

/** A ticket's life, told step by step. Throws at the first step that doesn't go as it should. */
export class Story {
  readonly done: string[] = [];
  private readonly seller: Person;
  private readonly ann: Person;
  private readonly ben: Person;
  private ticketId = '';

  constructor(
    private readonly target: DemoTarget,
    private readonly say: (line: string) => void,
  ) {
    this.seller = new Person('Sue', target.url);
    this.ann = new Person('Ann', target.url);
    this.ben = new Person('Ben', target.url);
  }

  async tell(): Promise<void> {
    await this.signUp();
    await this.list();
    await this.reserveAndCancel();
    await this.letExpire();
    await this.pay();
  }

  private async signUp(): Promise<void> {
    this.step('Sue, who sells, and Ann and Ben, who buy, sign up');
    const tag = Date.now().toString(36);
    for (const person of [this.seller, this.ann, this.ben]) {
      const email = `${person.name.toLowerCase()}-${tag}@example.com`;
      await person.expect(201, 'POST', '/api/users/signup', {
        email,
        password: `demo-${tag}-password`,
        name: person.name,
      });
    }
  }

  private async list(): Promise<void> {
    this.step('Sue lists a ticket for 5, then wants 10, then 15');
    const ticket = await this.seller.expect(201, 'POST', '/api/tickets', {
      title: 'Concert, row 3',
      price: 5,
    });
    this.ticketId = String(ticket.id);
    for (const price of [10, 15]) {
      await this.seller.expect(200, 'PUT', `/api/tickets/${this.ticketId}`, {
        title: 'Concert, row 3',
        price,
      });
    }
  }

  private async reserveAndCancel(): Promise<void> {
    this.step('Ann reserves it');
    const order = await this.reserve(this.ann);
    await this.untilTicket('reserved');

    this.step('Ben is too late');
    const refused = await this.ben.ask('POST', '/api/orders', { ticketId: this.ticketId });
    this.refused(refused, 'a second reservation');

    this.step('Sue can’t change the price under Ann’s feet');
    const change = await this.seller.ask('PUT', `/api/tickets/${this.ticketId}`, {
      title: 'Concert, row 3',
      price: 99,
    });
    this.refused(change, 'a new price for a reserved ticket');

    this.step('Ann changes her mind; the ticket is free again');
    await this.ann.expect(204, 'DELETE', `/api/orders/${order.id}`);
    await this.untilTicket('open');
  }

  private async letExpire(): Promise<void> {
    const { windowSeconds } = this.target;
    this.step('Ben reserves it, and forgets to pay');
    const order = await this.reserve(this.ben);
    const seconds = (Date.parse(order.expiresAt) - Date.now()) / 1000;
    if (seconds > PATIENCE_SECONDS) {
      this.step(
        `That would end by itself in ${Math.round(windowSeconds ?? seconds)} s: too long to watch, so Ben cancels`,
      );
      this.say('  (EXPIRATION_WINDOW_SECONDS=20 npm start makes it short enough)');
      await this.ben.expect(204, 'DELETE', `/api/orders/${order.id}`);
    } else {
      this.say(`  it is held until ${order.expiresAt}, for ${Math.ceil(seconds)} s`);
      const ended = await until(
        'the end of an unpaid reservation',
        seconds + LATE_SECONDS + SOON_SECONDS,
        async () => {
          const shown = await this.ben.expect(200, 'GET', `/api/orders/${order.id}`);
          return shown.status === 'cancelled' ? Date.now() : undefined;
        },
      );
      const late = (ended - Date.parse(order.expiresAt)) / 1000;
      if (late < 0) throw new Error(`the reservation ended ${-late} s before its time`);
      this.step(`Nobody paid: the reservation ended ${late.toFixed(1)} s after its time`);
    }
    await this.untilTicket('open');
  }

  private async pay(): Promise<void> {
    this.step('Ann reserves it once more');
    const order = await this.reserve(this.ann);
    const { services } = this.target;
    if (services && !services.includes('payments')) {
      this.step('There is no payments service here, so Ann cancels');
      await this.ann.expect(204, 'DELETE', `/api/orders/${order.id}`);
      await this.untilTicket('open');
      return;
    }
    this.step('Ann pays');
    // payments hears of the order a moment later than she does.
    const paid = await until('a payment', SOON_SECONDS, async () => {
      const answer = await this.ann.ask('POST', '/api/payments', { orderId: order.id, token: 'tok_visa' });
      return answer.status === 404 ? undefined : answer;
    });
    if (paid.status !== 201 && paid.status !== 202)
      throw new Error(`the payment was refused: ${errorText(paid)}`);
    if (paid.status === 202) {
      this.say('  her bank wants to ask her first: the payment is pending');
      return;
    }
    await until('the completion of the order', SOON_SECONDS, async () => {
      const shown = await this.ann.expect(200, 'GET', `/api/orders/${order.id}`);
      return shown.status === 'complete' || undefined;
    });
    await this.untilTicket('sold');
    this.step('The order is complete and the ticket sold');
  }

  /** Reserves the ticket; orders may hear of it, or of its being free, a moment later than the buyer does. */
  private async reserve(person: Person): Promise<Order> {
    const order = await until('a reservation', SOON_SECONDS, async () => {
      const answer = await person.ask('POST', '/api/orders', { ticketId: this.ticketId });
      if (answer.status === 201) return answer.body as unknown as Order;
      if (answer.status === 404) return undefined;
      throw new Error(`the reservation was refused: ${answer.status} ${errorText(answer)}`);
    });
    this.say(`  order ${shortId(order.id)} holds it`);
    return order;
  }

  private untilTicket(status: string): Promise<true> {
    return until(`a ticket that is ${status}`, SOON_SECONDS, async () => {
      const ticket = await this.seller.expect(200, 'GET', `/api/tickets/${this.ticketId}`);
      return ticket.status === status || undefined;
    });
  }

  private refused(answer: Answer, what: string): void {
    if (answer.status !== 400) throw new Error(`${what} was answered ${answer.status}, not refused`);
    this.say(`  refused: ${errorText(answer)}`);
  }

  private step(text: string): void {
    this.done.push(text);
    this.say(`\n${this.done.length}. ${text}`);
  }
}

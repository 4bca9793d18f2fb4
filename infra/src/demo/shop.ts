import { type Answer, errorText, Person } from './person';
import { type DemoShow, demoShows, type DemoTicket } from './shop-data';
import { until } from './wait';

/** Events take milliseconds; this is for a machine with much else to do. */
const SOON_SECONDS = 60;
const DAY_MS = 24 * 3_600_000;

/** Where the shop is filled. */
export interface ShopTarget {
  readonly url: string;
  /** Where mails arrive. */
  readonly inboxUrl: string;
  readonly admin: { readonly email: string; readonly password: string };
}

/** An account of the demo shop. */
export interface DemoAccount {
  readonly email: string;
  readonly does: string;
}

interface Sold {
  readonly ids: readonly string[];
  readonly showId: string;
}

interface Item {
  readonly ticketId: string;
  readonly quantity?: number;
  readonly seats?: readonly string[];
}

/** Everybody in the demo shop; their password is the administrator's. */
export const demoAccounts = {
  olivia: { email: 'olivia@example.com', does: 'sells concerts and a match' },
  marco: { email: 'marco@example.com', does: 'sells theatre, comedy and a museum' },
  ann: { email: 'ann@example.com', does: 'has bought for three shows, and writes to the help desk' },
  ben: { email: 'ben@example.com', does: 'has bought what is sold out' },
  chloe: { email: 'chloe@example.com', does: 'has an order to pay' },
  emil: { email: 'emil@example.com', does: 'answers at the help desk' },
} as const satisfies Record<string, DemoAccount>;

type Name = keyof typeof demoAccounts;

/** Fills an empty system with a shop at work. One that was filled before is left as it is. */
export class Shop {
  private readonly people: Record<Name, Person>;

  constructor(
    private readonly target: ShopTarget,
    private readonly now: () => Date = () => new Date(),
  ) {
    const person = (name: Name): [Name, Person] => [name, new Person(name, target.url)];
    const names = Object.keys(demoAccounts) as Name[];
    this.people = Object.fromEntries(names.map(person)) as Record<Name, Person>;
  }

  /** @returns whether there was anything to do @throws Error at the first step that doesn't go as it should */
  async fill(): Promise<boolean> {
    const { olivia, marco } = this.people;
    if (!(await this.signUp())) return false;
    const shows: Sold[] = [];
    for (const [index, show] of demoShows.entries())
      shows.push(await this.announce(index < 4 ? olivia : marco, show));
    await this.buy(shows);
    await this.askForHelp();
    return true;
  }

  private async signUp(): Promise<boolean> {
    const { password } = this.target.admin;
    for (const [name, person] of Object.entries(this.people) as [Name, Person][]) {
      const { email } = demoAccounts[name];
      const role = name === 'emil' ? { role: 'engineer' } : {};
      const fields = { email, password, name: name.charAt(0).toUpperCase() + name.slice(1), ...role };
      const { status, body } = await person.ask('POST', '/api/users/signup', fields);
      if (status === 400 && name === 'olivia') return false;
      if (status !== 201) throw new Error(`${email} can't sign up: ${status} ${JSON.stringify(body)}`);
      await this.verify(person, email);
      if (name === 'emil') await this.approve(String(body.id));
    }
    return true;
  }

  /** Follows the link of the mail, so that mails to the account come whole. */
  private async verify(person: Person, email: string): Promise<void> {
    const token = await until(`the mail to ${email}`, SOON_SECONDS, async () => {
      const query = new URLSearchParams({ channel: 'email', to: email });
      const response = await fetch(`${this.target.inboxUrl}/api/messages?${query.toString()}`);
      const mails = (await response.json()) as { text: string }[];
      return mails.map(({ text }) => /token=([\w.-]+)/.exec(text)?.[1]).find(Boolean);
    });
    await person.expect(200, 'POST', '/api/users/verify', { token });
  }

  private async approve(id: string): Promise<void> {
    const admin = new Person('admin', this.target.url);
    await admin.expect(200, 'POST', '/api/users/signin', this.target.admin);
    await admin.expect(200, 'PATCH', `/api/users/${id}`, { status: 'approved' });
  }

  private async announce(seller: Person, show: DemoShow): Promise<Sold> {
    const { inDays, hour, hours, tickets, ...details } = show;
    const startsAt = clockTime(new Date(this.now().getTime() + inDays * DAY_MS), hour, show.timeZone);
    const { id } = await seller.expect(201, 'POST', '/api/shows', {
      ...details,
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + hours * 3_600_000).toISOString(),
    });
    const showId = String(id);
    const ids: string[] = [];
    for (const ticket of tickets) ids.push(await this.list(seller, { ...ticket, showId }));
    return { ids, showId };
  }

  private async list(seller: Person, ticket: DemoTicket & { showId: string }): Promise<string> {
    // tickets may answer by another replica than the one that has just announced the show.
    const { id } = await seller.expect(201, 'POST', '/api/tickets', ticket);
    return String(id);
  }

  private async buy(shows: readonly Sold[]): Promise<void> {
    const { olivia, marco, ann, ben, chloe } = this.people;
    const [cellos, match, workshop, openAir, garden, comedy, museum, cruise] = shows as Eight<Sold>;
    await this.pay(ann, [item(cellos, 0, { quantity: 2 }), item(cellos, 1)]);
    await this.pay(ann, [item(garden, 0, { seats: ['C7', 'C8'] })]);
    await this.pay(ann, [item(museum, 0, { quantity: 2 }), item(museum, 1)]);
    // Sold out.
    await this.pay(ben, [item(workshop, 0, { quantity: 2 })]);
    await this.pay(ben, [item(match, 0, { quantity: 6 })]);
    await this.pay(chloe, [item(match, 1, { quantity: 3 })]);
    await this.pay(chloe, [item(cellos, 2, { seats: ['A5', 'A6'] })]);
    // Waits for its payment, and for the bank.
    await this.reserve(chloe, [item(openAir, 1, { quantity: 2 })]);
    const asked = await this.reserve(ben, [item(openAir, 0, { quantity: 4 })]);
    await this.charge(ben, asked, 'pm_card_threeDSecure2Required');
    // Cancelled, refunded by the seller, and given back with its show.
    const cancelled = await this.reserve(ann, [item(comedy, 0)]);
    await ann.expect(204, 'DELETE', `/api/orders/${cancelled}`);
    const refunded = await this.pay(ben, [item(comedy, 0, { quantity: 2 })]);
    await marco.expect(200, 'POST', `/api/payments/${refunded}/refund`, { reason: 'Booked twice' });
    await this.pay(chloe, [item(cruise, 0, { quantity: 2 })]);
    await marco.expect(200, 'POST', `/api/shows/${cruise.showId}/cancel`, {
      reason: 'The river is too high',
    });
    // As before there were shows: one thing, once.
    await olivia.expect(201, 'POST', '/api/tickets', { title: 'Guitar lesson, one hour', price: 35 });
  }

  /** Reserves what is wanted; orders may hear of it a moment later than the buyer does. @returns the order's id */
  private async reserve(buyer: Person, items: readonly Item[]): Promise<string> {
    const body = items.length === 1 ? items[0] : { items };
    return until('a reservation', SOON_SECONDS, async () => {
      const answer = await buyer.ask('POST', '/api/orders', body);
      if (answer.status === 201) return String(answer.body.id);
      if (answer.status === 404) return undefined;
      throw new Error(`a reservation was refused: ${answer.status} ${errorText(answer)}`);
    });
  }

  /** @returns the payment's id, once orders has heard of it */
  private async pay(buyer: Person, items: readonly Item[]): Promise<string> {
    const order = await this.reserve(buyer, items);
    const { status, body } = await this.charge(buyer, order, 'pm_card_visa');
    if (status !== 201) throw new Error(`a payment was answered ${status}: ${JSON.stringify(body)}`);
    await until('the completion of an order', SOON_SECONDS, async () => {
      const shown = await buyer.expect(200, 'GET', `/api/orders/${order}`);
      return shown.status === 'complete' || undefined;
    });
    return String(body.id);
  }

  private charge(buyer: Person, orderId: string, token: string): Promise<Answer> {
    return until('a payment', SOON_SECONDS, async () => {
      const answer = await buyer.ask('POST', '/api/payments', { orderId, token });
      return answer.status === 404 ? undefined : answer;
    });
  }

  private async askForHelp(): Promise<void> {
    const { ann, ben, chloe, emil } = this.people;
    const path = '/crm/api/v1/tickets';
    const report = async (person: Person, title: string, description: string, ticketPriority: number) => {
      const { id } = await person.expect(201, 'POST', path, { title, description, ticketPriority });
      return String(id);
    };
    const comment = (person: Person, id: string, text: string, internal = false) =>
      person.expect(201, 'POST', `${path}/${id}/comments`, { text, ...(internal && { internal }) });
    const seats = await report(
      ann,
      'Can we sit together?',
      'I have two seats in row C and my mother one in D. Can you swap them?',
      3,
    );
    await comment(emil, seats, 'I have asked the theatre and will tell you by tomorrow.');
    await comment(emil, seats, 'House manager is Ruth, she is in from ten.', true);
    const twice = await report(
      ben,
      'Charged twice?',
      'My bank shows two amounts for the comedy night. Only one of them is mine.',
      1,
    );
    await comment(emil, twice, 'One of them was given back today; your bank may take some days to show it.');
    await comment(ben, twice, 'I see it now, thank you.');
    await emil.expect(200, 'PUT', `${path}/${twice}`, { status: 'CLOSED' });
    await report(chloe, 'Wheelchair access', 'Is there a step-free way to the front row of the cellos?', 2);
  }
}

type Eight<T> = readonly [T, T, T, T, T, T, T, T];

function item({ ids }: Sold, nth: number, more: Omit<Item, 'ticketId'> = {}): Item {
  return { ticketId: ids[nth] ?? '', ...more };
}

/** The instant at which the clocks of a zone show this hour on the day of `day`, by the zone's own offset then. */
export function clockTime(day: Date, hour: number, timeZone: string): Date {
  const guess = new Date(day);
  guess.setUTCHours(hour, 0, 0, 0);
  const shown = new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(
    guess,
  );
  const ahead = ((Number(shown) - hour + 36) % 24) - 12;
  return new Date(guess.getTime() - ahead * 3_600_000);
}

import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { ApiClient, eventually } from '@ticketing/harness';
import { type SeededShow, seedShows } from './seed-shows';
import { administrator, type TestUser, createUser } from './test-user';

/** People and things that make every page have something to show. */
export interface SeedData extends SeededShow {
  seller: TestUser;
  buyer: TestUser;
  engineer: TestUser;
  admin: TestUser;
  /** Has just signed up. */
  newcomer: TestUser;
  /** Tickets by what became of them. */
  openTicket: string;
  reservedTicket: string;
  soldTicket: string;
  /** Its title is as long as titles may be, with a word that fits no line. */
  longTicket: string;
  expiredOrCancelledOrder: string;
  paidOrder: string;
  supportTicket: string;
}

const forSale: [string, number][] = [
  ['Nordlicht Quartet, Old Dairy, 4 December, row 3', 42],
  ['FC Hafen against Rot-Weiss, north stand, block 12', 28.5],
  ['Moth & Lantern, two evenings, Harbour Stage', 64],
  ['City marathon, a starting place', 95],
  ['The Tempest, premiere, balcony left', 37],
  ['Night train to Vienna, couchette, 19 December', 79.9],
  ['Museum of Small Things, late opening', 12],
  ['Ida Brandt trio, Blue Cellar, standing', 22],
  ['Winter swimming cup, spectator', 9.5],
  ['Planetarium: the far side, Sunday 11:00', 14],
  ['Open kitchen with Chef Ruiz, seat at the counter', 118],
];

const longTitle =
  `Festival pass for all three weekends, camping and the night bus included, at ${'Donaudampfschiff'.repeat(7)}`.padEnd(
    200,
    '!',
  );

/** Opens accounts and lets them trade for a while. */
export async function seed(browser: Browser): Promise<SeedData> {
  const [seller, buyer, engineer, newcomer, admin] = await Promise.all([
    createUser(browser, 'Mira Lang'),
    createUser(browser, 'Jonas Weber'),
    createUser(browser, 'Ada Lin', { role: 'engineer' }),
    createUser(browser, 'Noor Haddad'),
    administrator(browser),
  ]);
  await createUser(browser, 'Pia Sommer', { role: 'engineer' });
  await admin.client.patch(`/api/users/${engineer.client.id}`, { status: 'approved' });

  // First, so that what is listed last is no show's.
  const seededShow = await seedShows(seller, buyer);
  const long = await seller.client.sell(999_999.99, longTitle);
  for (const [title, price] of forSale.slice(3).reverse()) await seller.client.sell(price, title);
  const [open, reserved, sold, cancelled] = await Promise.all([
    seller.client.sell(forSale[0]![1], forSale[0]![0]),
    seller.client.sell(forSale[1]![1], forSale[1]![0]),
    seller.client.sell(forSale[2]![1], forSale[2]![0]),
    seller.client.sell(31, 'Improv night, Backroom, front table'),
  ]);
  await buyer.client.sell(18, 'Ferry to the island and back, Saturday');

  const paid = await buyer.client.reserve(sold.id);
  await buyer.client.pay(paid.id);
  const ended = await buyer.client.reserve(cancelled.id);
  await buyer.client.delete(`/api/orders/${ended.id}`);
  const other = await ApiClient.signUp({ name: 'Tom' });
  await other.reserve(reserved.id);
  await eventually(async () => {
    const { body } = await buyer.client.get<{ status: string }>(`/api/orders/${paid.id}`);
    if (body.status !== 'complete') throw new Error(`the order is ${body.status}`);
  });

  const supportTicket = await help(buyer, engineer, paid.id);
  await broadcast(admin);
  await refuseDelivery(admin);
  return {
    ...seededShow,
    seller,
    buyer,
    engineer,
    admin,
    newcomer,
    openTicket: open.id,
    reservedTicket: reserved.id,
    soldTicket: sold.id,
    longTicket: long.id,
    expiredOrCancelledOrder: ended.id,
    paidOrder: paid.id,
    supportTicket,
  };
}

async function help(buyer: TestUser, engineer: TestUser, orderId: string): Promise<string> {
  const path = '/crm/api/v1/tickets';
  await eventually(async () => {
    const { status, body } = await engineer.client.get(path);
    if (status !== 200) throw new Error(`the help desk answered ${status}: ${JSON.stringify(body)}`);
  });
  const report = {
    title: 'Transaction error',
    description: 'Money got deducted but transaction ended in error. Could you look into it?',
    ticketPriority: 2,
  };
  const id = await eventually(async () => {
    const { status, body } = await buyer.client.post<{ id: string }>(path, { ...report, orderId });
    if (status !== 201) throw new Error(`reporting answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  });
  const assigned = await (await ApiClient.admin()).put(`${path}/${id}`, { assignee: engineer.client.id });
  if (assigned.status !== 200) throw new Error(`assigning answered ${assigned.status}`);
  const say = (who: TestUser, text: string, internal = false): Promise<unknown> =>
    who.client.post(`${path}/${id}/comments`, { text, ...(internal && { internal }) });
  await say(engineer, 'I see your order is paid. The error came from the page, not from the payment.');
  await say(engineer, 'Card network was slow at 14:02, second report today.', true);
  await say(buyer, 'Good to know, thank you for the quick answer!');
  await engineer.client.put(`${path}/${id}`, { status: 'IN_PROGRESS' });
  return id;
}

async function broadcast(admin: TestUser): Promise<void> {
  const message = 'The help desk is closed on New Year’s Day. Orders and payments work as always.';
  // Not to all: people of specs that run beside this one would have one more to read.
  await admin.client.post('/api/notifications/broadcasts', { message, audience: 'engineers' });
}

/** A text message that its provider refuses for good. */
async function refuseDelivery(admin: TestUser): Promise<void> {
  const receiver = newNumber();
  await refuseNextText(receiver);
  const text = { type: 'SMS', message: 'Your ticket for the night train is confirmed.', receiver };
  const { body } = await admin.client.post<{ id: string }>('/notification', text);
  await eventually(async () => {
    const { body: sent } = await admin.client.get<{ status: string }>(`/api/notifications/${body.id}`);
    if (sent.status !== 'DEAD') throw new Error(`the text message is ${sent.status}`);
  });
}

/** A phone number of nobody's. */
export function newNumber(): string {
  return `+49151${randomInt(10_000_000, 100_000_000)}`;
}

/** Lets the stand-in for the provider of text messages refuse the next one to a number. */
export async function refuseNextText(to: string): Promise<void> {
  const answer = await fetch(`${process.env['TEST_INBOX_URL']}/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'sms', kind: '400', to }),
  });
  if (!answer.ok) throw new Error(`ordering a fault answered ${answer.status}`);
}

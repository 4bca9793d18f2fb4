import { randomUUID } from 'node:crypto';
import { OrderStatus } from '@ticketing/common/contracts';
import { deliver, signin, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import {
  PaymentCreatedListener,
  PaymentRefundedListener,
  PaymentUpdatedListener,
} from '../events/payment-listeners';
import { OrderExpiry } from '../expiry/order-expiry';
import { Order } from '../models/order';
import { Place, placeId } from '../models/place';
import { Ticket, type TicketFields } from '../models/ticket';
import { type CutLink, type CutPoint, openCutLink } from '../testing/cut-link';
import { buildTestService, type TestService, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

/** Carts of each size that are taken through every point; 1 unless told otherwise. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 1);
/** Places of a cart by round: of the seats, of the standing ones and of the balcony; a single one comes with each. */
const carts = [
  [3, 4, 2],
  [1, 1, 0],
  [0, 9, 0],
  [4, 0, 5],
  [2, 2, 2],
] as const;

let link: CutLink;
let uri: string;
let direct: mongoose.mongo.MongoClient;
const before = process.env['TEST_MONGO_URI'];

beforeAll(async () => {
  const address = new URL(before ?? '');
  direct = await mongoose.mongo.MongoClient.connect(address.toString());
  link = await openCutLink(Number(address.port));
  address.port = String(link.port);
  address.search = '?directConnection=true';
  process.env['TEST_MONGO_URI'] = address.toString();
});
useTestService();
beforeAll(async () => {
  const address = new URL(process.env['TEST_MONGO_URI'] ?? '');
  address.pathname = `/${mongoose.connection.name}`;
  // Whoever closes a client just when the link is cut looks for the server for so long.
  address.searchParams.set('serverSelectionTimeoutMS', '200');
  uri = address.toString();
  await mongoose.connection.close();
  await connect();
});
afterAll(async () => {
  process.env['TEST_MONGO_URI'] = before;
  await Promise.all([direct.close(), link.close()]);
});

/** Again, if a busy machine takes longer than that. */
const connect = () => waitFor(() => mongoose.connect(uri));

const as = (id: string) => ({ Cookie: signin({ id }) });

/** What a buyer has in mind, with an id of its own in every case. */
interface Case {
  buyer: string;
  key: string;
  items: { ticketId: string; quantity?: number; seats?: string[] }[];
  /** Places of all items. */
  count: number;
  orderId: string;
}

const list = async (title: string, quantity: number, fields: Partial<TicketFields> = {}): Promise<string> => {
  const places = { size: quantity, quantity, freed: 0 };
  return (await new Ticket({ title, price: 20, userId: 'seller', places, ...fields }).save()).id;
};

async function prepare(round: number): Promise<Case> {
  const [seats, standing, balcony] = carts[round % carts.length]!;
  const labels = ['A1', 'A2', 'A3', 'A4'];
  const items = [
    { ticketId: await list('Seats', 4, { seats: labels, seatsVersion: 0 }), seats: labels.slice(0, seats) },
    { ticketId: await list('Standing', 9), quantity: standing },
    { ticketId: await list('Balcony', 9), quantity: balcony },
    { ticketId: (await new Ticket({ title: 'Box', price: 20, userId: 'seller' }).save()).id, quantity: 1 },
  ].filter(({ quantity, seats: its }) => (its?.length ?? quantity ?? 0) > 0);
  return {
    buyer: randomUUID(),
    key: randomUUID(),
    items,
    count: seats + standing + balcony + 1,
    orderId: '',
  };
}

const order = async ({ app }: TestService, { buyer, key, items }: Case): Promise<string | undefined> => {
  const { status, body } = await request(app)
    .post('/api/orders')
    .set({ ...as(buyer), 'idempotency-key': key })
    .send({ items });
  return status === 201 ? (body as { id: string }).id : undefined;
};

const payment = ({ orderId, buyer, count }: Case, version: number) => ({
  id: `p-${orderId}`,
  version,
  orderId,
  stripeId: 'pi',
  userId: buyer,
  amount: count * 20,
});

const pay = async ({ messaging, outbox, offers }: TestService, its: Case): Promise<boolean> =>
  (await deliver(messaging, new PaymentCreatedListener(outbox, offers), payment(its, 0))) === 'acked';

/** What may be interrupted: what is there before, what is done, and how many places the buyer has in the end. */
interface Act {
  readonly name: string;
  ready?(process: TestService, its: Case): Promise<unknown>;
  /** @returns whether it was done, however often */
  run(process: TestService, its: Case): Promise<boolean>;
  left(its: Case): number;
}

const ordered = async (process: TestService, its: Case): Promise<void> => {
  its.orderId = (await order(process, its)) ?? '';
};
const paid = async (process: TestService, its: Case): Promise<void> => {
  await ordered(process, its);
  await pay(process, its);
};

const acts: readonly Act[] = [
  {
    name: 'is ordered',
    run: async (process, its) => (await order(process, its)) !== undefined,
    left: ({ count }) => count,
  },
  {
    name: 'is given back',
    ready: ordered,
    run: async ({ app }, { orderId, buyer }) =>
      (await request(app).delete(`/api/orders/${orderId}`).set(as(buyer))).status === 204,
    left: () => 0,
  },
  {
    name: 'expires',
    ready: ordered,
    run: ({ outbox, offers }, { orderId }) =>
      new OrderExpiry(outbox, offers).expire(orderId, new Date(Date.now() + 3_600_000)).then(
        () => true,
        () => false,
      ),
    left: () => 0,
  },
  { name: 'is paid', ready: ordered, run: pay, left: ({ count }) => count },
  {
    name: 'loses one place of its first ticket',
    ready: paid,
    async run({ messaging, outbox, offers }, its) {
      const { places, seats } = its.items[0]!.seats ? { places: [0], seats: ['A1'] } : { places: [0] };
      const items = [
        { ticket: { id: its.items[0]!.ticketId }, quantity: 1, places, ...(seats && { seats }) },
      ];
      const data = { ...payment(its, 1), reason: 'Fewer came', refunded: 20, items };
      return (await deliver(messaging, new PaymentUpdatedListener(outbox, offers), data)) === 'acked';
    },
    left: ({ count }) => count - 1,
  },
  {
    name: 'is refunded',
    ready: paid,
    async run({ messaging, outbox, offers }, its) {
      const data = { ...payment(its, 1), reason: 'Off', refunded: its.count * 20 };
      return (await deliver(messaging, new PaymentRefundedListener(outbox, offers), data)) === 'acked';
    },
    left: () => 0,
  },
];

/** Every order has all of its places or none, nobody else has any, and what was placed was published. */
async function expectWholeCarts(): Promise<void> {
  const [orders, places, told] = await Promise.all([
    Order.find().lean(),
    Place.find({ order: { $ne: null } }).lean(),
    mongoose.connection.collection('outbox').find({ subject: 'order:created' }).toArray(),
  ]);
  const due = orders
    .filter(({ status }) => status !== OrderStatus.Cancelled)
    .flatMap(({ _id, items }) =>
      items!.flatMap(({ ticket, places: its }) =>
        its.map((place) => `${placeId(ticket.id, place)} of ${String(_id)}`),
      ),
    );
  expect(places.map(({ _id, order: of }) => `${String(_id)} of ${String(of)}`).sort()).toEqual(due.sort());
  expect(told.map(({ wire }) => (JSON.parse(String(wire)) as { id: string }).id).sort()).toEqual(
    orders.map(({ _id }) => String(_id)).sort(),
  );
}

/** The process dies at a point, and another goes on in its place. @returns false if it never came to that point */
async function crash(act: Act, round: number, point: CutPoint): Promise<boolean> {
  const process = buildTestService();
  const its = await prepare(round);
  await act.ready?.(process, its);
  await process.outbox.flush();
  const cut = link.arm(point);
  const run = act.run(process, its).then(
    () => process.outbox.flush(),
    () => undefined,
  );
  await Promise.race([run, cut]);
  const { isCut, sessions } = link;
  if (isCut) {
    await mongoose.connection.close();
    // The server does it by itself, a minute later.
    await direct.db('admin').command({ killSessions: sessions });
  }
  link.heal();
  if (isCut) await connect();
  await run;
  await expectWholeCarts();
  const next = buildTestService();
  expect(await act.run(next, its)).toBe(true);
  await next.outbox.flush();
  await expectWholeCarts();
  const orders = await Order.find({ userId: its.buyer }).lean();
  expect(orders).toHaveLength(1);
  expect(await Place.countDocuments({ order: orders[0]!._id })).toBe(act.left(its));
  return isCut;
}

describe('a cart, when the process dies at any of its commands', () => {
  let points = 0;
  afterAll(() => globalThis.process.stdout.write(`carts: ${points} crash points\n`));

  it.each(acts)(
    'that $name is whole',
    async (act) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const its = await prepare(round);
        const process = buildTestService();
        await act.ready?.(process, its);
        await process.outbox.flush();
        void link.arm();
        expect(await act.run(process, its)).toBe(true);
        await process.outbox.flush();
        const { commands } = link;
        for (let command = 1; command <= commands; command += 1)
          for (const moment of ['before', 'after'] as const) {
            await crash(act, round, { command, moment });
            points += 1;
          }
      }
    },
    600_000,
  );
});

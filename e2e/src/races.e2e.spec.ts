import mongoose from 'mongoose';
import {
  ApiClient,
  eventually,
  inParallel,
  type OrderBody,
  type TicketBody,
  waitForReadModel,
} from '@ticketing/harness';

/** How many times the race for one ticket is run. */
const ROUNDS = Number(process.env['RACE_ROUNDS'] ?? 20);
const BUYERS = 200;
/** How often one ticket is reserved and given back. */
const CYCLES = 300;
/** Buyers sign up once; an account takes a while by intent. */
const ACCOUNTS = 20;

/** How often each value is there. */
function count(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe('two hundred buyers of one ticket, over two replicas', () => {
  let seller: ApiClient;
  let buyers: ApiClient[];

  beforeAll(async () => {
    seller = await ApiClient.signUp();
    buyers = await inParallel(Array.from({ length: ACCOUNTS }), 4, () => ApiClient.signUp());
  });

  it(`sell it once, in each of ${ROUNDS} rounds`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const ticket = await seller.sell(20, `Race ${round}`);
      const probe = await buyers[0]!.reserve(ticket.id);
      await buyers[0]!.delete(`/api/orders/${probe.id}`);
      const answers = await Promise.all(
        Array.from({ length: BUYERS }, (_, i) =>
          buyers[i % ACCOUNTS]!.post<OrderBody & { errors?: unknown }>('/api/orders', {
            ticketId: ticket.id,
          }),
        ),
      );
      const outcomes = answers.map(({ status, body }) =>
        status === 201 ? 'sold' : `${status} ${JSON.stringify(body)}`,
      );
      const taken =
        '400 {"errors":[{"message":"Ticket is already reserved","field":"ticketId","code":"reserved"}]}';
      expect(count(outcomes)).toEqual({ sold: 1, [taken]: BUYERS - 1 });
      const winner = answers.find(({ status }) => status === 201)!.body.id;
      await eventually(async () => {
        const { body } = await seller.get<TicketBody>(`/api/tickets/${ticket.id}`);
        expect(body).toMatchObject({ status: 'reserved', orderId: winner });
      });
    }
  }, 600_000);
});

describe('a ticket that is reserved and given back as fast as one can, over two replicas of each side', () => {
  it(`follows ${CYCLES} times, and is free within 5 seconds of the last`, async () => {
    const [seller, other, ...buyers] = await inParallel(Array.from({ length: 6 }), 3, () =>
      ApiClient.signUp(),
    );
    const ticket = await seller!.sell(20, 'To and fro');
    const orders = await inParallel(
      Array.from({ length: CYCLES }, (_, i) => buyers[i % buyers.length]!),
      4,
      async (buyer) => {
        const { id } = await eventually(() => buyer.reserve(ticket.id));
        expect((await buyer.delete(`/api/orders/${id}`)).status).toBe(204);
        return id;
      },
    );
    expect(new Set(orders).size).toBe(CYCLES);
    // What happened to the one ticket must not hold up the others.
    const quiet = await seller!.sell(20, 'Untouched');
    const { id } = await other!.reserve(quiet.id);
    await eventually(async () => {
      const [busy, reserved] = await Promise.all(
        [ticket, quiet].map((one) => seller!.get<TicketBody>(`/api/tickets/${one.id}`)),
      );
      expect(busy!.body).toMatchObject({ status: 'open', orderId: null });
      expect(reserved!.body).toMatchObject({ status: 'reserved', orderId: id });
    }, 5_000);
  }, 300_000);
});

describe('tickets whose price was raised a moment ago, over two replicas of each side', () => {
  const TICKETS = 50;
  const BEFORE = 10;
  const NOW = 100;
  type Answered = OrderBody & { errors: { code: string; price: number }[] };

  it(`are reserved at the price that each of ${TICKETS} buyers was shown, or not at all`, async () => {
    const seller = await ApiClient.signUp();
    const buyers = await inParallel(Array.from({ length: 4 }), 4, () => ApiClient.signUp());
    const ids = await inParallel(Array.from({ length: TICKETS }), 10, async () => {
      const { id } = await seller.sell(BEFORE, 'Dearer now');
      await waitForReadModel('orders', 'tickets', id);
      return id;
    });
    const order = async (ticketId: string, i: number, price: number): Promise<string> => {
      const buyer = buyers[i % buyers.length]!;
      const { status, body } = await buyer.post<Answered>('/api/orders', { ticketId, price });
      if (status === 201) return `for ${price}: made at ${body.ticket.price}`;
      return `for ${price}: ${status} ${body.errors[0]!.code} ${body.errors[0]!.price}`;
    };
    const edits = await Promise.all(ids.map((id) => seller.put(`/api/tickets/${id}`, { price: NOW })));
    expect(new Set(edits.map(({ status }) => status))).toEqual(new Set([200]));
    // Every other buyer's page has not heard of the new price.
    const outcomes = await Promise.all(ids.map((id, i) => order(id, i, i % 2 ? BEFORE : NOW)));
    const right = [BEFORE, NOW].flatMap((price) => [
      `for ${price}: made at ${price}`,
      `for ${price}: 409 price_changed ${price === NOW ? BEFORE : NOW}`,
    ]);
    expect(outcomes.filter((outcome) => !right.includes(outcome))).toEqual([]);
    // Whoever was refused asks again, so that nobody ends with more unpaid places than one may have.
    const refused = [...ids.keys()].filter((i) => outcomes[i]!.includes('409'));
    await inParallel(refused, 10, (i) =>
      eventually(async () => expect(await order(ids[i]!, i, NOW)).toBe(`for ${NOW}: made at ${NOW}`)),
    );
  }, 300_000);
});

describe('tickets whose price goes 5, 10, 15 in parallel, over two replicas of each side', () => {
  let connection: mongoose.Connection;

  beforeAll(async () => {
    const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
    uri.pathname = '/orders';
    connection = await mongoose.createConnection(uri.toString()).asPromise();
  });

  afterAll(() => connection.close());

  it.each([200, 2_000])(
    'all %i end at 15 in orders, within 5 seconds of the last write',
    async (tickets) => {
      const seller = await ApiClient.signUp();
      const ids = await inParallel(Array.from({ length: tickets }), 25, async () => {
        const { id } = await seller.sell(5, 'Price race');
        for (const price of [10, 15]) {
          expect((await seller.put(`/api/tickets/${id}`, { price })).status).toBe(200);
        }
        return id;
      });
      const written = Date.now();
      const replicas = connection.collection('tickets');
      const objectIds = ids.map((id) => new mongoose.Types.ObjectId(id));
      await eventually(async () => {
        const done = await replicas.countDocuments({ _id: { $in: objectIds }, price: 15, version: 2 });
        expect(done).toBe(tickets);
      }, 5_000);
      expect(Date.now() - written).toBeLessThan(6_000);
    },
    600_000,
  );
});

import { randomInt } from 'node:crypto';
import { moneyFaults, type Taken } from '@ticketing/payments/testing';
import { eventually, inParallel, type OrderBody, until } from '@ticketing/harness';
import { PaidSystem } from './testing/paid-system';

const ORDERS = 100;
/** Short, so that orders expire while they are paid; long enough for a hundred of them to be placed. */
const WINDOW_SECONDS = 12;
const cards = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'tok_visa',
  'pm_card_chargeDeclined',
  'pm_card_threeDSecure2Required',
];
const asking = 'pm_card_threeDSecure2Required';
const choose = <T>(from: readonly T[]): T => from[randomInt(from.length)] as T;

let system: PaidSystem;

beforeAll(async () => {
  system = await PaidSystem.start(WINDOW_SECONDS);
}, 180_000);

afterAll(() => system.stop());

afterEach(() => system.stripe.faults.clear());

const taken = (): Taken[] =>
  [...system.stripe.ledger.intents.values()].map(({ metadata, charges, refunds }) => ({
    orderId: metadata['orderId'] ?? '',
    charges,
    refunds: refunds.length,
  }));

const ends = (order: OrderBody, buyer: string, state: object, timeoutMs = 60_000): Promise<void> =>
  eventually(async () => expect(await system.order(buyer, order.id)).toMatchObject(state), timeoutMs);

describe('an order that is paid', () => {
  it('is complete, and its ticket is sold for good', async () => {
    const order = await system.reserved('buyer');
    expect(await system.pay('buyer', order.id)).toMatchObject({ status: 201, body: { status: 'succeeded' } });
    await ends(order, 'buyer', { status: 'complete' });
    await eventually(async () =>
      expect(await system.ticket(order.ticket.id)).toMatchObject({ status: 'sold', orderId: order.id }),
    );
  });

  it('stays held when the card is refused, and another card may be tried', async () => {
    const order = await system.reserved('buyer');
    const refused = await system.pay('buyer', order.id, 'pm_card_chargeDeclinedInsufficientFunds');
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ message: 'Your card has insufficient funds.' }] },
    });
    expect(await system.order('buyer', order.id)).toMatchObject({ status: 'created' });
    expect((await system.pay('buyer', order.id)).status).toBe(201);
    await ends(order, 'buyer', { status: 'complete' });
  });

  it('waits longer while the bank asks, and is complete once the buyer has answered', async () => {
    const order = await system.reserved('buyer');
    const { status, body } = await system.pay('buyer', order.id, asking);
    expect({ status, body }).toMatchObject({ status: 202, body: { clientSecret: expect.any(String) } });
    await ends(order, 'buyer', { status: 'awaiting:payment' });
    const { expiresAt } = await system.order('buyer', order.id);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(order.expiresAt));
    system.stripe.ledger.authenticate(system.stripe.findIntents(order.id)[0]?.id ?? '', true);
    await ends(order, 'buyer', { status: 'complete' });
  });

  it('is given back by its seller, who may then sell the ticket again', async () => {
    const order = await system.reserved('buyer');
    const { body } = await system.pay('buyer', order.id);
    await ends(order, 'buyer', { status: 'complete' });
    const path = `/api/payments/${body.id}/refund`;
    const refund = await eventually(async () => {
      const answer = await system.request('payments', { id: 'seller' }, 'POST', path, {
        reason: 'Called off',
      });
      expect(answer.status).toBe(200);
      return answer;
    });
    expect(refund.body).toMatchObject({ status: 'refunded', refund: { reason: 'Called off', by: 'seller' } });
    await ends(order, 'buyer', { status: 'cancelled', cancelReason: 'refunded' });
    await eventually(async () =>
      expect(await system.ticket(order.ticket.id)).toMatchObject({ status: 'open', orderId: null }),
    );
  });
});

describe('a payment that comes too late', () => {
  /**
   * Pays each, with an answer of Stripe's that only comes once the orders have expired and `meanwhile` is done; nor does
   * Stripe tell by a webhook before, or when it is asked.
   */
  const payLate = async (orders: OrderBody[], meanwhile: () => Promise<unknown>): Promise<void> => {
    const { faults, webhooks } = system.stripe;
    const { target } = webhooks;
    webhooks.target = undefined;
    faults.plan('retrieve', { kind: 'status', status: 503 }, Infinity);
    for (const order of orders) {
      faults.plan('confirm', { kind: 'drop-after' }, 2);
      expect(await system.pay('buyer', order.id)).toMatchObject({
        status: 202,
        body: { status: 'processing' },
      });
    }
    for (const order of orders) {
      await ends(order, 'buyer', { status: 'cancelled', cancelReason: 'expired' }, 60_000);
    }
    await meanwhile();
    faults.clear();
    webhooks.target = target;
  };

  it('takes the ticket after all when it is still free, and is given back when somebody else has it', async () => {
    const inTime = await system.reserved('buyer');
    expect((await system.pay('buyer', inTime.id)).status).toBe(201);
    const [free, gone] = [await system.reserved('buyer'), await system.reserved('buyer')];
    let other: OrderBody | undefined;
    await payLate([free, gone], async () => {
      other = await system.reserve('other', gone.ticket.id);
      expect((await system.pay('other', other.id)).status).toBe(201);
    });
    await ends(free, 'buyer', { status: 'complete' }, 60_000);
    expect(system.stripe.findIntents(free.id)).toMatchObject([{ charges: 1, refunds: [] }]);
    await eventually(async () => {
      const [payment] = await system.payments('buyer', gone.id);
      expect(payment).toMatchObject({
        status: 'refunded',
        refund: { by: 'orders', reason: expect.any(String) },
      });
    }, 60_000);
    expect(system.stripe.findIntents(gone.id)).toMatchObject([{ charges: 1, refunds: [expect.any(String)] }]);
    expect(await system.order('buyer', gone.id)).toMatchObject({ status: 'cancelled' });
    expect((await system.order('other', other!.id)).status).toBe('complete');
    // Orders that were placed later have expired: one that was paid in time never will.
    expect(await system.order('buyer', inTime.id)).toMatchObject({ status: 'complete' });
    expect(await system.ticket(inTime.ticket.id)).toMatchObject({ status: 'sold', orderId: inTime.id });
  }, 240_000);
});

it('is found again when the process dies between Stripe’s yes and its record of it', async () => {
  const order = await system.reserved('buyer');
  const dying = await system.extraReplica('payments', { CRASH_POINT: 'payment:charged' });
  await system.pay('buyer', order.id, 'pm_card_visa', dying).catch(() => undefined);
  expect((await dying.exited).signal).toBe('SIGKILL');
  await ends(order, 'buyer', { status: 'complete' }, 60_000);
  expect(system.stripe.findIntents(order.id)).toMatchObject([{ charges: 1, refunds: [] }]);
  expect(await system.payments('buyer', order.id)).toMatchObject([{ status: 'succeeded' }]);
}, 240_000);

describe(`${ORDERS} orders, paid, cancelled and expired at random at the same instant, over two replicas`, () => {
  /** Pays each order, most of them twice, at its very end or before, and cancels some meanwhile. */
  const raceOne = async (order: OrderBody, buyer: string): Promise<void> => {
    const instant =
      Date.parse(order.expiresAt) + choose([-4_000, -3_000, -2_000, -1_000, -300, -100, 0, 100]);
    const act = async (work: () => Promise<unknown>): Promise<void> => {
      const start = instant + randomInt(100);
      await until('the instant of the race', () => Date.now() >= start);
      await work();
    };
    let paying = 2;
    const pay = () =>
      act(() => system.pay(buyer, order.id, choose(cards))).finally(() => {
        paying -= 1;
      });
    const answerBank = async (): Promise<void> => {
      const findAsking = () =>
        system.stripe.findIntents(order.id).find(({ status }) => status === 'requires_action');
      await until('an answer to the payments', () => paying === 0 || findAsking() !== undefined, 60_000);
      const intent = findAsking();
      if (intent) system.stripe.ledger.authenticate(intent.id, randomInt(3) > 0);
    };
    await Promise.all([
      pay(),
      pay(),
      answerBank(),
      act(async () => {
        if (randomInt(3) > 0) return;
        await system.request('orders', { id: buyer }, 'DELETE', `/api/orders/${order.id}`);
        if (randomInt(2) > 0) return;
        await system.request('orders', { id: 'another' }, 'POST', '/api/orders', {
          ticketId: order.ticket.id,
        });
      }),
    ]);
  };

  it('are each complete with one charge, or ended with none or with its refund', async () => {
    let over = 0;
    system.stripe.faults.plan('refund', { kind: 'drop-after' }, 2);
    system.stripe.faults.plan('refund', { kind: 'status', status: 503 });
    for (let fault = 0; fault < 8; fault += 1) {
      system.stripe.faults.plan('confirm', { kind: 'drop-after' });
      for (let slow = 0; slow < 6; slow += 1) {
        // More than half of the races are paid without a late answer, so that as many come to their end.
        const ended = randomInt(ORDERS / 2);
        system.stripe.faults.plan('confirm', {
          kind: 'late',
          until: until(`the end of ${ended} races`, () => over >= ended, 240_000),
        });
      }
      system.stripe.faults.plan('confirm', { kind: 'drop-before' });
    }
    const buyers = Array.from({ length: ORDERS }, (_, index) => `buyer-${index}`);
    const races: Promise<void>[] = [];
    const orders = await inParallel(buyers, 8, async (buyer) => {
      const order = await system.reserved(buyer);
      races.push(
        raceOne(order, buyer).then(() => {
          over += 1;
        }),
      );
      return { order, buyer };
    });
    await Promise.all(races);

    const decided = async (order: OrderBody, buyer: string): Promise<{ id: string; status: string }> => {
      const { status } = await system.order(buyer, order.id);
      const open = (await system.payments(buyer, order.id)).filter((payment) =>
        ['processing', 'refunding'].includes(payment.status),
      );
      expect({ status, open }).toEqual({ status: expect.not.stringMatching('created'), open: [] });
      for (const intent of system.stripe.findIntents(order.id)) {
        system.stripe.ledger.authenticate(intent.id, true);
      }
      return { id: order.id, status };
    };
    await eventually(async () => {
      const ended = await inParallel(orders, 8, ({ order, buyer }) => decided(order, buyer));
      expect(ended.filter(({ status }) => status === 'awaiting:payment')).toEqual([]);
      expect(
        moneyFaults(
          ended,
          taken().filter(({ orderId }) => ended.some(({ id }) => id === orderId)),
        ),
      ).toEqual([]);
    }, 120_000);

    const statuses = await inParallel(
      orders,
      8,
      async ({ order, buyer }) => (await system.order(buyer, order.id)).status,
    );
    expect(new Set(statuses)).toEqual(new Set(['complete', 'cancelled']));
  }, 300_000);
});

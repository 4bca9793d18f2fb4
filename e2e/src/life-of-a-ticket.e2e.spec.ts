import { Client, type OrderBody, type TicketBody } from './testing/client';
import { eventually } from './testing/eventually';

const windowSeconds = Number(process.env['TEST_EXPIRATION_WINDOW_SECONDS'] ?? 20);
/** An order's whole life fits into a test; milliseconds. */
const testTimeout = (windowSeconds + 40) * 1_000;

describe('the life of a ticket', () => {
  let seller: Client;
  let buyer: Client;
  let other: Client;

  beforeAll(async () => {
    [seller, buyer, other] = await Promise.all([Client.signUp(), Client.signUp(), Client.signUp()]);
  });

  const show = async (id: string): Promise<TicketBody> =>
    (await Client.visitor().get<TicketBody>(`/api/tickets/${id}`)).body;
  const until = (id: string, state: Partial<TicketBody>, timeoutMs?: number): Promise<void> =>
    eventually(async () => expect(await show(id)).toMatchObject(state), timeoutMs);

  it('is listed, reserved, and freed when the buyer cancels', async () => {
    const ticket = await seller.sell(20, 'Reserved and cancelled');
    const order = await buyer.reserve(ticket.id);
    expect(order).toMatchObject({ status: 'created', ticket: { id: ticket.id, price: 20 } });
    await until(ticket.id, { status: 'reserved', orderId: order.id });
    expect((await seller.put(`/api/tickets/${ticket.id}`, { price: 30 })).status).toBe(400);
    expect((await other.post('/api/orders', { ticketId: ticket.id })).status).toBe(400);
    expect((await buyer.delete(`/api/orders/${order.id}`)).status).toBe(204);
    await until(ticket.id, { status: 'open', orderId: null });
    expect((await seller.put(`/api/tickets/${ticket.id}`, { price: 30 })).status).toBe(200);
  });

  it(
    'is freed on time when nobody pays',
    async () => {
      const ticket = await seller.sell(20, 'Left to expire');
      const order = await buyer.reserve(ticket.id);
      const due = Date.parse(order.expiresAt);
      const ended = await eventually(
        async () => {
          const { body } = await buyer.get<OrderBody>(`/api/orders/${order.id}`);
          expect(body).toMatchObject({ status: 'cancelled', cancelReason: 'expired' });
          return Date.now();
        },
        (windowSeconds + 10) * 1_000,
      );
      expect(ended).toBeGreaterThanOrEqual(due);
      expect(ended - due).toBeLessThan(3_000);
      await until(ticket.id, { status: 'open', orderId: null });
      await expect(other.reserve(ticket.id)).resolves.toMatchObject({ status: 'created' });
    },
    testTimeout,
  );

  it(
    'is not freed by the late end of an order that no longer holds it',
    async () => {
      const ticket = await seller.sell(20, 'Passed on');
      const first = await buyer.reserve(ticket.id);
      await buyer.delete(`/api/orders/${first.id}`);
      const second = await other.reserve(ticket.id);
      await until(ticket.id, { status: 'reserved', orderId: second.id });
      await eventually(
        () => {
          expect(Date.now()).toBeGreaterThan(Date.parse(first.expiresAt));
          return Promise.resolve();
        },
        (windowSeconds + 5) * 1_000,
      );
      const now = await show(ticket.id);
      const { body } = await other.get<OrderBody>(`/api/orders/${second.id}`);
      if (body.status === 'created') expect(now.orderId).toBe(second.id);
    },
    testTimeout,
  );

  it('answers in the error format where there is no route, and hides metrics', async () => {
    const { status, body } = await Client.visitor().get('/api/nowhere');
    expect([status, body]).toEqual([
      404,
      { errors: [expect.objectContaining({ message: expect.any(String) as string })] },
    ]);
    const metrics = await fetch(`${process.env['TEST_BASE_URL']}/metrics`);
    expect(await metrics.text()).not.toContain('process_cpu');
  });
});

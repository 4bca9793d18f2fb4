import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient, eventually, type OrderBody, type TicketBody } from '@ticketing/harness';

const windowSeconds = Number(process.env['TEST_EXPIRATION_WINDOW_SECONDS'] ?? 60);
/** Between the ends of two orders of one ticket. */
const apartSeconds = 4;
/** An order that nobody pays ends when its time is up, not when something looks after it now and then; seconds. */
const lateSeconds = 10;
/** An order's whole life fits into a test; milliseconds. */
const testTimeout = (windowSeconds + 100) * 1_000;

describe('the life of a ticket', () => {
  let seller: ApiClient;
  let buyer: ApiClient;
  let other: ApiClient;

  beforeAll(async () => {
    [seller, buyer, other] = await Promise.all([ApiClient.signUp(), ApiClient.signUp(), ApiClient.signUp()]);
  });

  const show = async (id: string): Promise<TicketBody> =>
    (await ApiClient.visitor().get<TicketBody>(`/api/tickets/${id}`)).body;
  /** Resolves with the time at which an order was first seen to have expired. */
  const expired = (by: ApiClient, id: string): Promise<number> =>
    eventually(
      async () => {
        const { body } = await by.get<OrderBody>(`/api/orders/${id}`);
        expect(body).toMatchObject({ status: 'cancelled', cancelReason: 'expired' });
        return Date.now();
      },
      (windowSeconds + 60) * 1_000,
    );
  const until = (id: string, state: Partial<TicketBody>, timeoutMs?: number): Promise<void> =>
    eventually(async () => expect(await show(id)).toMatchObject(state), timeoutMs);

  const passes = (time: number): Promise<void> =>
    eventually(
      () => {
        expect(Date.now()).toBeGreaterThan(time);
        return Promise.resolve();
      },
      (windowSeconds + 30) * 1_000,
    );

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

  describe('when time is up', () => {
    let left: OrderBody;
    let returned: OrderBody;
    let passedOn: OrderBody;

    // Their times run side by side.
    beforeAll(async () => {
      left = await buyer.reserve((await seller.sell(20, 'Left to expire')).id);
      returned = await buyer.reserve((await seller.sell(20, 'Passed on')).id);
      await buyer.delete(`/api/orders/${returned.id}`);
      // Their ends must be told apart.
      await passes(Date.parse(returned.expiresAt) - (windowSeconds - apartSeconds) * 1_000);
      passedOn = await other.reserve(returned.ticket.id);
      await until(passedOn.ticket.id, { status: 'reserved', orderId: passedOn.id });
    }, testTimeout);

    it(
      'is freed when nobody paid, neither early nor late',
      async () => {
        const due = Date.parse(left.expiresAt);
        const ended = await expired(buyer, left.id);
        expect(ended).toBeGreaterThanOrEqual(due);
        expect(ended - due).toBeLessThan(lateSeconds * 1_000);
        await until(left.ticket.id, { status: 'open', orderId: null });
        await expect(other.reserve(left.ticket.id)).resolves.toMatchObject({ status: 'created' });
      },
      testTimeout,
    );

    it(
      'is not freed by the late end of an order that no longer holds it',
      async () => {
        // Freed by that end, it would be so before its own time is up.
        const freed = eventually(
          async () => {
            expect((await show(passedOn.ticket.id)).orderId).not.toBe(passedOn.id);
            return Date.now();
          },
          (windowSeconds + 60) * 1_000,
        );
        for (const at of await Promise.all([expired(other, passedOn.id), freed])) {
          expect(at).toBeGreaterThanOrEqual(Date.parse(passedOn.expiresAt));
        }
      },
      testTimeout,
    );
  });

  it('answers in the error format where there is no route, and hides metrics', async () => {
    const { status, body } = await ApiClient.visitor().get('/api/nowhere');
    expect([status, body]).toEqual([
      404,
      { errors: [expect.objectContaining({ message: expect.any(String) as string })] },
    ]);
    const metrics = await fetch(`${process.env['TEST_BASE_URL']}/metrics`);
    expect(await metrics.text()).not.toContain('process_cpu');
  });
});

describe('the commands of the README', () => {
  it('list a ticket and reserve it, as they stand', async () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const [commands = ''] = /(?<=```sh\n)api=[^`]+/.exec(readme) ?? [];
    const script = commands.replace('http://localhost:8080', process.env['TEST_BASE_URL'] ?? '');
    const cwd = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      // Each time with accounts of their own: orders may hear of the ticket a moment after it was asked for.
      await eventually(async () => {
        const { stdout } = await promisify(execFile)('bash', ['-euc', script], { cwd });
        const [order] = JSON.parse(stdout.slice(stdout.lastIndexOf('}[{') + 1)) as OrderBody[];
        expect(order).toMatchObject({ status: 'created', ticket: { price: 20 } });
      });
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});

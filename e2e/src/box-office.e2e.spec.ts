import { ApiClient, eventually } from '@ticketing/harness';

interface Held {
  id: string;
  code: string | null;
  status: string;
  version: number;
}

describe('a show that people go to', () => {
  let seller: ApiClient;
  let buyer: ApiClient;
  let friend: ApiClient;

  beforeAll(async () => {
    [seller, buyer, friend] = await Promise.all([
      ApiClient.signUp({ name: 'Sam' }),
      ApiClient.signUp({ name: 'Bea' }),
      ApiClient.signUp({ name: 'Finn', verified: true }),
    ]);
  });

  const held = async (by: ApiClient, orderId: string): Promise<Held> => {
    const { body } = await by.get<Held[]>(`/api/admissions?orderId=${orderId}`);
    expect(body).toHaveLength(1);
    return (await by.get<Held>(`/api/admissions/${body[0]!.id}`)).body;
  };
  const checkIn = async (code: string | null, showId: string) => {
    const { status, body } = await seller.post<object>('/api/check-ins', { code, showId, gate: 'B' });
    return { status, body };
  };

  it('admits who paid, whoever holds it by then, once, and nobody whose money went back', async () => {
    const show = await seller.post<{ id: string }>('/api/shows', {
      title: 'Requiem',
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum', city: 'Praha' },
    });
    expect(show.status).toBe(201);
    const showId = show.body.id;
    const sold = await Promise.all(
      ['Stalls', 'Balcony'].map(async (title) => {
        const { body } = await seller.post<{ id: string }>('/api/tickets', { title, price: 20, showId });
        const order = await buyer.reserve(body.id);
        const { id: paymentId } = await buyer.pay(order.id);
        return { orderId: order.id, paymentId };
      }),
    );
    const [given, refunded] = sold as [(typeof sold)[0], (typeof sold)[0]];

    await eventually(() => held(buyer, given.orderId));
    const first = await held(buyer, given.orderId);
    const pdf = await buyer.get(`/api/admissions/${first.id}/pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);

    const offer = await buyer.post<{ id: string }>(`/api/admissions/${first.id}/transfer`, {
      email: friend.email,
    });
    expect(offer.status).toBe(202);
    // The address may have been proven a moment before admissions heard of it.
    await eventually(async () =>
      expect((await friend.post(`/api/transfers/${offer.body.id}/accept`)).status).toBe(200),
    );
    const second = await held(friend, given.orderId);
    expect((await buyer.get(`/api/admissions/${first.id}`)).status).toBe(404);
    expect(await checkIn(first.code, showId)).toMatchObject({ status: 409, body: { result: 'void' } });
    expect(await checkIn(second.code, showId)).toMatchObject({
      status: 201,
      body: { result: 'admitted', admission: { name: 'Finn' } },
    });
    expect(await checkIn(second.code, showId)).toMatchObject({
      status: 409,
      body: { result: 'used', gate: 'B' },
    });

    await eventually(() => held(buyer, refunded.orderId));
    const { code } = await held(buyer, refunded.orderId);
    const back = await seller.post(`/api/payments/${refunded.paymentId}/refund`, { reason: 'Rain' });
    expect(back.status).toBeLessThan(300);
    await eventually(async () =>
      expect(await held(buyer, refunded.orderId)).toMatchObject({ status: 'void', code: null }),
    );
    expect(await checkIn(code, showId)).toMatchObject({ status: 409, body: { result: 'void' } });
    const { body: door } = await seller.get(`/api/door/${showId}`);
    expect(door).toMatchObject({ counts: { valid: 0, used: 1, void: 1, gates: [{ gate: 'B', used: 1 }] } });
  }, 120_000);

  it('gives some places of an order back: their codes are void, they are offered first, and the rest is good', async () => {
    const { body: show } = await seller.post<{ id: string }>('/api/shows', {
      title: 'Matinee',
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum' },
    });
    const seats = ['A1', 'A2', 'A3'];
    const listed = await seller.post<{ id: string }>('/api/tickets', {
      title: 'Row A',
      price: 20,
      showId: show.id,
      seats,
    });
    const ticketId = listed.body.id;
    const order = await eventually(async () => {
      const answer = await buyer.post<{ id: string }>('/api/orders', { ticketId, seats });
      expect(answer.status).toBe(201);
      return answer.body;
    });
    const { id: paymentId } = await buyer.pay(order.id);
    const admissions = async () =>
      (
        await buyer.get<{ id: string; orderId: string; seat: string; status: string }[]>('/api/admissions')
      ).body.filter(({ orderId }) => orderId === order.id);
    await eventually(async () => expect(await admissions()).toHaveLength(3));
    expect((await friend.post('/api/waiting-list', { ticketId })).status).toBe(201);

    const refund = () =>
      seller.post(`/api/payments/${paymentId}/refund`, { items: [{ ticketId, seats: ['A2'] }] });
    const answers = await Promise.all([refund(), refund(), refund()]);
    expect(answers.every(({ status }) => status === 200 || status === 202)).toBe(true);
    await eventually(async () =>
      expect((await buyer.get(`/api/orders/${order.id}`)).body).toMatchObject({
        status: 'complete',
        total: 40,
        items: [{ quantity: 2, seats: ['A1', 'A3'] }],
        refunded: { total: 20, items: [{ quantity: 1, seats: ['A2'] }] },
      }),
    );
    const good = async () =>
      (await admissions())
        .filter(({ status }) => status === 'valid')
        .map(({ seat }) => seat)
        .sort();
    await eventually(async () => expect(await good()).toEqual(['A1', 'A3']));
    await eventually(async () =>
      expect((await friend.get('/api/orders')).body).toContainEqual(
        expect.objectContaining({ offer: true, items: [expect.objectContaining({ seats: ['A2'] })] }),
      ),
    );
    await eventually(async () =>
      expect((await seller.get(`/api/tickets/${ticketId}`)).body).toMatchObject({ held: 1, sold: 2 }),
    );
    expect((await seller.get(`/api/payments/${paymentId}`)).body).toMatchObject({
      status: 'succeeded',
      refunds: [{ amount: 20 }],
      refundable: [{ quantity: 2, seats: ['A1', 'A3'] }],
    });
    expect((await seller.post(`/api/payments/${paymentId}/refund`)).status).toBeLessThan(300);
    await eventually(async () =>
      expect((await buyer.get(`/api/orders/${order.id}`)).body).toMatchObject({ status: 'cancelled' }),
    );
    await eventually(async () => expect(await good()).toEqual([]));
  }, 120_000);

  it('adds up what a seller sold: the sum of the shows, after refunds and a cancellation', async () => {
    const organiser = await ApiClient.signUp({ name: 'Olga' });
    const announce = async (title: string, days: number, currency: string) => {
      const { body } = await organiser.post<{ id: string }>('/api/shows', {
        title,
        currency,
        timeZone: 'Europe/Prague',
        venue: { name: 'Rudolfinum' },
        startsAt: new Date(Date.now() + days * 86_400_000).toISOString(),
      });
      const ticket = await organiser.post<{ id: string }>('/api/tickets', {
        title: 'Stalls',
        price: 20,
        quantity: 10,
        showId: body.id,
      });
      return { showId: body.id, ticketId: ticket.body.id };
    };
    const second = await announce('Second', 2, 'eur');
    const first = await announce('First', 1, 'eur');
    const off = await announce('Off', 3, 'usd');
    const single = await organiser.sell(7.5, 'Score');
    const order = (ticketId: string, quantity: number) =>
      eventually(async () => {
        const answer = await buyer.post<{ id: string }>('/api/orders', { ticketId, quantity });
        expect(answer.status).toBe(201);
        return answer.body.id;
      });
    const buy = async (ticketId: string, quantity: number) =>
      (await buyer.pay(await order(ticketId, quantity))).id;

    const payment = await buy(first.ticketId, 4);
    const whole = await buy(second.ticketId, 2);
    await buy(second.ticketId, 1);
    await buy(off.ticketId, 3);
    await buy(single.id, 1);
    const items = [{ ticketId: first.ticketId, quantity: 1 }];
    expect((await organiser.post(`/api/payments/${payment}/refund`, { items })).status).toBeLessThan(300);
    expect((await organiser.post(`/api/payments/${whole}/refund`)).status).toBeLessThan(300);
    expect((await organiser.post(`/api/shows/${off.showId}/cancel`, { reason: 'Rain' })).status).toBe(200);

    const { body: upcoming } = await organiser.get<{ id: string }[]>('/api/shows/mine?when=upcoming');
    expect(upcoming.map(({ id }) => id)).toEqual([first.showId, second.showId, off.showId]);
    const showIds = upcoming.map(({ id }) => id).join(',');
    const sums = (
      currency: string,
      sold: number,
      held: number,
      free: number,
      taken: number,
      refunded: number,
    ) => ({
      currency,
      sold,
      held,
      free,
      taken,
      refunded,
    });
    await eventually(async () =>
      expect((await organiser.get(`/api/orders/sales/shows?showIds=${showIds}`)).body).toEqual([
        { showId: first.showId, sales: [sums('eur', 3, 0, 7, 80, 20)] },
        { showId: second.showId, sales: [sums('eur', 1, 0, 9, 60, 40)] },
        { showId: off.showId, sales: [sums('usd', 0, 0, 0, 60, 60)] },
      ]),
    );
    await eventually(async () =>
      expect((await organiser.get('/api/orders/sales')).body).toEqual({
        total: [sums('eur', 4, 0, 16, 140, 60), sums('usd', 1, 0, 0, 67.5, 60)],
        withoutShow: [sums('usd', 1, 0, 0, 7.5, 0)],
      }),
    );
    const { body: days } =
      await organiser.get<{ total: number; currency: string }[]>('/api/orders/sales/days');
    expect(days.map(({ total, currency }) => [currency, total])).toEqual([
      ['eur', 80],
      ['usd', 7.5],
    ]);
    await eventually(async () => {
      const shown = await Promise.all(
        upcoming.map(async ({ id }) => {
          const show = await organiser.get<{ tickets: { sold: number; held: number }[] }>(`/api/shows/${id}`);
          return show.body.tickets.map(({ sold, held: inOrders }) => [sold, inOrders]);
        }),
      );
      expect(shown).toEqual([[[3, 0]], [[1, 0]], [[0, 0]]]);
    });
  }, 120_000);

  it('sells a place of a sold-out show again, of which the first payer can have nothing back', async () => {
    const { body: show } = await seller.post<{ id: string }>('/api/shows', {
      title: 'Nocturne',
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum' },
    });
    const { body: ticket } = await seller.post<{ id: string }>('/api/tickets', {
      title: 'Stalls',
      price: 20,
      showId: show.id,
    });
    const first = await buyer.reserve(ticket.id);
    const firstPayment = (await buyer.pay(first.id)).id;
    const old = await eventually(() => held(buyer, first.id));
    expect((await friend.post('/api/orders', { ticketId: ticket.id })).status).toBe(400);

    const listed = await buyer.post<{ ticketId: string }>(`/api/admissions/${old.id}/resale`, { price: 20 });
    expect([listed.status, listed.body]).toEqual([201, expect.anything()]);
    const resale = await eventually(async () => {
      const { body } = await friend.get<{ tickets: { id: string; resaleOf?: string }[] }>(
        `/api/shows/${show.id}`,
      );
      const found = body.tickets.find(({ resaleOf }) => resaleOf === old.id);
      expect(found).toBeDefined();
      return found!;
    });
    const second = await friend.reserve(resale.id);
    const secondPayment = (await friend.pay(second.id)).id;
    const bought = await eventually(() => held(friend, second.id));

    expect(await checkIn(old.code, show.id)).toMatchObject({ status: 409, body: { result: 'void' } });
    expect(await checkIn(bought.code, show.id)).toMatchObject({
      status: 201,
      body: { result: 'admitted', admission: { name: 'Finn' } },
    });
    await eventually(async () =>
      expect(await seller.post(`/api/payments/${firstPayment}/refund`)).toMatchObject({
        status: 409,
        body: { errors: [{ code: 'resold' }] },
      }),
    );
    expect((await buyer.post(`/api/payments/${secondPayment}/refund`)).status).toBe(401);
    expect((await seller.post(`/api/payments/${secondPayment}/refund`)).status).toBeLessThan(300);
    await eventually(async () =>
      expect(await held(friend, second.id)).toMatchObject({ status: 'void', code: null }),
    );
    // What was given back to its last buyer is free again.
    await eventually(async () =>
      expect((await seller.get(`/api/tickets/${ticket.id}`)).body).toMatchObject({
        status: 'open',
        sold: 0,
        orderId: null,
      }),
    );
    expect((await friend.post('/api/orders', { ticketId: ticket.id })).status).toBe(201);
  }, 120_000);
});

import { signin, testUser } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { givenOrder, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const admin = testUser({ id: 'boss', role: 'admin' });
const suspended = testUser({ id: 'suspended', role: 'admin', status: 'suspended' });

describe('reading payments', () => {
  const service = useTestService();
  beforeEach(async () => {
    for (const user of [admin, suspended]) await service.directory.apply({ ...user, name: '', version: 0 });
  });
  const get = (path: string, user: Parameters<typeof signin>[0] = { id: 'buyer' }) =>
    request(service.app).get(path).set('Cookie', signin(user));
  const pay = async (orderId: string, token = 'pm_card_visa', userId = 'buyer'): Promise<string> => {
    await service.payOrder.pay({ orderId, userId, token }).catch(() => undefined);
    const { body } = await get(`/api/payments?orderId=${orderId}`, admin).expect(200);
    return String(body[0].id);
  };

  describe('GET /api/payments/:id', () => {
    it('shows a payment to its buyer, in units of money', async () => {
      const order = await givenOrder({ price: 12.34 });
      const id = await pay(order._id);
      const { body } = await get(`/api/payments/${id}`).expect(200);
      expect(body).toEqual({
        id,
        orderId: order._id,
        ticketId: order.ticketId,
        userId: 'buyer',
        status: 'succeeded',
        amount: 12.34,
        currency: 'usd',
        createdAt: expect.any(String),
      });
    });

    it('shows why a card was refused', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_chargeDeclined');
      const { body } = await get(`/api/payments/${id}`).expect(200);
      expect(body).toMatchObject({
        status: 'refused',
        refusal: { code: 'generic_decline', message: 'Your card was declined.' },
      });
    });

    it('shows until when the bank may be answered', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_threeDSecure2Required');
      const { body } = await get(`/api/payments/${id}`).expect(200);
      expect(body).toMatchObject({ status: 'requires_action', until: expect.any(String) });
      expect(body).not.toHaveProperty('clientSecret');
    });

    it('shows it to the seller of the ticket too, and its history to admins only', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id);
      const seller = await get(`/api/payments/${id}`, { id: 'seller' }).expect(200);
      expect(seller.body).not.toHaveProperty('history');
      expect(seller.body).not.toHaveProperty('stripeId');
      const { body } = await get(`/api/payments/${id}`, admin).expect(200);
      expect(body.stripeId).toMatch(/^pi_/);
      expect(body.history.map((entry: { status: string }) => entry.status)).toEqual([
        'processing',
        'processing',
        'succeeded',
      ]);
    });

    it('answers 401 to others, 403 to a suspended admin, 404 for none and for no id', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id);
      await get(`/api/payments/${id}`, { id: 'stranger' }).expect(401);
      await get(`/api/payments/${id}`, suspended).expect(403);
      await request(service.app).get(`/api/payments/${id}`).expect(401);
      await get(`/api/payments/${new mongoose.Types.ObjectId().toHexString()}`).expect(404);
      await get('/api/payments/none').expect(404);
    });

    it('counts the role that was granted since the session began', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id);
      const user = { id: new mongoose.Types.ObjectId().toHexString(), email: 'new@example.com' };
      await get(`/api/payments/${id}`, user).expect(401);
      await service.directory.apply({ ...user, version: 0, name: 'New', role: 'admin', status: 'approved' });
      await get(`/api/payments/${id}`, user).expect(200);
    });
  });

  describe('GET /api/payments', () => {
    it('lists the own payments, newest first, page by page', async () => {
      const orders = [await givenOrder(), await givenOrder(), await givenOrder()];
      const ids: string[] = [];
      for (const { _id } of orders) ids.push(await pay(_id));
      const foreign = await givenOrder({ userId: 'other' });
      await pay(foreign._id, 'pm_card_visa', 'other');

      const first = await get('/api/payments?limit=2').expect(200);
      expect(first.body.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]]);
      const next = /<([^>]+)>; rel="next"/.exec(String(first.headers['link']))?.[1] ?? '';
      const second = await get(next).expect(200);
      expect(second.body.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
      expect(second.headers['link']).toBeUndefined();
    });

    it('lists the payments of one order, for its buyer and its seller', async () => {
      const order = await givenOrder();
      await pay(order._id, 'pm_card_chargeDeclined');
      await pay(order._id);
      await pay((await givenOrder())._id);
      for (const id of ['buyer', 'seller']) {
        const { body } = await get(`/api/payments?orderId=${order._id}`, { id }).expect(200);
        expect(body.map(({ status }: { status: string }) => status)).toEqual(['succeeded', 'refused']);
      }
      const { body } = await get(`/api/payments?orderId=${order._id}`, { id: 'stranger' }).expect(200);
      expect(body).toEqual([]);
    });

    it('lists everybody’s for an admin', async () => {
      await pay((await givenOrder())._id);
      await pay((await givenOrder({ userId: 'other' }))._id, 'pm_card_visa', 'other');
      const { body } = await get('/api/payments', admin).expect(200);
      expect(body.map(({ userId }: { userId: string }) => userId)).toEqual(['other', 'buyer']);
    });

    it('lists nothing for an order that is not known', async () => {
      const { body } = await get('/api/payments?orderId=665f1f77bcf86cd799439011').expect(200);
      expect(body).toEqual([]);
    });

    it.each([
      ['orderId', 'orderId=none'],
      ['limit', 'limit=101'],
      ['after', 'after=%24'],
    ])('answers 400 naming %s', async (field, query) => {
      const { body } = await get(`/api/payments?${query}`).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ field })]);
    });

    it('answers 401 to visitors', async () => {
      await request(service.app).get('/api/payments').expect(401);
    });
  });

  describe('GET /api/payments/:id/client-secret', () => {
    const path = (id: string) => `/api/payments/${id}/client-secret`;

    it('lets the buyer go on with the bank’s question', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_threeDSecure2Required');
      const { body, headers } = await get(path(id)).expect(200);
      expect(body).toEqual({
        clientSecret: `${service.fake.findIntents(_id)[0]?.id}_secret_fake`,
        until: expect.any(String),
      });
      expect(headers['cache-control']).toBe('no-store');
    });

    it('answers 400 when the bank does not ask, or not any more', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_threeDSecure2Required');
      service.fake.ledger.authenticate(service.fake.findIntents(_id)[0]?.id ?? '', true);
      await get(path(id)).expect(400);
      const { body } = await get(`/api/payments/${id}`).expect(200);
      expect(body.status).toBe('succeeded');
    });

    it('answers 503 when Stripe does not', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_threeDSecure2Required');
      service.fake.faults.plan('retrieve', { kind: 'status', status: 500 });
      await get(path(id)).expect(503);
    });

    it('answers 401 to everybody else, 404 for none and for no id', async () => {
      const { _id } = await givenOrder();
      const id = await pay(_id, 'pm_card_threeDSecure2Required');
      await get(path(id), { id: 'seller' }).expect(401);
      await get(path(id), admin).expect(401);
      await request(service.app).get(path(id)).expect(401);
      await get(path(new mongoose.Types.ObjectId().toHexString())).expect(404);
      await get(path('none')).expect(404);
    });
  });

  it('tells the page how to take a card', async () => {
    const { body } = await request(service.app).get('/api/payments/config').expect(200);
    expect(body).toEqual({ publishableKey: null, mode: 'mock' });
  });
});

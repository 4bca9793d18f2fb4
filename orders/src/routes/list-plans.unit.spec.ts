import { queryPlans, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order } from '../models/order';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('how orders are found', () => {
  const service = useTestService();
  const cookie = signin({ id: 'buyer' });
  const get = (path: string) => request(service.app).get(path).set('Cookie', cookie).expect(200);

  beforeEach(async () => {
    for (const title of ['One', 'Two', 'Three'])
      await Order.build({
        userId: 'buyer',
        expiresAt: new Date(Date.now() + 60_000),
        ticket: { id: new mongoose.Types.ObjectId().toHexString(), title, price: 20 },
      }).save();
  });

  it('scans an index, never the collection, for each page of the list', async () => {
    const plans = await queryPlans(mongoose.connection, async () => {
      const first = await get('/api/orders?limit=2');
      await get(/<(.*)>/.exec(first.headers['link'] as string)![1]!);
    });
    expect(plans.filter(({ collection }) => collection === 'orders')).toHaveLength(2);
    for (const { plan, sorted } of plans) {
      expect(plan).toMatch(/^(IXSCAN|IDHACK)/);
      expect(sorted).toBe(false);
    }
  });

  it('finds what is overdue by its index', async () => {
    const plans = await queryPlans(mongoose.connection, () =>
      Order.find({ pending: true, expiresAt: { $lt: new Date() } })
        .sort({ expiresAt: 1 })
        .lean(),
    );
    expect(plans).toEqual([{ collection: 'orders', plan: 'IXSCAN { expiresAt: 1 }', sorted: false }]);
  });
});

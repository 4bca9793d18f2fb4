import { queryPlans, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { givenOrder, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('how payments are found', () => {
  const service = useTestService();

  it.each([
    ['a buyer', 'customer'],
    ['an admin', 'admin'],
  ] as const)('scans an index, never the collection, for %s', async (_who, role) => {
    const orders = [await givenOrder(), await givenOrder(), await givenOrder()];
    for (const { _id } of orders)
      await service.payOrder.pay({ orderId: _id, userId: 'buyer', token: 'pm_card_visa' });
    const get = (path: string) =>
      request(service.app)
        .get(path)
        .set('Cookie', signin({ id: 'buyer', role }))
        .expect(200);
    const plans = await queryPlans(mongoose.connection, async () => {
      const first = await get('/api/payments?limit=2');
      await get(/<(.*)>/.exec(first.headers['link'] as string)![1]!);
      await get(`/api/payments?orderId=${orders[0]?._id}`);
    });
    expect(plans.filter(({ collection }) => collection === 'payments')).toHaveLength(3);
    for (const { plan } of plans) expect(plan).toMatch(/^(IXSCAN|IDHACK|EOF)/);
  });
});

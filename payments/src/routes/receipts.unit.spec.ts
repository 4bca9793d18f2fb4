import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import { Receipt } from '../models/receipt';
import { givenOrder, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('GET /api/payments/:id/receipt', () => {
  const service = useTestService();
  const get = (id: string, user = 'buyer') =>
    request(service.app)
      .get(`/api/payments/${id}/receipt`)
      .set('Cookie', signin({ id: user }));
  const paid = async (token = 'pm_card_visa'): Promise<string> => {
    const { _id: orderId } = await givenOrder();
    await service.payOrder.pay({ orderId, userId: 'buyer', token }).catch(() => undefined);
    const { body } = await request(service.app)
      .get(`/api/payments?orderId=${orderId}`)
      .set('Cookie', signin({ id: 'buyer' }));
    return (body as { id: string }[])[0]!.id;
  };
  const numbers = async () => (await Receipt.find().sort({ _id: 1 }).lean()).map(({ _id }) => _id);

  beforeEach(() => Receipt.init());

  it('is a PDF, for the buyer and the seller', async () => {
    const id = await paid();
    for (const user of ['buyer', 'seller']) {
      const { headers, body } = await get(id, user).buffer(true).expect(200);
      expect(headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': 'inline; filename="receipt-1.pdf"',
      });
      expect((body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect(await numbers()).toEqual([1]);
  });

  it('has a number without gaps, and one however often and at once it is asked for', async () => {
    const ids = [];
    for (let nth = 0; nth < 4; nth += 1) ids.push(await paid());
    await Promise.all([...ids, ...ids, ...ids].map((id) => get(id).expect(200)));
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    expect(new Set(await Receipt.distinct('paymentId'))).toEqual(new Set(ids));
  });

  it('is still there once the money went back', async () => {
    const id = await paid();
    await request(service.app)
      .post(`/api/payments/${id}/refund`)
      .set('Cookie', signin({ id: 'seller' }))
      .expect(200);
    await get(id).expect(200);
  });

  it('is none of a payment that took nothing, and nobody else’s', async () => {
    await get(await paid('pm_card_chargeDeclined')).expect(404);
    const id = await paid();
    await get(id, 'stranger').expect(401);
    await request(service.app).get(`/api/payments/${id}/receipt`).expect(401);
    expect(await numbers()).toEqual([]);
  });
});

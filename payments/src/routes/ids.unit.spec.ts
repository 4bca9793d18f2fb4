import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import request from 'supertest';
import { givenOrder, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const service = useTestService();
  const buyer = { authorization: bearer({ id: 'buyer' }) };
  const pay = async (orderId: string, token = 'pm_card_visa') =>
    (await request(service.app).post('/api/payments').set(buyer).send({ orderId, token })).body as {
      id: string;
    };

  /** A file, which isn't compared. */
  const receipt = 'get /api/payments/{id}/receipt';

  it('in capitals name the same payment in every path', async () => {
    const asked = await pay((await givenOrder())._id, 'pm_card_threeDSecure2Required');
    const answered = await pay((await givenOrder())._id, 'pm_card_threeDSecure2Required');
    const paid = await pay((await givenOrder())._id);
    await expectOneFormOfIds(
      service.app,
      {
        'get /api/payments/{id}': { id: paid.id, headers: buyer },
        'get /api/payments/{id}/client-secret': {
          id: asked.id,
          headers: buyer,
          same: ({ clientSecret }) => clientSecret,
        },
        'post /api/payments/{id}/bank-answer': { id: answered.id, headers: buyer, body: { passed: true } },
        'post /api/payments/{id}/refund': {
          id: paid.id,
          headers: { authorization: bearer({ id: 'seller' }) },
        },
      },
      [receipt],
    );
    const inCapitals = `/api/payments/${paid.id.toUpperCase()}/receipt`;
    await request(service.app).get(inCapitals).set(buyer).expect(200);
  });

  it('in capitals name the same order in body and query', async () => {
    const { _id: orderId } = await givenOrder();
    const { id } = await pay(orderId.toUpperCase());
    for (const spelling of [orderId, orderId.toUpperCase()]) {
      const { body } = await request(service.app)
        .get(`/api/payments?orderId=${spelling}`)
        .set(buyer)
        .expect(200);
      expect(body).toMatchObject([{ id, orderId }]);
    }
  });
});

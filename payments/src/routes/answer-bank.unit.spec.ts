import { Health } from '@ticketing/common/observability';
import { signin, testJwtKey, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { buildApp } from '../app';
import { Payment } from '../models/payment';
import { givenOrder, published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('POST /api/payments/:id/bank-answer', () => {
  const service = useTestService();
  const post = (path: string, body: object, user = 'buyer') =>
    request(service.app)
      .post(path)
      .set('Cookie', signin({ id: user }))
      .send(body);
  const asked = async (token = 'tok_threeDSecure2Required'): Promise<string> => {
    const { _id: orderId } = await givenOrder();
    const { body } = await post('/api/payments', { orderId, token }).expect(202);
    return body.id as string;
  };
  const answer = (id: string, passed: unknown, user?: string) =>
    post(`/api/payments/${id}/bank-answer`, { passed }, user);

  it('has the payment made when the buyer confirms it', async () => {
    const id = await asked();
    const { body } = await answer(id, true).expect(200);
    expect(body).toEqual({ id, status: 'succeeded' });
    expect(await published(service.outbox, 'payment:created')).toHaveLength(1);
  });

  it.each([
    ['tok_threeDSecure2Required', false, 'payment_intent_authentication_failure'],
    ['tok_threeDSecureRequiredChargeDeclined', true, 'generic_decline'],
  ])('has it refused with %s when the buyer’s answer is %s', async (token, passed, code) => {
    const id = await asked(token);
    const { body } = await answer(id, passed).expect(200);
    expect(body.status).toBe('refused');
    expect(await Payment.findById(id).lean()).toMatchObject({ refusal: { code }, blocking: false });
    expect(await published(service.outbox, 'payment:created')).toEqual([]);
  });

  it('is for the buyer only, and stands', async () => {
    const id = await asked();
    await answer(id, true, 'somebody').expect(401);
    await answer(id, 'true').expect(400);
    expect((await Payment.findById(id).lean())?.status).toBe('requires_action');
    await answer(id, false).expect(200);
    const { body } = await answer(id, true).expect(200);
    expect(body.status).toBe('refused');
  });

  it('is not there where Stripe itself answers', async () => {
    const id = await asked();
    const app = buildApp({
      connection: mongoose.connection,
      directory: service.directory,
      dependencies: service,
      config: { publishableKey: null, mode: 'test' },
      health: new Health(),
      logger: testLogger,
      jwtKey: testJwtKey,
    });
    await request(app)
      .post(`/api/payments/${id}/bank-answer`)
      .set('Cookie', signin({ id: 'buyer' }))
      .send({ passed: true })
      .expect(404);
  });
});

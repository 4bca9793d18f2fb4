import { Writable } from 'node:stream';
import { createLogger } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { natsWrapper } from '../nats-wrapper';
import { createPaymentDependencies } from '../payment-dependencies';
import { createStripe } from '../stripe/stripe-client';
import { StripeGateway } from '../stripe/stripe-gateway';
import { givenOrder, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const KEY = 'sk_test_a_secret_key';

describe('what is logged of payments', () => {
  const service = useTestService();
  let lines = '';

  it('holds no token, client secret or key, whatever goes wrong', async () => {
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines += chunk.toString('utf8');
        done();
      },
    });
    const logger = createLogger('spec', 'trace', destination);
    const stripe = createStripe({ key: KEY, apiBase: service.fake.url, timeoutMs: 300 });
    const made = createPaymentDependencies({
      connection: mongoose.connection,
      outbox: new Outbox({ connection: mongoose.connection, nats: natsWrapper, logger }),
      gateway: new StripeGateway(stripe, undefined),
      logger,
      providerTimeoutMs: 300,
      pendingSeconds: 600,
    });
    const operations = ['method', 'create', 'confirm', 'retrieve'] as const;
    for (const operation of operations) {
      for (const status of [500, 401, 429]) {
        const { _id: orderId } = await givenOrder();
        service.fake.faults.plan(operation, { kind: 'status', status });
        const token = 'tok_threeDSecure2Required';
        await made.payOrder.pay({ orderId, userId: 'buyer', token }).catch(() => undefined);
        await made.payOrder.pay({ orderId, userId: 'buyer', token }).catch(() => undefined);
        service.fake.faults.clear();
      }
    }
    expect(lines).toContain('still undecided');
    expect(lines).toContain('the payment provider is not available');
    expect(lines).not.toMatch(/tok_|pm_|_secret_|sk_test/);
  });
});

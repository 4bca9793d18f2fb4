import '@ticketing/common/lean-start';
import { connectService, runService } from '@ticketing/common';
import { buildApp } from './app';
import { observeOpenPayments } from './attempts/payment-metrics';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { models } from './models';
import { natsWrapper } from './nats-wrapper';
import { createPaymentParts } from './payment-parts';
import { gatewayOf } from './stripe/stripe-client';

runService({
  name: 'payments',
  environment,
  async start(context) {
    const { environment: env, logger } = context;
    const service = await connectService(context, natsWrapper, models);
    const { connection, messaging, outbox, directory, shared } = service;
    const { gateway, config, testBank, providerTimeoutMs } = gatewayOf(env);
    const timing = { providerTimeoutMs, pendingSeconds: env.PAYMENT_PENDING_SECONDS };
    const parts = createPaymentParts({ connection, outbox, gateway, logger, ...timing });
    await messaging.listen(...listeners(messaging, parts, directory));
    parts.reconciler.start();
    observeOpenPayments();
    const app = buildApp({ ...shared, connection, parts, config, testBank });
    return { ...service.parts, app, stop: () => parts.stop() };
  },
});

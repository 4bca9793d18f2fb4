import '@ticketing/common/lean-start';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { observeOpenPayments } from './attempts/payment-metrics';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { createPaymentDependencies } from './payment-dependencies';
import { createGateway } from './stripe/stripe-client';

runService({
  name: 'payments',
  environment,
  async start(context) {
    const { environment: env, logger } = context;
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared } = service;
    const { gateway, config, testBank, providerTimeoutMs } = createGateway(env);
    const timing = { providerTimeoutMs, pendingSeconds: env.PAYMENT_PENDING_SECONDS };
    const dependencies = createPaymentDependencies({ connection, outbox, gateway, logger, ...timing });
    await messaging.listen(...listeners(dependencies, directory), service.exportListener);
    dependencies.reconciler.start();
    observeOpenPayments();
    const app = buildApp({ ...shared, directory, connection, dependencies, config, testBank });
    return { ...service.resources, app, stop: () => dependencies.stop() };
  },
});

import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { idempotency, limitedAccount, rateLimit } from '@ticketing/common/http';
import { Lease } from '@ticketing/common/outbox';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { OrderExpiry } from './expiry/order-expiry';
import { ExpirySweep } from './expiry/sweep';
import { adoptOrders } from './models/adopt-orders';
import { Order } from './models/order';
import { PaymentVersion } from './models/payment-version';
import { Place } from './models/place';
import { Show } from './models/show';
import { Ticket } from './models/ticket';
import { natsWrapper } from './nats-wrapper';

runService({
  name: 'orders',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, [Order, Place, Ticket, Show, PaymentVersion]);
    const { connection, messaging, outbox, directory, shared, parts } = service;
    await retryUntilAvailable(() => adoptOrders(outbox), context.logger);
    const expiry = new OrderExpiry(outbox);
    const sweep = new ExpirySweep({
      expiry,
      lease: new Lease(connection, 'expiry-sweep'),
      logger: context.logger,
    });
    await messaging.listen(...listeners({ outbox, expiry, directory }));
    sweep.start();
    const { EXPIRATION_WINDOW_SECONDS: windowSeconds, MAX_UNPAID_PLACES: maxUnpaid } = context.environment;
    const limit = context.environment.ORDERS_PER_ACCOUNT;
    const orderLimit = rateLimit(connection, { name: 'orders', limit, key: limitedAccount });
    const limits = { windowSeconds, maxUnpaid, orderLimit };
    const app = buildApp({ ...shared, outbox, ...limits, idempotent: idempotency(connection) });
    return { ...parts, app, stop: () => sweep.stop() };
  },
});

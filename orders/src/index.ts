import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { limitedAccount, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { Lease } from '@ticketing/common/outbox';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { OrderExpiry } from './expiry/order-expiry';
import { ExpirySweep } from './expiry/sweep';
import { adoptOrders } from './models/adopt-orders';
import { adoptEntries } from './queue/adopt-entries';
import { QueueKeeper } from './queue/queue-keeper';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { Offers } from './waiting/offers';

runService({
  name: 'orders',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared, resources } = service;
    await retryUntilAvailable(() => adoptOrders(outbox), context.logger);
    await retryUntilAvailable(adoptEntries, context.logger);
    const {
      EXPIRATION_WINDOW_SECONDS: windowSeconds,
      OFFER_WINDOW_SECONDS: offerSeconds,
      MAX_UNPAID_PLACES: maxUnpaid,
    } = context.environment;
    const offers = new Offers({ directory, offerSeconds, maxUnpaid });
    const expiry = new OrderExpiry(outbox, offers);
    const sweep = new ExpirySweep({
      expiry,
      lease: new Lease(connection, 'expiry-sweep'),
      logger: context.logger,
    });
    await messaging.listen(...listeners({ outbox, expiry, directory, offers }), service.exportListener);
    sweep.start();
    const { QUEUE_ADMITTED_AT_ONCE: admittedAtOnce, QUEUE_ADMITTED_SECONDS: admittedSeconds } =
      context.environment;
    const keeper = new QueueKeeper({
      lease: new Lease(connection, 'show-queues'),
      logger: context.logger,
      admittedAtOnce,
      admittedSeconds,
    });
    keeper.start();
    const limit = context.environment.ORDERS_PER_ACCOUNT;
    const orderLimit = rateLimit(connection, { name: 'orders', limit, key: limitedAccount });
    const limits = { windowSeconds, maxUnpaid, orderLimit };
    const app = buildApp({
      ...shared,
      outbox,
      offers,
      ...limits,
      idempotent: transactionalIdempotency(connection),
    });
    return { ...resources, app, stop: async () => void (await Promise.all([sweep.stop(), keeper.stop()])) };
  },
});

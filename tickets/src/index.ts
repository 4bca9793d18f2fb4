import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { limitedAccount, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { adoptShowPrices } from './models/show-prices';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';

runService({
  name: 'tickets',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared, resources } = service;
    await retryUntilAvailable(() => adoptShowPrices(outbox), context.logger);
    await messaging.listen(...listeners(outbox, directory), service.exportListener);
    const limit = context.environment.TICKETS_PER_ACCOUNT;
    const ticketLimit = rateLimit(connection, { name: 'tickets', limit, key: limitedAccount });
    const app = buildApp({
      ...shared,
      outbox,
      ticketLimit,
      idempotent: transactionalIdempotency(connection),
    });
    return { ...resources, app };
  },
});

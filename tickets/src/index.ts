import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { limitedAccount, RateLimit, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { adoptShowPrices } from './models/show-prices';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { WORDS_LIMIT } from './show-edits';

runService({
  name: 'tickets',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared, resources } = service;
    await retryUntilAvailable(() => adoptShowPrices(outbox), context.logger);
    await messaging.listen(...listeners(outbox, directory), service.exportListener);
    const { TICKETS_PER_ACCOUNT: ticketsPerAccount, SHOW_MOVES_PER_DAY: movesPerDay } = context.environment;
    const ticketLimit = rateLimit(connection, {
      name: 'tickets',
      limit: ticketsPerAccount,
      key: limitedAccount,
    });
    const moveLimit = new RateLimit(connection, {
      name: 'show-moves',
      limit: movesPerDay,
      windowSeconds: 86_400,
    });
    const wordsLimit = new RateLimit(connection, { name: 'show-words', ...WORDS_LIMIT });
    const app = buildApp({
      ...shared,
      outbox,
      ticketLimit,
      moveLimit,
      wordsLimit,
      idempotent: transactionalIdempotency(connection),
    });
    return { ...resources, app };
  },
});

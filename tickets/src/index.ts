import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { limitedAccount, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { Picture } from './models/picture';
import { Show } from './models/show';
import { adoptShowPrices } from './models/show-prices';
import { ShowWord } from './models/show-word';
import { Ticket } from './models/ticket';
import { TicketHold } from './models/ticket-hold';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';

const models = [Picture, Show, ShowWord, Ticket, TicketHold];

runService({
  name: 'tickets',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, models, personalData);
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

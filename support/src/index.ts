import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { connectService } from '@ticketing/common/connect-service';
import { transactionalIdempotency } from '@ticketing/common/http';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { createSupportContext } from './support-context';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { prepareModels } from './models';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { limitReports } from './report-limit';

runService({
  name: 'support',
  environment,
  async start(context) {
    const { environment: env, logger } = context;
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared, resources } = service;
    const { MAX_OPEN_TICKETS_PER_ENGINEER: maxOpenTickets, ASSIGNMENT_INTERVAL_SECONDS: seconds } = env;
    const timing = { maxOpenTickets, dispatchIntervalMs: seconds * 1_000 };
    const { desk, dispatcher } = createSupportContext({ connection, outbox, logger, ...timing });
    await retryUntilAvailable(() => prepareModels(desk.models), logger);
    await messaging.listen(...listeners(desk, directory), service.exportListener);
    dispatcher.start();
    const reportLimit = limitReports(connection, env.REPORTS_PER_ACCOUNT);
    const app = buildApp({ ...shared, desk, reportLimit, idempotent: transactionalIdempotency(connection) });
    return { ...resources, app, stop: () => dispatcher.stop() };
  },
});

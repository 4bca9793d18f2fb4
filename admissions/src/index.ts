import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { idempotency, limitedAccount, RateLimit, rateLimit } from '@ticketing/common/http';
import { connectService } from '@ticketing/common/connect-service';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { CheckIns } from './check-ins';
import { Codes } from './codes';
import { DoorAccess } from './door-access';
import { DOOR_MESSAGE_LIMIT, DoorMessages } from './door-messages';
import { environment, wallets } from './environment';
import { listeners } from './events/listeners';
import { Issue } from './issue';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { Resales } from './resales';
import { Transfers } from './transfers';

runService({
  name: 'admissions',
  environment,
  async start(context) {
    const service = await connectService(context, natsWrapper, personalData);
    const { connection, messaging, outbox, directory, shared, resources } = service;
    await retryUntilAvailable(() => directory.indexEmails(), context.logger);
    const {
      ADMISSION_PRIVATE_KEY: privateKey,
      ADMISSION_PUBLIC_KEYS: former,
      TRANSFERS_PER_ACCOUNT: transfersPerAccount,
      DOOR_STAFF_PER_ACCOUNT: staffPerAccount,
    } = context.environment;
    const codes = new Codes(privateKey, former);
    const now = () => new Date();
    const resales = new Resales({ outbox, codes, now });
    await messaging.listen(
      ...listeners(new Issue({ outbox, codes, now }), resales, directory),
      service.exportListener,
    );
    const checkIns = new CheckIns(outbox, now);
    const transfers = new Transfers({ outbox, codes, now });
    const access = new DoorAccess(directory);
    const limit = new RateLimit(connection, { name: 'door-messages', ...DOOR_MESSAGE_LIMIT });
    const messages = new DoorMessages({ outbox, limit, logger: context.logger, now });
    messages.start();
    const idempotent = idempotency(connection);
    const transferLimit = rateLimit(connection, {
      name: 'transfers',
      limit: transfersPerAccount,
      key: limitedAccount,
    });
    const staffLimit = rateLimit(connection, {
      name: 'door-staff',
      limit: staffPerAccount,
      key: limitedAccount,
    });
    const limits = { transferLimit, staffLimit };
    const uses = { codes, checkIns, transfers, resales, access, messages, now, idempotent };
    const app = buildApp({
      ...shared,
      ...uses,
      ...limits,
      outbox,
      directory,
      wallets: wallets(context.environment),
    });
    return { ...resources, app, stop: () => messages.stop() };
  },
});

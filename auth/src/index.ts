import '@ticketing/common/lean-start';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { ExportListener } from '@ticketing/common/exports';
import { connectMongo, pingMongo, prepareModels } from '@ticketing/common/mongo';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment, oidcOptions, staffNeedSecondFactor, tokenKeys } from './environment';
import { AuditRecordedListener, ExportPartAddedListener } from './events/listeners';
import { natsWrapper } from './nats-wrapper';
import { personalData } from './personal-data';
import { Accounts } from './services/accounts';
import { AuditLog } from './services/audit-log';
import { Deletions } from './services/deletions';
import { Exports } from './services/exports';
import { ensureFirstAdmin } from './services/first-admin';
import { preparePasswords } from './services/passwords';
import { SecretBox } from './services/secret-box';

runService({
  name: 'auth',
  environment,
  async start({ environment: env, logger, health }) {
    const connection = await connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    await Promise.all([prepareModels(connection, logger), preparePasswords()]);
    await natsWrapper.connect({
      url: env.NATS_URL,
      clusterId: env.NATS_CLUSTER_ID,
      clientId: env.NATS_CLIENT_ID,
      logger,
    });
    const outbox = new Outbox({ connection, nats: natsWrapper, logger });
    await outbox.start();
    if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
      const admin = { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD };
      await retryUntilAvailable(() => ensureFirstAdmin(new Accounts(outbox), admin, logger), logger);
    }
    health.addCheck('mongo', pingMongo(connection));
    const options = { allowedOrigins: env.ALLOWED_ORIGINS, trustProxy: env.TRUST_PROXY_HOPS };
    const keys = { ...tokenKeys(env), secondFactorKey: env.SECOND_FACTOR_KEY ?? env.JWT_KEY! };
    const {
      LOGIN_FAILURES_PER_ADDRESS: addressLimit,
      PUBLIC_URL: publicUrl,
      SIGNUPS_PER_ADDRESS: signupsPerAddress,
    } = env;
    const audit = new AuditLog(connection, logger);
    audit.start();
    const store = new MongoMessageStore(connection);
    const service = 'auth';
    const messaging = new Messaging({ service, nats: natsWrapper, store, logger });
    const dataExports = new Exports({ outbox, box: new SecretBox(keys.secondFactorKey) });
    const directory = new UserDirectory(connection);
    const exportListener = new ExportListener({
      service,
      connection,
      outbox,
      directory,
      personal: personalData,
    });
    await retryUntilAvailable(() => exportListener.prepare(), logger);
    await messaging.listen(
      new AuditRecordedListener(audit),
      new ExportPartAddedListener(dataExports),
      exportListener,
    );
    const { deadLetters } = messaging;
    const days = env.ACCOUNT_DELETION_DAYS;
    const deletions = new Deletions({ connection, outbox, audit, logger, days });
    deletions.start();
    const app = buildApp({
      connection,
      outbox,
      audit,
      deletions,
      dataExports,
      ...keys,
      addressLimit,
      signupsPerAddress,
      publicUrl,
      oidc: oidcOptions(env),
      staffNeedSecondFactor: staffNeedSecondFactor(env),
      deadLetters,
      acts: outbox,
      logger,
      health,
      ...options,
    });
    const stop = async () => void (await Promise.all([audit.stop(), deletions.stop()]));
    return { app, messaging, stop, outbox, nats: natsWrapper, stores: [connection] };
  },
});

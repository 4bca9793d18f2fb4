import '@ticketing/common/lean-start';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { connectMongo, pingMongo } from '@ticketing/common/mongo';
import { Outbox } from '@ticketing/common/outbox';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { compose } from './compose';
import { environment } from './environment';
import { buildInternalApp } from './internal-app';
import { natsWrapper as nats } from './nats-wrapper';
import { connectRedis } from './redis';

runService({
  name: 'notifications',
  environment,
  async start({ name: service, environment: env, logger, health }) {
    const { NATS_CLUSTER_ID: clusterId, NATS_CLIENT_ID: clientId, NATS_URL: url } = env;
    const connection = await connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    const redis = await connectRedis(env.REDIS_URL, logger);
    await nats.connect({ clusterId, clientId, url, logger });

    const outbox = new Outbox({ connection, nats, logger });
    const connections = { connection, outbox, logger, ...redis };
    const { pipeline, features, start, onDrain, stop } = compose({ env, ...connections });
    const messaging = new Messaging({ service, nats, store: new MongoMessageStore(connection), logger });
    await outbox.start();
    await start();
    await messaging.listen(...features.listeners(messaging));

    health.addCheck('mongo', pingMongo(connection));
    const {
      JWT_KEY: jwtKey,
      JWT_PUBLIC_KEYS: publicKeys,
      ALLOWED_ORIGINS: allowedOrigins,
      TRUST_PROXY_HOPS: trustProxy,
    } = env;
    const { deadLetters } = messaging;
    const shared = { pipeline, features, acts: outbox, health, logger };
    const app = buildApp({ ...shared, deadLetters, jwtKey, publicKeys, allowedOrigins, trustProxy });
    const internal = [
      { app: buildInternalApp({ ...shared, token: env.NOTIFICATIONS_TOKEN }), port: env.INTERNAL_PORT },
    ];
    const { webSockets } = features;
    return { app, internal, webSockets, onDrain, messaging, stop, outbox, nats, stores: [redis, connection] };
  },
});

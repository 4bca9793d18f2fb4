import '@ticketing/common/lean-start';
import { Messaging, RedisMessageStore } from '@ticketing/common/messaging';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { ExpirationCompletePublisher } from './events/publishers';
import { UserRoles } from './models/user-roles';
import { natsWrapper as nats } from './nats-wrapper';
import { ExpirationQueue } from './queues/expiration-queue';
import { exposePending } from './queues/timer-metrics';
import { RedisConnections } from './redis';

runService({
  name: 'expiration',
  environment,
  async start({ name, environment: env, logger, health }) {
    const redis = new RedisConnections(env.REDIS_URL, logger);
    await redis.ready();
    const { NATS_CLUSTER_ID: clusterId, NATS_CLIENT_ID: clientId, NATS_URL: url } = env;
    await nats.connect({ clusterId, clientId, url, logger });

    const publisher = new ExpirationCompletePublisher(nats);
    const publish = publisher.publish.bind(publisher);
    const timers = new ExpirationQueue({ redis, logger, publish, concurrency: env.EXPIRATION_CONCURRENCY });
    await timers.start();
    const store = new RedisMessageStore(redis.client, 'expiration:');
    const messaging = new Messaging({ service: name, nats, store, logger });
    const directory = new UserRoles(logger);
    directory.follow(nats);
    await messaging.listen(...listeners(timers));

    exposePending(timers, redis);
    health.addCheck('redis', () => redis.ping());
    const { JWT_KEY: jwtKey, JWT_PUBLIC_KEYS: publicKeys } = env;
    const { ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
    const keys = { jwtKey, publicKeys };
    const shared = {
      directory,
      sessions: directory,
      acts: nats,
      health,
      logger,
      ...keys,
      allowedOrigins,
      trustProxy,
    };
    const app = buildApp({ ...shared, queue: timers.queue, redis, deadLetters: messaging.deadLetters });
    return { app, messaging, stop: () => timers.close(), nats, stores: [redis] };
  },
});

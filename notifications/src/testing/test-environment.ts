import { testJwtKey } from '@ticketing/common/testing';
import { type Environment, environment } from '../environment';

/** The service's environment in a spec: every channel configured, pointing nowhere. */
export function testEnvironment(set: Record<string, string> = {}): Environment {
  return environment.parse({
    JWT_KEY: testJwtKey,
    MONGO_URI: 'mongodb://127.0.0.1/spec',
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_CLUSTER_ID: 'spec',
    NATS_CLIENT_ID: 'spec',
    REDIS_URL: 'redis://127.0.0.1:1',
    MAIL_DEFAULT_RECEIVER: 'ops@example.com',
    ...set,
  });
}

import { join } from 'node:path';
import { testJwtKey } from '@ticketing/common/testing';
import { projectRoot, type ServiceProcess, startServiceProcess } from '@ticketing/infra';

/**
 * Starts one more replica of a service beside those of the system under test, with sessions of its own.
 * @param environment for example the point at which it is to die, which it may do before it is ready: it hears of what
 * others do from the start
 */
export function startReplica(
  service: string,
  clientId: string,
  environment: Record<string, string> = {},
): Promise<ServiceProcess> {
  const mongo = new URL(process.env['TEST_MONGO_URI'] ?? '');
  mongo.pathname = `/${service}`;
  return startServiceProcess({
    name: clientId,
    args: [join(projectRoot, service, 'dist/index.js')],
    mayDie: 'CRASH_POINT' in environment,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      MONGO_URI: mongo.toString(),
      NATS_URL: process.env['TEST_NATS_URL'],
      NATS_CLUSTER_ID: process.env['TEST_NATS_CLUSTER_ID'],
      NATS_CLIENT_ID: clientId,
      JWT_KEY: testJwtKey,
      ...environment,
    },
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@ticketing/infra';
import { testJwtKey } from '@ticketing/common/testing';
import { eventually } from './eventually';

/** A further replica of a service, of the system under test but with sessions of its own. */
export interface ExtraReplica {
  readonly url: string;
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  stop(): Promise<void>;
}

/**
 * Starts one more replica of a service beside those of the system.
 * @param environment for example the point at which it is to die
 */
export async function startReplica(
  service: string,
  clientId: string,
  environment: Record<string, string> = {},
): Promise<ExtraReplica> {
  const port = await freePort();
  const mongo = new URL(process.env['TEST_MONGO_URI'] ?? '');
  mongo.pathname = `/${service}`;
  const child: ChildProcess = spawn(
    process.execPath,
    [join(__dirname, '../../..', service, 'dist/index.js')],
    {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        LOG_LEVEL: 'warn',
        MONGO_URI: mongo.toString(),
        NATS_URL: process.env['TEST_NATS_URL'],
        NATS_CLUSTER_ID: process.env['TEST_NATS_CLUSTER_ID'],
        NATS_CLIENT_ID: clientId,
        JWT_KEY: testJwtKey,
        PORT: String(port),
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    // One that is to die may do so before it is ready: it hears of what others do from the start.
    if (child.exitCode !== null || child.signalCode !== null) return;
    const { status } = await fetch(`${url}/readyz`);
    if (status !== 200) throw new Error(`${service} is not ready: ${status}`);
  }, 60_000);
  return {
    url,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

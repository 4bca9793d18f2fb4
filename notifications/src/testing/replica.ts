import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { testJwtKey } from '@ticketing/common/testing';
import { type ServiceProcess, startServiceProcess } from '@ticketing/infra';

/** One process of the service, on servers and a database that it may share with others. */
export interface Replica {
  /** Of the internal port. */
  url: string;
  post: (path: string, body: object) => Promise<{ status: number; text: string }>;
  /** A metric's value, summed over its labels. */
  metric: (name: string) => Promise<number>;
  /** Sends a signal and waits for the end; resolves with the exit code, or the signal that ended it. */
  end: (signal: NodeJS.Signals) => Promise<number | string | null>;
  /** Resolves when it has ended. */
  ended: Promise<unknown>;
}

const running = new Set<ServiceProcess>();

/** For a process that is killed while it has notifications in hand: others take them soon. */
export const shortLease = { PROVIDER_TIMEOUT_MS: '1000', LEASE_SECONDS: '2' };

/** What all replicas of a spec share. */
export function sharedEnvironment(set: Record<string, string> = {}): Record<string, string> {
  const mongo = new URL(process.env['TEST_MONGO_URI'] ?? '');
  mongo.pathname = `/replicas-${randomBytes(6).toString('hex')}`;
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    JWT_KEY: testJwtKey,
    MONGO_URI: mongo.toString(),
    NATS_URL: process.env['TEST_NATS_URL'] ?? '',
    NATS_CLUSTER_ID: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
    REDIS_URL: process.env['TEST_REDIS_URL'] ?? '',
    MAIL_FROM: 'no-reply@ticketing.dev',
    RATE_LIMIT_PER_MINUTE: '0',
    RETRY_BASE_MS: '20',
    RETRY_CAP_MS: '200',
    // Longer than a busy machine makes an answer, or a worker, wait: else it would be pushed twice.
    PROVIDER_TIMEOUT_MS: '4000',
    LEASE_SECONDS: '20',
    ...set,
  };
}

/** Starts a process of the service and waits until it answers. End all with `endReplicas` after each test. */
export async function startReplica(environment: Record<string, string>): Promise<Replica> {
  const clientId = `spec-${randomBytes(6).toString('hex')}`;
  const child = await startServiceProcess({
    name: clientId,
    args: ['--require', join(__dirname, 'require-ts.fixture.js'), join(__dirname, '../index.ts')],
    env: { ...environment, NATS_CLIENT_ID: clientId },
  });
  running.add(child);
  const ended = child.exited.then(({ code, signal }) => code ?? signal);
  return {
    url: child.internalUrl,
    ended,
    async post(path, body) {
      const answer = await fetch(child.internalUrl + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    },
    async metric(name) {
      const text = await (await fetch(`${child.url}/metrics`)).text();
      const lines = text
        .split('\n')
        .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    end(signal) {
      child.signal(signal);
      return ended;
    },
  };
}

/** Ends what a test has left running. */
export async function endReplicas(): Promise<void> {
  const children = [...running];
  running.clear();
  await Promise.all(children.map((child) => child.kill()));
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveLayout } from '../local/layout';
import type { Secrets } from '../local/secrets';
import { readState } from '../local/state';
import { cacheDir, projectRoot } from '../paths';
import { startChild, waitUntilReady } from '../servers/child';
import { runCommand } from '../servers/commands';
import { keptPort } from '../servers/ports';
import { hold } from './held';

/** The whole system comes up within this time, in ms; obtaining the servers' binaries may be part of it. */
const READY_TIMEOUT_MS = 600_000;

/**
 * Starts the whole system as `npm start` does, on free ports and an empty data folder. Settings by environment:
 * E2E_EXPIRATION_WINDOW_SECONDS (60), E2E_REPLICAS (tickets=2,orders=2,admissions=2).
 */
export default async function setup(): Promise<void> {
  // Two projects share this setup; one system serves both.
  if (process.env.TEST_BASE_URL) return;
  await runCommand(process.execPath, [join(projectRoot, 'infra', 'scripts', 'build.mjs')]);

  const dataDir = mkdtempSync(join(tmpdir(), 'ticketing-e2e-'));
  const layout = resolveLayout(dataDir);
  const window = process.env.E2E_EXPIRATION_WINDOW_SECONDS || '60';
  const replicas = process.env.E2E_REPLICAS || 'tickets=2,orders=2,admissions=2';
  const tracesPort = await keptPort();
  const system = await startChild({
    name: 'the system',
    command: process.execPath,
    args: [
      join(projectRoot, 'infra', 'dist', 'local', 'main.js'),
      ...['--port', '0', '--data', dataDir, '--replicas', replicas],
    ],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      TICKETING_CACHE: cacheDir(),
      EXPIRATION_WINDOW_SECONDS: window,
      // Specs fail to sign in from one address far more often than people do.
      LOGIN_FAILURES_PER_ADDRESS: '100000',
      // A spec that follows traces listens there; nobody else does.
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${tracesPort}`,
    },
    logFile: join(dataDir, 'system.log'),
  });
  hold(async () => {
    await system.stop(60_000);
    if (!process.env.E2E_KEEP) rmSync(dataDir, { recursive: true, force: true });
  });
  const running = (): NonNullable<ReturnType<typeof readState>> => {
    const state = readState(layout.state);
    if (!state) throw new Error('it is still starting');
    return state;
  };
  await waitUntilReady(system, () => Promise.resolve().then(running), READY_TIMEOUT_MS);
  const state = running();
  const secrets = JSON.parse(readFileSync(layout.secrets, 'utf8')) as Secrets;
  Object.assign(process.env, {
    TEST_BASE_URL: state.baseUrl,
    TEST_INTERNAL_NOTIFICATIONS_URL: state.internalNotificationsUrl ?? '',
    TEST_INBOX_URL: state.inboxUrl,
    TEST_STATE_FILE: layout.state,
    TEST_JWT_KEY: secrets.jwtKey,
    TEST_ADMIN_EMAIL: secrets.adminEmail,
    TEST_ADMIN_PASSWORD: secrets.adminPassword,
    TEST_EXPIRATION_WINDOW_SECONDS: window,
    // Specs fail to sign in from one address far more often than people do.
    LOGIN_FAILURES_PER_ADDRESS: '100000',
    TEST_NATS_URL: state.natsUrl,
    TEST_NATS_CLUSTER_ID: state.natsClusterId,
    TEST_MONGO_URI: state.mongoUrl,
    TEST_REDIS_URL: state.redisUrl,
    TEST_TRACES_PORT: String(tracesPort),
  });
}

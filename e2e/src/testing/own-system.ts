import { join } from 'node:path';
import { projectRoot, readState, resolveLayout, startChild, waitUntilReady } from '@ticketing/infra';

const READY_TIMEOUT_MS = 240_000;

/** The whole system with a data folder of its own, for what can't be done to the one that other specs use. */
export interface OwnSystem {
  readonly stateFile: string;
  /** Stops the services, then the servers; the data stays. */
  stop(): Promise<void>;
}

/** Starts it as `npm start` does, on free ports; clients and inbox of the harness use it from then on. */
export async function startOwnSystem(dataDir: string): Promise<OwnSystem> {
  const child = await startChild({
    name: 'the own system',
    command: process.execPath,
    args: [join(projectRoot, 'infra', 'dist', 'local', 'main.js'), '--port', '0', '--data', dataDir],
    env: { ...process.env, NODE_ENV: 'development', OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    logFile: join(dataDir, 'system.log'),
  });
  const { state: stateFile } = resolveLayout(dataDir);
  let state = readState(stateFile);
  await waitUntilReady(
    child,
    async () => {
      state = await Promise.resolve(readState(stateFile));
      if (!state) throw new Error('it is still starting');
    },
    READY_TIMEOUT_MS,
  );
  Object.assign(process.env, {
    TEST_BASE_URL: state?.baseUrl,
    TEST_INBOX_URL: state?.inboxUrl,
    TEST_STATE_FILE: stateFile,
  });
  return { stateFile, stop: async () => void (await child.stop(60_000)) };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from '../servers/child';
import type { RunningServer } from '../servers/server';
import { restartPause } from './replica';

export interface Supervisor {
  /** Has `listener` told whenever a server runs as another process. */
  onRestart(listener: () => void): void;
  stop(): Promise<void>;
  kill(): void;
}

/** Starts a server again when it ends unasked, on its port and data: what a cluster would do for it. */
export function superviseServers(servers: readonly RunningServer[], log: (line: string) => void): Supervisor {
  let stopping = false;
  let listener: () => void = () => undefined;

  const supervise = async (server: RunningServer): Promise<void> => {
    for (let failures = 1; ; failures += 1) {
      await server.exited();
      if (stopping) return;
      const pause = restartPause(failures);
      log(`${server.name} ended unasked; starting it again in ${pause / 1000} s`);
      await sleep(pause);
      if (stopping) return;
      try {
        await server.start();
        failures = 0;
        log(`${server.name} is ready again`);
        listener();
      } catch (error) {
        log(`${(error as Error).message}${logTail(server.logFile, 5)}`);
      }
    }
  };
  servers.forEach((server) => void supervise(server));
  return {
    onRestart: (next) => (listener = next),
    async stop() {
      stopping = true;
      await Promise.all(servers.map((server) => server.stop()));
    },
    kill() {
      stopping = true;
      servers.forEach((server) => server.signal('SIGKILL'));
    },
  };
}

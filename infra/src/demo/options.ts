import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveLayout } from '../local/layout';
import { readState, type SystemState } from '../local/state';
import { defaultDataDir } from '../paths';

/** What the demo talks to. */
export interface DemoTarget {
  url: string;
  /** Absent where only an address was given: then no events are printed. */
  nats?: { url: string; clusterId: string } | undefined;
  /** Seconds a reservation is held; unknown for a system that was not started here. */
  windowSeconds?: number | undefined;
  /** Names of the services that run; unknown for a system that was not started here. */
  services?: string[] | undefined;
}

/**
 * Reads the arguments of `npm run demo`, and what runs from the state that `npm start` keeps.
 * @throws Error when no system runs and no address was given, or an argument isn't understood.
 */
export function findTarget(
  args: readonly string[],
  stateReader: (file: string) => SystemState | undefined = readState,
): DemoTarget {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      nats: { type: 'string' },
      cluster: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const given = values.nats ? { url: values.nats, clusterId: values.cluster ?? 'ticketing' } : undefined;
  if (values.url) return { url: values.url.replace(/\/+$/, ''), nats: given };
  const state = stateReader(join(resolveLayout(resolve(values.data ?? defaultDataDir)).state));
  if (!state) throw new Error('The system is not running. Start it in another terminal: npm start');
  return {
    url: state.baseUrl,
    nats: given ?? { url: state.natsUrl, clusterId: state.natsClusterId },
    windowSeconds: state.expirationWindowSeconds,
    services: [...new Set(state.services.map(({ service }) => service))],
  };
}

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths';
import { stopLeftovers } from '../servers/pid-files';
import { isFree } from '../servers/ports';
import type { Layout } from './layout';
import { type RunOptions, UsageError } from '../../scripts/start-options.cjs';
import { type ServiceDefinition, services } from './services';
import { readState } from './state';

/**
 * The services that were asked for and are compiled, and the names of those that aren't.
 * @throws UsageError when one that was asked for by name isn't compiled.
 */
export function chooseServices(options: RunOptions): { chosen: ServiceDefinition[]; absent: string[] } {
  const wanted = services.filter(({ name }) => options.services?.includes(name) ?? true);
  const present = (service: ServiceDefinition): boolean =>
    existsSync(join(projectRoot, service.name, service.entry));
  const chosen = wanted.filter(present);
  const absent = wanted.filter((service) => !present(service)).map(({ name }) => name);
  if (options.services && absent.length > 0) {
    throw new UsageError(`not compiled: ${absent.join(', ')} (npm run build)`);
  }
  return { chosen, absent };
}

/**
 * Sees to it that nothing else runs on this data folder and port, and stops what a run that crashed left behind.
 * @throws UsageError that says what is in the way and what to do.
 */
export async function prepareStart(
  options: RunOptions,
  layout: Layout,
  log: (line: string) => void,
): Promise<void> {
  const running = readState(layout.state);
  if (running) {
    const { pid } = running.runner;
    throw new UsageError(
      `The system runs already, at ${running.baseUrl} (process ${pid}). Stop it with: kill ${pid}`,
    );
  }
  const leftovers = await stopLeftovers(layout.run);
  if (leftovers.length > 0) log(`stopped what an earlier run left behind: ${leftovers.sort().join(', ')}`);
  if (options.port !== 0 && !(await isFree(options.port, options.host))) {
    throw new UsageError(
      `Port ${options.port} is in use by another program. Choose another one: npm start -- --port ${options.port + 1}`,
    );
  }
  if (options.reset) {
    for (const folder of [layout.stores, layout.logs]) rmSync(folder, { recursive: true, force: true });
    log('emptied the stores');
  }
  mkdirSync(layout.run, { recursive: true });
}

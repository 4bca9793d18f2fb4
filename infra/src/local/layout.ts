import { join } from 'node:path';

/** Where things are in a data folder. */
export interface Layout {
  root: string;
  stores: string;
  logs: string;
  /** Pid files and the state of the running system. */
  run: string;
  state: string;
  secrets: string;
}

export function resolveLayout(root: string): Layout {
  const run = join(root, 'run');
  return {
    root,
    stores: join(root, 'stores'),
    logs: join(root, 'logs'),
    run,
    state: join(run, 'state.json'),
    secrets: join(root, 'secrets.json'),
  };
}

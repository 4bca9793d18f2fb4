import { parseArgs } from 'node:util';
import type { Extent } from './fault';

/** What a run was asked for. */
export interface Options {
  readonly names: readonly string[];
  readonly mode: 'run' | 'list' | 'help' | 'controls';
  readonly extent: Extent;
  /** Keep the stores and logs. */
  readonly keep: boolean;
}

const flags = {
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  controls: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  rate: { type: 'string', default: '15' },
  seconds: { type: 'string', default: '1' },
  long: { type: 'string', default: '20' },
  events: { type: 'string', default: '600' },
  buyers: { type: 'string', default: '500' },
  rounds: { type: 'string', default: '1' },
  kills: { type: 'string', default: '3' },
} as const;

/**
 * Reads the arguments of `npm run test:faults`.
 * @throws Error that says which one is not understood
 */
export function parseOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; --list shows what there is`);
  const number = (name: keyof Extent, min: number): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < min) throw new Error(`--${name} needs a number from ${min}`);
    return value;
  };
  const { help, list, controls } = values;
  return {
    names: positionals,
    mode: help ? 'help' : list ? 'list' : controls ? 'controls' : 'run',
    keep: values.keep,
    extent: {
      seed: number('seed', 0),
      rate: number('rate', 1),
      seconds: number('seconds', 0),
      long: number('long', 1),
      events: number('events', 30),
      buyers: number('buyers', 1),
      rounds: number('rounds', 1),
      kills: number('kills', 0),
    },
  };
}

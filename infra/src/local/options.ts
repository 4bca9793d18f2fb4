/** What `npm start` was asked for. */
export interface RunOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Folder of stores, logs and state; the project's `.data` if not given. */
  dataDir?: string | undefined;
  reset: boolean;
  /** Replicas per service where not 1. */
  replicas: Record<string, number>;
  /** Only these services; all if not given. */
  services?: string[] | undefined;
}

/** A mistake in the command line, to be told without a stack. */
export class UsageError extends Error {}

const MAX_REPLICAS = 16;

/**
 * Reads the arguments of `npm start`.
 * @throws UsageError that names the argument that isn't understood.
 */
export function parseOptions(args: readonly string[], known: readonly string[]): RunOptions {
  const options: RunOptions = { host: '127.0.0.1', port: 8080, reset: false, replicas: {} };
  const queue = args.flatMap((arg) => (/^--[a-z]+=/.test(arg) ? split(arg) : [arg]));
  const value = (flag: string): string => {
    const next = queue.shift();
    if (!next || next.startsWith('--')) throw new UsageError(`${flag} needs a value`);
    return next;
  };
  for (let flag = queue.shift(); flag !== undefined; flag = queue.shift()) {
    switch (flag) {
      case '--reset':
        options.reset = true;
        break;
      case '--port':
        options.port = wholeNumber(flag, value(flag), 0, 65_535);
        break;
      case '--host':
        options.host = value(flag);
        break;
      case '--data':
        options.dataDir = value(flag);
        break;
      case '--services':
        options.services = list(value(flag)).map((name) => knownService(flag, name, known));
        break;
      case '--replicas':
        for (const part of list(value(flag))) {
          const [name = '', count = ''] = part.split('=');
          options.replicas[knownService(flag, name, known)] = wholeNumber(
            `${flag} ${name}`,
            count,
            1,
            MAX_REPLICAS,
          );
        }
        break;
      default:
        throw new UsageError(`${flag} isn't known; npm start -- --help lists what is`);
    }
  }
  return options;
}

function split(arg: string): [string, string] {
  const at = arg.indexOf('=');
  return [arg.slice(0, at), arg.slice(at + 1)];
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function knownService(flag: string, name: string, known: readonly string[]): string {
  if (!known.includes(name)) {
    throw new UsageError(`${flag}: there is no service "${name}"; there are ${known.join(', ')}`);
  }
  return name;
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (text === '' || !Number.isInteger(number) || number < min || number > max) {
    throw new UsageError(`${flag} needs a whole number from ${min} to ${max}, not "${text}"`);
  }
  return number;
}

import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { NatsWrapper } from '../messaging';
import { failOnClosedConnections } from '../mongo';
import { replayStates } from './replay-states';
import type { ReplaySource } from './source';

const STOPPED = 2;
const CONNECT_MS = 10_000;
const RATE = 200;

const help = (
  service: string,
  names: string,
) => `Tells the other services the present state of all that ${service} owns once more: ${names}.

  npm run replay -- ${service} [options]

  --only NAME                  of these only what NAME says; may be given again
  --after NAME:665f…           goes on behind this one, after a run that was stopped
  --rate ${RATE}                   states a second, at the most
  --dry-run                    only counts them
  --mongo mongodb://…/${service}   the database of ${service}; default MONGO_URI
  --nats nats://…              the broker; default NATS_URL
  --cluster ticketing          its cluster id; default NATS_CLUSTER_ID
  --help

Who keeps such states takes those that are unknown or older there; nobody is told of them, and nothing else is done.
The service may run meanwhile. Doing it again changes nothing.
Exit code: 0 all were told, 1 some weren't, 2 it was stopped, or not begun.`;

/**
 * The command by which a service tells its states once more. Ends the process.
 * @param sources read from Mongoose's default connection
 */
export function runReplay(service: string, sources: readonly ReplaySource[]): void {
  void main(service, sources)
    .catch((error: unknown) => {
      process.stderr.write(`${reasons(error)}\n`);
      return STOPPED;
    })
    .then((code) => process.exit(code));
}

async function main(service: string, sources: readonly ReplaySource[]): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      after: { type: 'string' },
      rate: { type: 'string', default: String(RATE) },
      'dry-run': { type: 'boolean', default: false },
      mongo: { type: 'string' },
      nats: { type: 'string' },
      cluster: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const names = sources.map(({ name }) => name);
  const uri = values.mongo ?? process.env['MONGO_URI'];
  const url = values.nats ?? process.env['NATS_URL'];
  const clusterId = values.cluster ?? process.env['NATS_CLUSTER_ID'] ?? 'ticketing';
  const { only = names, after, 'dry-run': isDryRun } = values;
  if (values.help || uri === undefined || url === undefined) {
    print(help(service, names.join(', ')));
    return values.help ? 0 : STOPPED;
  }
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${names.join(', ')}`);
  const rate = Number(values.rate);
  if (!Number.isInteger(rate) || rate < 1) throw new Error(`"${values.rate}" is no number of states`);

  failOnClosedConnections();
  await mongoose.connect(uri, {
    serverSelectionTimeoutMS: CONNECT_MS,
    autoIndex: false,
    autoCreate: false,
  });
  const nats = new NatsWrapper();
  try {
    if (!isDryRun) {
      const connected = nats.connect({ clusterId, url, clientId: `${service}-replay-${process.pid}` });
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error('the broker does not answer')), CONNECT_MS).unref();
      });
      await Promise.race([connected, late]);
    }
    const { told, refused } = await replayStates({
      sources: sources.filter(({ name }) => only.includes(name)),
      rate,
      after,
      isDryRun,
      print,
      publish: (message) => nats.publish(message),
    });
    print(
      isDryRun
        ? `${told} states, ${refused} not fit to be told; nothing was published`
        : `${told} states told, ${refused} not`,
    );
    return refused > 0 ? 1 : 0;
  } finally {
    await Promise.all([nats.close(), mongoose.disconnect()]);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasons(error.cause)}` : error.message;
}

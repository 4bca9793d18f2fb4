import { join } from 'node:path';
import {
  FakeStripe,
  type Inbox,
  type NatsStreamingServer,
  type RunningServer,
  startInbox,
  startMongod,
  startNatsStreaming,
  startRedis,
  startToxiproxy,
} from '@ticketing/infra';
import { Links } from './links';

/** Every message of a run is kept, because each is compared. */
const INBOX_CAPACITY = 1_000_000;

/** The servers under the services, and the providers beyond. */
export interface Servers {
  readonly mongod: RunningServer;
  readonly nats: NatsStreamingServer;
  readonly redis: RunningServer;
  readonly toxiproxy: RunningServer;
  /** Mail, Slack and SMS. */
  readonly inbox: Inbox;
  readonly stripe: FakeStripe;
  readonly links: Links;
}

/** @param folder of the stores and logs */
export async function startServers(folder: string): Promise<Servers> {
  const at = (name: string) => ({
    dataDir: join(folder, 'stores', name),
    logFile: join(folder, 'logs', `${name}.log`),
    runDir: join(folder, 'run'),
  });
  const [mongod, nats, redis, toxiproxy, inbox, stripe] = await Promise.all([
    startMongod(at('mongod')),
    startNatsStreaming(at('nats')),
    startRedis(at('redis')),
    startToxiproxy(at('toxiproxy')),
    startInbox({ capacity: INBOX_CAPACITY }),
    new FakeStripe().start(),
  ]);
  return { mongod, nats, redis, toxiproxy, inbox, stripe, links: new Links(toxiproxy) };
}

export async function stopServers({ mongod, nats, redis, toxiproxy, inbox, stripe }: Servers): Promise<void> {
  await Promise.all([toxiproxy.stop(), inbox.stop(), stripe.stop()]);
  await Promise.all([mongod.stop(), nats.stop(), redis.stop()]);
}

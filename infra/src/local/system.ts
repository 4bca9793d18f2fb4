import { join, resolve } from 'node:path';
import { ingressRoutes } from '../gateway/ingress';
import { serviceHealth, startGateway } from '../gateway/gateway';
import { type Inbox, startInbox } from '../inbox/inbox';
import { defaultDataDir } from '../paths';
import { FakeStripe } from '../stripe/fake-stripe';
import { readStartTime } from '../servers/pids';
import { preferredPort } from '../servers/ports';
import { mongoUrl } from '../servers/mongod';
import type { RunningServer } from '../servers/server';
import { type PlannedReplica, planFleet, prepareFleet, startFleet } from './fleet';
import { type Layout, resolveLayout } from './layout';
import { rotate } from './logs';
import type { RunOptions } from '../../scripts/start-options.cjs';
import { chooseServices, prepareStart } from './prepare';
import type { Replica } from './replica';
import { loadSecrets, type Secrets } from './secrets';
import { type LocalServers, startServers } from './servers';
import type { LocalSystem, ServiceDefinition } from './services';
import { removeState, type SystemState, writeState } from './state';
import { superviseServers } from './supervise';

/** Where the inbox is at each start, unless another program has the port. */
const INBOX_PORT = 8025;

export interface RunningSystem {
  state: SystemState;
  secrets: Secrets;
  layout: Layout;
  /** Services that are known but not compiled, and so don't run. */
  absent: string[];
  /** Stops the services, which drain, then the servers. */
  stop(): Promise<void>;
  /** Kills everything at once. */
  kill(): void;
}

/**
 * Starts the whole system: servers, services, inbox, gateway.
 * @param log told each step as a line
 * @param signal gives the start up, after stopping what has come up
 * @throws UsageError when it can't start as asked; Error when something doesn't come up, after stopping what did.
 */
export async function startSystem(
  options: RunOptions,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<RunningSystem> {
  const layout = resolveLayout(resolve(options.dataDir ?? defaultDataDir));
  const { chosen, absent } = chooseServices(options);
  await prepareStart(options, layout, log);

  const secrets = loadSecrets(layout.secrets, process.env);
  const stoppers: (() => Promise<unknown>)[] = [];
  let up = false;
  const stop = async (): Promise<void> => {
    up = false;
    for (const stopper of stoppers.splice(0).reverse()) await stopper();
    removeState(layout.state);
  };
  try {
    const servers = await startServers(layout, log);
    const supervisor = superviseServers(servers.all, log);
    stoppers.push(() => supervisor.stop());
    signal.throwIfAborted();

    const inbox = await startInbox({
      port: options.port === 0 ? 0 : await preferredPort(INBOX_PORT),
      file: join(layout.stores, 'inbox', 'messages.jsonl'),
    });
    stoppers.push(() => inbox.stop());
    const stripe = needsFakeStripe(chosen)
      ? await new FakeStripe(join(layout.stores, 'stripe.ndjson')).start()
      : undefined;
    if (stripe) stoppers.push(() => stripe.stop());
    const planned = await planFleet(chosen, options.replicas);
    const gateway = await openGateway(options, planned, layout, log);
    const gatewaySupervisor = superviseServers([gateway], log);
    stoppers.push(() => gatewaySupervisor.stop());
    const baseUrl = shownUrl(options.host, gateway.port);

    const describe = (): SystemState =>
      describeState(baseUrl, inbox, servers, [...servers.all, gateway], fleet);
    const update = (): void => {
      if (up) writeState(layout.state, describe());
    };
    const local = describeLocal({ servers, secrets, inbox, stripe }, baseUrl);
    const fleet = await prepareFleet({
      planned,
      services: chosen,
      anyPorts: options.port === 0,
      local,
      layout,
      log,
      onChange: update,
    });
    stoppers.push(() => Promise.all(fleet.map((replica) => replica.stop())));
    await startFleet(fleet, log, signal);
    up = true;
    supervisor.onRestart(update);
    gatewaySupervisor.onRestart(update);
    update();
    const kill = (): void => {
      up = false;
      fleet.forEach((replica) => replica.kill());
      gatewaySupervisor.kill();
      supervisor.kill();
      removeState(layout.state);
    };
    return { state: describe(), secrets, layout, absent, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openGateway(
  { host, port }: RunOptions,
  upstreams: readonly PlannedReplica[],
  layout: Layout,
  log: (line: string) => void,
): Promise<RunningServer> {
  const logFile = join(layout.logs, 'caddy.log');
  rotate(logFile);
  return startGateway({
    routes: ingressRoutes(),
    upstreams,
    host,
    ...(port === 0 ? {} : { port }),
    dataDir: join(layout.stores, 'caddy'),
    logFile,
    runDir: layout.run,
    log,
    health: serviceHealth,
  });
}

function shownUrl(host: string, port: number): string {
  const shown = ['127.0.0.1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

function needsFakeStripe(chosen: readonly ServiceDefinition[]): boolean {
  return !process.env.STRIPE_KEY && chosen.some(({ needs }) => needs.includes('stripe'));
}

interface Started {
  servers: LocalServers;
  secrets: Secrets;
  inbox: Inbox;
  stripe: FakeStripe | undefined;
}

function describeLocal({ servers, secrets, inbox, stripe }: Started, publicUrl: string): LocalSystem {
  return {
    mongoUri: (database) => mongoUrl(servers.mongod, database),
    natsUrl: servers.nats.url,
    natsClusterId: servers.nats.clusterId,
    redisUrl: (database) => `${servers.redis.url}/${database}`,
    stripeUrl: stripe?.url,
    ...secrets,
    smtpUrl: inbox.smtpUrl,
    inboxUrl: inbox.url,
    publicUrl,
  };
}

function describeState(
  baseUrl: string,
  inbox: Inbox,
  servers: LocalServers,
  all: readonly RunningServer[],
  fleet: readonly Replica[],
): SystemState {
  const internal = fleet.find(({ options }) => options.internalPort)?.options.internalPort;
  return {
    runner: { pid: process.pid, startTime: readStartTime(process.pid) },
    baseUrl,
    internalNotificationsUrl: internal ? `http://127.0.0.1:${internal}` : null,
    inboxUrl: inbox.url,
    smtpUrl: inbox.smtpUrl,
    natsUrl: servers.nats.url,
    natsClusterId: servers.nats.clusterId,
    redisUrl: servers.redis.url,
    mongoUrl: servers.mongod.url,
    expirationWindowSeconds: Number(process.env.EXPIRATION_WINDOW_SECONDS || 900),
    services: fleet.map(({ pid, options: { service, number, port, internalPort, logFile } }) => ({
      service,
      replica: number,
      pid,
      port,
      url: `http://127.0.0.1:${port}`,
      internalPort,
      logFile,
    })),
    servers: all.map((server) => ({
      name: server.name,
      pid: server.pid() ?? null,
      url: server.url,
      logFile: server.logFile,
    })),
  };
}

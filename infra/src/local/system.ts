import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createGateway } from '../gateway/gateway';
import { parseIngress } from '../gateway/ingress';
import { Upstreams } from '../gateway/upstreams';
import { type Inbox, startInbox } from '../inbox/inbox';
import { defaultDataDir, projectRoot } from '../paths';
import { startTimeOf } from '../servers/pids';
import { mongoUrl } from '../servers/mongod';
import { prepareFleet, startFleet } from './fleet';
import { type Layout, layoutOf } from './layout';
import type { RunOptions } from './options';
import { chooseServices, makeWay } from './prepare';
import type { Replica } from './replica';
import { loadSecrets, type Secrets } from './secrets';
import { type LocalServers, startServers } from './servers';
import type { LocalSystem } from './services';
import { removeState, type SystemState, writeState } from './state';
import { superviseServers } from './supervise';

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
  const layout = layoutOf(resolve(options.dataDir ?? defaultDataDir));
  const { chosen, absent } = chooseServices(options);
  await makeWay(options, layout, log);

  const secrets = loadSecrets(layout.secrets, process.env);
  const stoppers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopper of stoppers.splice(0).reverse()) await stopper();
    removeState(layout.state);
  };
  try {
    const needs = new Set(chosen.flatMap((service) => [...service.needs]));
    if (process.env.STRIPE_KEY) needs.delete('stripe');
    const servers = await startServers(layout, needs, log);
    const supervisor = superviseServers(servers.all, log);
    stoppers.push(() => supervisor.stop());
    signal.throwIfAborted();

    const inbox = await startInbox();
    stoppers.push(() => inbox.stop());
    const upstreams = new Upstreams();
    const gateway = createGateway({ routes: readRoutes(), upstreams });
    const baseUrl = await listen(gateway, options);
    stoppers.push(() => closeServer(gateway));

    let up = false;
    const describe = (): SystemState => describeState(baseUrl, inbox, servers, fleet);
    const update = (): void => {
      if (up) writeState(layout.state, describe());
    };
    const local = describeLocal(servers, secrets, inbox, baseUrl);
    const fleet = await prepareFleet({
      services: chosen,
      replicas: options.replicas,
      anyPorts: options.port === 0,
      local,
      layout,
      log,
      onChange: update,
    });
    fleet.forEach(({ upstream }) => upstreams.add(upstream));
    stoppers.push(() => Promise.all(fleet.map((replica) => replica.stop())));
    await startFleet(fleet, log, signal);
    up = true;
    supervisor.onRestart(update);
    update();
    const kill = (): void => {
      fleet.forEach((replica) => replica.kill());
      supervisor.kill();
      removeState(layout.state);
    };
    return { state: describe(), secrets, layout, absent, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readRoutes(): ReturnType<typeof parseIngress> {
  return parseIngress(readFileSync(join(projectRoot, 'infra', 'k8s', 'base', 'ingress.yaml'), 'utf8'));
}

function describeLocal(
  servers: LocalServers,
  secrets: Secrets,
  inbox: Inbox,
  publicUrl: string,
): LocalSystem {
  return {
    mongoUri: (database) => mongoUrl(servers.mongod, database),
    natsUrl: servers.nats.url,
    natsClusterId: servers.nats.clusterId,
    redisUrl: (database) => `${servers.redis.url}/${database}`,
    stripeUrl: servers.stripe?.url,
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
  fleet: readonly Replica[],
): SystemState {
  const internal = fleet.find(({ options }) => options.internalPort)?.options.internalPort;
  return {
    runner: { pid: process.pid, startTime: startTimeOf(process.pid) },
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
    servers: servers.all.map((server) => ({
      name: server.name,
      pid: server.pid() ?? null,
      url: server.url,
      logFile: server.logFile,
    })),
  };
}

function listen(server: Server, { host, port }: RunOptions): Promise<string> {
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const shown = ['127.0.0.1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
      done(`http://${shown}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** By now the services have drained: what is still open is an idle connection or a stream without its service. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

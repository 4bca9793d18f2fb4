import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  ingressRoutes,
  resolveLayout,
  type LocalSystem,
  newAdmissionKey,
  newPrivateKey,
  planFleet,
  prepareFleet,
  type Replica,
  serviceHealth,
  services,
  startFleet,
  startGateway,
  superviseServers,
} from '@ticketing/infra';
import { BrokerLog } from './broker-log';
import { type Servers, startServers, stopServers } from './servers';
import { settings } from './settings';
import { SmallDisk } from './small-disk';
import { Stores } from './stores';

/** A killed process comes back as fast as a supervisor would start it. */
const RESTART_PAUSE_MS = 300;

/** What a system is started with. */
export interface SystemOptions {
  /** Folder of stores and logs; emptied by the caller. */
  readonly folder: string;
  /** Only these services; all if not given. */
  readonly services?: readonly string[];
  /** Given to every service, on top of the usual. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of a service; two, if not given. */
  readonly replicas?: Readonly<Record<string, number>>;
  readonly log: (line: string) => void;
}

/** The whole system under test: real servers, replicas of every service, each link through toxiproxy. */
export class System {
  private stopped?: Promise<void>;

  private constructor(
    readonly servers: Servers,
    readonly replicas: readonly Replica[],
    readonly stores: Stores,
    readonly broker: BrokerLog,
    readonly baseUrl: string,
    readonly jwtKey: string,
    readonly admin: { readonly email: string; readonly password: string },
    /** Where the servers keep their data, if it can be made full. */
    readonly disks: { readonly mongod?: SmallDisk | undefined; readonly nats?: SmallDisk | undefined },
    private readonly stoppers: (() => unknown)[],
  ) {}

  /** Starts everything and waits until each process is ready. */
  static async start({
    folder,
    services: only,
    replicas: counts = {},
    environment = {},
    log,
  }: SystemOptions): Promise<System> {
    const disks = { mongod: smallDisk(folder, 'mongod'), nats: smallDisk(folder, 'nats') };
    const servers = await startServers(folder);
    const supervisor = superviseServers([servers.mongod, servers.nats, servers.redis], log);
    const stoppers: (() => unknown)[] = [
      () => supervisor.stop(),
      () => stopServers(servers),
      () => Object.values(disks).forEach((disk) => disk?.unmount()),
    ];
    const stores = await Stores.connect(servers);
    const broker = new BrokerLog();
    await broker.start(servers);
    stoppers.unshift(() => Promise.all([stores.close(), broker.stop()]));
    const jwtKey = randomBytes(32).toString('base64url');
    const admin = { email: 'admin@ticketing.dev', password: randomBytes(12).toString('base64url') };
    const chosen = services.filter(({ name }) => only?.includes(name) ?? true);
    for (const { name, needs } of chosen) {
      for (const need of needs) await servers.links.add(name, need, findUpstream(servers, need));
    }
    if (chosen.some(({ name }) => name === 'notifications')) {
      await servers.links.add('notifications', 'smtp', readHost(servers.inbox.smtpUrl));
      await servers.links.add('notifications', 'http', readHost(servers.inbox.url));
    }
    const planned = await planFleet(
      chosen,
      Object.fromEntries(chosen.map(({ name }) => [name, counts[name] ?? 2])),
    );
    const gateway = await startGateway({
      routes: ingressRoutes(),
      upstreams: planned,
      health: serviceHealth,
    });
    stoppers.unshift(() => gateway.stop());
    const { url } = gateway;
    const replicas = await prepareFleet({
      planned,
      services: chosen,
      local: localSystem(servers, jwtKey, admin, url),
      layout: resolveLayout(folder),
      log,
      onChange: () => undefined,
    });
    for (const replica of replicas) {
      const { options } = replica;
      options.pause = () => RESTART_PAUSE_MS;
      const link = servers.links.all.find(
        ({ service, far }) => service === options.service && far === 'nats',
      );
      Object.assign(options.env, settings, environment);
      if (link) options.env.NATS_URL = `nats://127.0.0.1:${link.port}`;
    }
    stoppers.unshift(() => Promise.all(replicas.map((replica) => replica.stop())));
    const system = new System(servers, replicas, stores, broker, url, jwtKey, admin, disks, stoppers);
    try {
      await startFleet(replicas, log, new AbortController().signal);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** The replicas of a service, the first one first. */
  findReplicas(service: string): Replica[] {
    return this.replicas.filter(({ options }) => options.service === service);
  }

  /** @throws Error when there is no such replica */
  replica(service: string, number: number): Replica {
    const found = this.findReplicas(service)[number - 1];
    if (!found) throw new Error(`${service}-${number} is not part of this system`);
    return found;
  }

  /** Addresses that take notifications from the platform's own services. */
  get intakes(): string[] {
    return this.findReplicas('notifications').map(
      ({ options }) => `http://127.0.0.1:${options.internalPort}`,
    );
  }

  has(service: string): boolean {
    return this.findReplicas(service).length > 0;
  }

  /** Takes back all injected faults that would otherwise last. */
  async reset(): Promise<void> {
    const { links, inbox, stripe } = this.servers;
    Object.values(this.disks).forEach((disk) => disk?.free());
    this.replicas.forEach((replica) => replica.signal('SIGCONT'));
    inbox.faults.clear();
    stripe.faults.clear();
    await links.restore();
  }

  /** Stops everything, once; what can't be stopped keeps nothing else from it. */
  stop(): Promise<void> {
    this.stopped ??= (async () => {
      for (const stop of this.stoppers) await Promise.resolve(stop()).catch(() => undefined);
    })();
    return this.stopped;
  }
}

function smallDisk(folder: string, server: string): SmallDisk | undefined {
  return SmallDisk.mount(join(folder, 'stores', server));
}

function localSystem(
  { links, inbox, stripe, nats }: Servers,
  jwtKey: string,
  admin: System['admin'],
  publicUrl: string,
): LocalSystem {
  const port = (service: string, far: 'mongo' | 'redis') => links.of(service, far).port;
  const present = (far: 'smtp' | 'http' | 'stripe') => links.to(far)[0]?.port;
  const local = (url: string, through: number | undefined) =>
    through === undefined ? url : url.replace(/:\d+$/, `:${through}`);
  return {
    // Directly: the replica set's own configuration would lead around the link.
    mongoUri: (database) =>
      `mongodb://127.0.0.1:${port(database, 'mongo')}/${database}?directConnection=true`,
    natsUrl: nats.url,
    natsClusterId: nats.clusterId,
    redisUrl: (database) =>
      `redis://127.0.0.1:${port(database === 0 ? 'expiration' : 'notifications', 'redis')}/${database}`,
    stripeUrl: local(stripe.url, present('stripe')),
    jwtKey,
    jwtPrivateKey: newPrivateKey(),
    admissionPrivateKey: newAdmissionKey(),
    adminEmail: admin.email,
    adminPassword: admin.password,
    smtpUrl: local(inbox.smtpUrl, present('smtp')),
    inboxUrl: local(inbox.url, present('http')),
    publicUrl,
  };
}

function findUpstream(servers: Servers, need: 'mongo' | 'nats' | 'redis' | 'stripe'): string {
  const { mongod, nats, redis, stripe } = servers;
  const urls = { mongo: mongod.url, nats: nats.url, redis: redis.url, stripe: stripe.url };
  return readHost(urls[need]);
}

function readHost(url: string): string {
  return new URL(url).host;
}

import { unlimited } from './unlimited';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  databases,
  resolveLayout,
  mongoUrl,
  projectRoot,
  readState,
  startChild,
  type SystemState,
  waitUntilReady,
} from '@ticketing/infra';
import mongoose from 'mongoose';
import { processorSeconds } from './process-stats';
import { holdsWithin } from './tasks';

const START_TIMEOUT_MS = 180_000;
const REST_TIMEOUT_MS = 60_000;
/**
 * Processors in use; a system that nobody asks anything was seen to use 0.2 to 0.4. In a slow hour of a shared machine it uses
 * up to 0.9: then what shows that it rests is that the use doesn’t fall from look to look.
 */
const AT_REST = 0.5;
const STEADY = { below: 1, within: 0.15, looks: 6 };
const PASSWORD = 'a long benchmark password';

/** What the database was asked, since it was started. */
export interface DatabaseWork {
  /** Commands by name, without those by which it is looked at. */
  readonly commands: Readonly<Record<string, number>>;
  /** Operations on the collections of each service. */
  readonly services: Readonly<Record<string, number>>;
  /** Documents inserted, updated and deleted. */
  readonly written: number;
  readonly transactions: number;
  readonly journalSyncs: number;
}

const NOT_WORK = new Set([
  'serverStatus',
  'top',
  'hello',
  'isMaster',
  'ping',
  'replSetHeartbeat',
  'endSessions',
]);

/** The system as `npm start` runs it: every service, the servers and the gateway, on an empty folder. */
export class WholeSystem {
  private constructor(
    readonly state: SystemState,
    private readonly connection: mongoose.Connection,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<WholeSystem> {
    const dataDir = join(projectRoot, '.data', 'bench', 'system');
    rmSync(dataDir, { recursive: true, force: true });
    const layout = resolveLayout(dataDir);
    const child = await startChild({
      name: 'the system',
      command: process.execPath,
      args: [join(projectRoot, 'infra', 'dist', 'local', 'main.js'), '--port', '0', '--data', dataDir],
      env: { ...process.env, LOG_LEVEL: 'warn', ...unlimited },
      logFile: join(projectRoot, '.data', 'bench', 'logs', 'system.log'),
    });
    const running = (): SystemState => {
      const state = readState(layout.state);
      if (!state) throw new Error('it is still starting');
      return state;
    };
    await waitUntilReady(child, () => Promise.resolve().then(running), START_TIMEOUT_MS);
    const state = running();
    const connection = await mongoose
      .createConnection(mongoUrl({ url: state.mongoUrl }, 'admin'))
      .asPromise();
    return new WholeSystem(state, connection, async () => {
      await connection.close();
      await child.stop(60_000);
    });
  }

  /** The database of a service. */
  database(name: string): mongoose.Connection {
    return this.connection.useDb(name, { useCache: true });
  }

  /** Opens accounts. @returns the session cookie of each, by id */
  async signUp(count: number): Promise<ReadonlyMap<string, string>> {
    const opened = await Promise.all(
      Array.from({ length: count }, async (_, i): Promise<[string, string]> => {
        const response = await fetch(`${this.state.baseUrl}/api/users/signup`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: `person-${i}-${Date.now()}@example.com`, password: PASSWORD }),
        });
        const cookie = response.headers.getSetCookie().find((one) => one.startsWith('session='));
        if (response.status !== 201 || !cookie) throw new Error(`signing up answered ${response.status}`);
        return [((await response.json()) as { id: string }).id, cookie.split(';')[0]!];
      }),
    );
    return new Map(opened);
  }

  /** Processor time so far of every process of the system, in seconds, by the name of its service or server. */
  cpuSeconds(): Record<string, number> {
    return this.byProcess(processorSeconds);
  }

  /** Memory now, in MiB, by the name of the service or server, as `look` counts it. */
  memory(look: (pid: number | undefined) => number): Record<string, number> {
    return this.byProcess(look);
  }

  private byProcess(look: (pid: number | undefined) => number): Record<string, number> {
    const { services, servers, runner } = this.state;
    const all = [
      ...services.map(({ service, pid }) => ({ name: service, pid })),
      ...servers,
      { name: 'runner', pid: runner.pid },
    ];
    const sums: Record<string, number> = {};
    for (const { name, pid } of all) sums[name] = (sums[name] ?? 0) + look(pid ?? undefined);
    return sums;
  }

  async databaseWork(): Promise<DatabaseWork> {
    const admin = this.connection.db!.admin();
    const [status, top] = (await Promise.all([
      admin.command({ serverStatus: 1 }),
      admin.command({ top: 1 }),
    ])) as unknown as [ServerStatus, { totals: Record<string, { total?: { count: number } }> }];
    const { commands, document } = status.metrics;
    const services: Record<string, number> = {};
    for (const [namespace, { total }] of Object.entries(top.totals)) {
      const name = namespace.split('.', 1)[0]!;
      if (databases.includes(name)) services[name] = (services[name] ?? 0) + (total?.count ?? 0);
    }
    return {
      commands: Object.fromEntries(
        Object.entries(commands).flatMap(([name, { total = 0 }]) =>
          total > 0 && !NOT_WORK.has(name) ? [[name, Number(total)]] : [],
        ),
      ),
      services,
      written: Number(document.inserted) + Number(document.updated) + Number(document.deleted),
      transactions: Number(status.transactions.totalCommitted),
      journalSyncs: Number(status.wiredTiger.log['log sync operations']),
    };
  }

  /** Waits until every event is sent and the processes have next to nothing left to do. */
  async rest(): Promise<void> {
    let before = this.cpuSeconds();
    let found = '';
    const looks: number[] = [];
    const quiet = await holdsWithin(REST_TIMEOUT_MS, async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const now = this.cpuSeconds();
      const busy = Object.entries(now).map(
        ([name, seconds]) => [name, (seconds - (before[name] ?? 0)) / 0.5] as const,
      );
      before = now;
      const unsent = await this.unsent();
      found = `${unsent} events unsent, processors in use: ${busy.map(([name, cores]) => `${name} ${cores.toFixed(2)}`).join(', ')}`;
      const inUse = busy.reduce((sum, [, cores]) => sum + cores, 0);
      looks.push(inUse);
      return unsent === 0 && (inUse < AT_REST || isSteady(looks.slice(-STEADY.looks)));
    });
    if (!quiet) throw new Error(`the system did not come to rest: ${found}`);
  }

  private async unsent(): Promise<number> {
    const counts = await Promise.all(
      databases.map((name) => this.database(name).collection('outbox').countDocuments({ isSent: false })),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

function isSteady(looks: readonly number[]): boolean {
  const most = Math.max(...looks);
  return looks.length === STEADY.looks && most < STEADY.below && most - Math.min(...looks) < STEADY.within;
}

interface ServerStatus {
  metrics: {
    commands: Record<string, { total?: number }>;
    document: { inserted: number; updated: number; deleted: number };
  };
  transactions: { totalCommitted: number };
  wiredTiger: { log: Record<string, number> };
}

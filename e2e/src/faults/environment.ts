import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@ticketing/infra';
import { Random } from '@ticketing/harness';
import type { Extent, FaultContext } from './fault';
import { SmallDisk } from './system/small-disk';
import { System } from './system/system';
import { Commands } from './workload/commands';
import { Load } from './workload/load';
import { type Crowd, gather, type People, strangers } from './workload/people';
import { Poller } from './workload/poller';
import { Recorder } from './workload/recorder';
import { SocketFollower } from './workload/socket-follower';
import { StreamFollower } from './workload/stream-follower';

/** Buyers who keep a stream and a socket open. */
const WATCHED = 3;
const usualCrowd: Crowd = { sellers: 4, buyers: 16, engineers: 3 };

/** Where runs leave their reports, stores and logs. */
export const faultsFolder = join(projectRoot, '.data', 'faults');

/** What a fault environment is started with. */
export interface EnvironmentOptions {
  readonly extent: Extent;
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly services?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Of a service; two, if not given. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Those who act, where they aren't the usual ones. */
  readonly crowd?: Crowd;
  readonly log?: (line: string) => void;
}

/** A running system with people in it. */
export interface FaultEnvironment {
  readonly context: FaultContext;
  /** What the last fault did, and its figures; forgotten by the asking. */
  readonly takeNotes: () => { injected: number; figures: Record<string, number | string> };
  stop(): Promise<void>;
}

/** Starts a system on an empty folder, and opens accounts. */
export async function startEnvironment(options: EnvironmentOptions): Promise<FaultEnvironment> {
  const { extent, folder, say, crowd = usualCrowd } = options;
  for (const server of ['mongod', 'nats']) SmallDisk.unmount(join(folder, 'stores', server));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const system = await System.start({ ...options, log: options.log ?? (() => undefined) });
  const random = new Random(extent.seed);
  const recorder = new Recorder();
  let people: People;
  try {
    people = system.has('auth') ? await gather(system, recorder, crowd) : await strangers(system, crowd);
  } catch (error) {
    await system.stop();
    throw error;
  }
  const commands = new Commands(people, recorder, random, () => system.intakes);
  const watchers = system.has('notifications')
    ? people.buyers
        .slice(0, WATCHED)
        .flatMap((buyer) => [new StreamFollower(buyer), new SocketFollower(buyer)])
    : [];
  const poller = system.has('notifications') ? new Poller(people.admin, recorder) : undefined;
  for (const watcher of watchers) watcher.start(0);
  poller?.start();
  let injected = 0;
  let figures: Record<string, number | string> = {};
  const context: FaultContext = {
    system,
    people,
    commands,
    recorder,
    random,
    extent,
    watchers,
    poller,
    load: new Load(commands, random, extent.rate),
    foreign: [],
    poison: [],
    injected(what) {
      injected += 1;
      say(`  ${what}`);
    },
    note(name, value) {
      figures[name] = value;
    },
  };
  return {
    context,
    takeNotes() {
      const taken = { injected, figures };
      injected = 0;
      figures = {};
      return taken;
    },
    async stop() {
      await context.load.stop();
      for (const watcher of watchers) watcher.stop();
      poller?.stop();
      await system.stop();
    },
  };
}

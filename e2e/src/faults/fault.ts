import { type Random } from '@ticketing/harness';
import type { Foreign } from './check/versions';
import type { Finding } from './check/finding';
import type { System } from './system/system';
import type { Commands } from './workload/commands';
import type { Follower } from './workload/follower';
import type { Load } from './workload/load';
import type { People } from './workload/people';
import type { Poller } from './workload/poller';
import type { Recorder } from './workload/recorder';

/** How much of everything. */
export interface Extent {
  /** How long the load runs before a fault, and what a fault that lasts lasts at least, in seconds. */
  readonly seconds: number;
  /** Commands a second. */
  readonly rate: number;
  readonly seed: number;
  /** Seconds that streams are cut and processes restarted at random. */
  readonly long: number;
  /** Events published while the broker is killed twice. */
  readonly events: number;
  /** Those who want a place of a ticket that everybody wants. */
  readonly buyers: number;
  /** How often such a ticket is sold out. */
  readonly rounds: number;
  /** How often replicas of orders are killed: in each of these rounds, and while carts are filled. */
  readonly kills: number;
}

/** What runs, where the usual won't do. */
export interface OwnSystem {
  readonly services: readonly string[];
  /** Of a service; two, if not given. */
  readonly replicas: Readonly<Record<string, number>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a fault works with. */
export interface FaultContext {
  readonly system: System;
  readonly people: People;
  readonly commands: Commands;
  readonly load: Load;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly extent: Extent;
  /** Aggregates whose events a fault publishes by hand. */
  readonly foreign: Foreign[];
  /** Marks of messages that are meant to be dead letters. */
  readonly poison: string[];
  /** Live streams and sockets. */
  readonly watchers: readonly Follower[];
  /** Asks how notifications get on, where there are any. */
  readonly poller?: Poller | undefined;
  /** Counts something that was done to the system, and says so. */
  readonly injected: (what: string) => void;
  /** A figure worth keeping with the report. */
  readonly note: (name: string, value: number | string) => void;
}

/** One way in which things go wrong. */
export interface Fault {
  /** As it is named on the command line. */
  readonly name: string;
  readonly title: string;
  /** Once the fault is over, everything has caught up within this time, in seconds. */
  readonly healsWithin: number;
  /** Off: the fault brings its own load. */
  readonly underLoad?: false;
  /** A system by itself, shared with those that name the same. */
  readonly own?: OwnSystem;
  /** Why it can't be done on this machine. */
  readonly impossible?: (system: System) => string | undefined;
  /** Injects the fault; resolves when the fault is over. @returns what it saw that must not be, besides the stores */
  run(context: FaultContext): Promise<Finding[] | void>;
}

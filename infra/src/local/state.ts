import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive, type ProcessIdentity } from '../servers/pids';

export interface ServiceState {
  service: string;
  replica: number;
  pid: number | null;
  port: number;
  url: string;
  internalPort?: number | undefined;
  logFile: string;
}

export interface ServerState {
  name: string;
  pid: number | null;
  url: string;
  logFile: string;
}

/** What runs and where, for the demo, the tests and the curious. Holds no secret. */
export interface SystemState {
  runner: ProcessIdentity;
  baseUrl: string;
  internalNotificationsUrl: string | null;
  inboxUrl: string;
  smtpUrl: string;
  natsUrl: string;
  natsClusterId: string;
  redisUrl: string;
  mongoUrl: string;
  expirationWindowSeconds: number;
  services: ServiceState[];
  servers: ServerState[];
}

/** Writes the state so that a reader sees the old one or the new one, never half of it. */
export function writeState(file: string, state: SystemState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}

/** The state of the system that runs on this data folder, or undefined when none does. */
export function readState(file: string): SystemState | undefined {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as SystemState;
    return isAlive(state.runner) ? state : undefined;
  } catch {
    return undefined;
  }
}

import { randomUUID } from 'node:crypto';
import type { ServiceProcess } from '@ticketing/infra';
import type { Rig } from './rig';

const TOKEN = 'benchmarks only: a token';

/** The internal port of a replica of notifications, and how it is asked. */
export interface Intake {
  readonly url: string;
  readonly headers: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts replicas that take notifications in, as in production, and leave delivery to others. */
export function startIntakes(rig: Rig, database: string, count: number): Promise<Intake[]> {
  return Promise.all(Array.from({ length: count }, () => startIntake(rig, database)));
}

async function startIntake(rig: Rig, database: string): Promise<Intake> {
  const service = await rig.service('notifications', database, {
    NOTIFICATIONS_TOKEN: TOKEN,
    DELIVERY: 'off',
  });
  return {
    url: service.internalUrl,
    headers: { authorization: `Bearer ${TOKEN}` },
    stop: async () => void (await service.stop()),
  };
}

/** Starts a replica that delivers into a file, a line with the uuid per push, each notification on its own. */
export function startSinkWorker(rig: Rig, database: string, sink: string): Promise<ServiceProcess> {
  return rig.service('notifications', database, {
    // A sink is refused in production.
    NODE_ENV: 'development',
    SINK_FILE: sink,
    RATE_LIMIT_PER_MINUTE: '0',
  });
}

/** A notification as a client posts it, under a uuid of its own. */
export function notification(): string {
  const uuid = randomUUID();
  return `{"type":"EMAIL","message":"Your ticket for the concert is waiting for you.","receiver":"${uuid}@example.com","uuid":"${uuid}"}`;
}

/** A batch of so many, one per line. */
export function makeBatch(count: number): string {
  let text = '';
  for (let line = 0; line < count; line += 1) text += `${notification()}\n`;
  return text;
}

/** Posts a batch. @returns how many of its lines were accepted */
export async function postBatch({ url, headers }: Intake, body: string): Promise<number> {
  const response = await fetch(`${url}/notification/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
  });
  const text = await response.text();
  if (response.status !== 202)
    throw new Error(`a batch was answered ${response.status}: ${text.slice(0, 200)}`);
  return text.split('"status":"ACCEPTED"').length - 1;
}

/** A notification as the intake stores it, for references through the native driver. */
export function rowToStore(now: Date): { _id: string } & Record<string, unknown> {
  const uuid = randomUUID();
  return {
    _id: uuid,
    type: 'EMAIL',
    receiver: `${uuid}@example.com`,
    text: 'Your ticket for the concert is waiting for you.',
    kind: 'direct',
    origin: 'batch',
    status: 'ACCEPTED',
    version: 0,
    createdAt: now,
    dueAt: now,
  };
}

/** Durable on the majority's journal, like ours. */
export const durable = { writeConcern: { w: 'majority', j: true } } as const;

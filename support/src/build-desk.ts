import type { Connection } from 'mongoose';
import type { Logger, Outbox } from '@ticketing/common';
import type { Desk } from './desk/desk';
import { Dispatcher } from './desk/dispatcher';
import { modelsOf } from './models';

export interface DeskOptions {
  connection: Connection;
  outbox: Outbox;
  logger: Logger;
  maxOpenTickets?: number | undefined;
  dispatchIntervalMs?: number | undefined;
  /** The clock; default the system's. */
  now?: () => Date;
}

/** The help desk and its dispatcher, on one connection. */
export function buildDesk(options: DeskOptions): { desk: Desk; dispatcher: Dispatcher } {
  const { connection, outbox, logger, maxOpenTickets, dispatchIntervalMs, now = () => new Date() } = options;
  const parts = { models: modelsOf(connection, { maxOpenTickets }), outbox, now };
  const dispatcher = new Dispatcher({
    desk: parts,
    logger,
    ...(dispatchIntervalMs === undefined ? {} : { intervalMs: dispatchIntervalMs }),
  });
  return { desk: { ...parts, wake: () => dispatcher.wake() }, dispatcher };
}

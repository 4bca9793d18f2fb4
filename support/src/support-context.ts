import type { Connection } from 'mongoose';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { SupportContext } from './desk/desk';
import { Dispatcher } from './desk/dispatcher';
import { createModels } from './models';

export interface SupportContextOptions {
  connection: Connection;
  outbox: Outbox;
  logger: Logger;
  maxOpenTickets?: number | undefined;
  dispatchIntervalMs?: number | undefined;
  /** The clock; default the system's. */
  now?: () => Date;
}

/** The help desk and its dispatcher, on one connection. */
export function createSupportContext(options: SupportContextOptions): {
  desk: SupportContext;
  dispatcher: Dispatcher;
} {
  const { connection, outbox, logger, maxOpenTickets, dispatchIntervalMs, now = () => new Date() } = options;
  const context = { models: createModels(connection, { maxOpenTickets }), outbox, now };
  const dispatcher = new Dispatcher({
    desk: context,
    logger,
    ...(dispatchIntervalMs === undefined ? {} : { intervalMs: dispatchIntervalMs }),
  });
  return { desk: { ...context, wake: () => dispatcher.wake() }, dispatcher };
}

import { until } from '@ticketing/harness';
import type { Fault, FaultContext } from '../fault';

const SERVICE = 'support';
const TICKETS = 20;

/**
 * Restarts all consumers of a service while tickets are put up for sale.
 * @returns ms from the moment one was ready until it knew of all tickets
 */
async function resumption({ system, commands }: FaultContext, rename: boolean): Promise<number> {
  const replicas = system.findReplicas(SERVICE);
  if (rename) {
    for (const { options } of replicas) options.env.NATS_CLIENT_ID = `${options.env.NATS_CLIENT_ID}-anew`;
  }
  for (const replica of replicas) replica.signal('SIGKILL');
  await until('the end of the consumers', () => replicas.every(({ connected }) => !connected));
  for (let sold = 0; sold < TICKETS; sold += 1) await commands.sell();
  await until('a consumer', () => replicas.some(({ connected }) => connected));
  const ready = Date.now();
  const owned = await system.stores.rows('tickets', 'tickets', '_id');
  await until(
    'all tickets in the consumer',
    async () => {
      const known = new Set((await system.stores.rows(SERVICE, 'tickets', '_id')).map(({ _id }) => _id));
      return owned.every(({ _id }) => known.has(String(_id)));
    },
    60_000,
  );
  return Date.now() - ready;
}

export const consumerRestart: Fault = {
  name: 'consumer-restart',
  title: 'all consumers of a service restarted under the same client ids, and under new ones: time to resume',
  healsWithin: 40,
  underLoad: false,
  async run(context) {
    const same = await resumption(context, false);
    context.note('resumed under the same id after ms', same);
    context.injected('restarted under the same client ids');
    const anew = await resumption(context, true);
    context.note('under a new id after ms', anew);
    context.injected('restarted under new client ids');
  },
};

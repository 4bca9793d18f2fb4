import { startGateway } from '@ticketing/infra';
import { type Figure, type FigureResult, pairs } from '../figure';
import { load } from '../parts/load';
import { costPerItem } from '../parts/process-stats';
import type { Rig } from '../parts/rig';
import { stockTickets, ticketIds } from '../parts/tickets';

const DATABASE = 'bench_show_ticket';
/** So many that hardly two requests of a moment are for the same one. */
const TICKETS = 10_000;

/** What it costs to look at one ticket. */
export const showTicket: Figure = {
  name: 'show-ticket',
  title: `GET /api/tickets/:id, ${TICKETS} tickets in turn, 50 connections, one process`,
  async measure(rig) {
    const { url, paths } = await stockedService(rig);
    const size = (await (await fetch(`${url}${paths[0]}`)).arrayBuffer()).byteLength;
    const bare = await rig.reference('references/bare-express.js', { REFERENCE_BYTES: String(size) });
    return {
      ...(await beside(
        rig,
        { url, paths },
        // As many requests to go through, for the load to cost the same.
        { url: bare.url, paths: paths.map(() => '/constant') },
      )),
      target: 0.6,
      against: `a bare Express route that returns a constant of ${size} bytes`,
    };
  },
};

/** What the gateway takes of it: its processor time comes off that of the service and the load. */
export const showTicketGateway: Figure = {
  name: 'show-ticket-gateway',
  title: 'the same behind the gateway',
  async measure(rig) {
    const { url, paths } = await stockedService(rig);
    const gateway = await startGateway({
      routes: [{ pathType: 'Prefix', path: '/api/tickets', service: 'tickets', port: 'http' }],
      upstreams: [{ service: 'tickets', port: Number(new URL(url).port) }],
    });
    try {
      return {
        ...(await beside(rig, { url: gateway.url, paths }, { url, paths })),
        against: 'the same service without the gateway',
      };
    } finally {
      await gateway.stop();
    }
  },
};

/** What is asked, and where. */
interface Asked {
  readonly url: string;
  readonly paths: readonly string[];
}

async function stockedService(rig: Rig): Promise<Asked> {
  const connection = await rig.database(DATABASE);
  await stockTickets(connection, TICKETS);
  const { url } = await rig.service('tickets', DATABASE);
  return { url, paths: (await ticketIds(connection, TICKETS)).map((id) => `/api/tickets/${id}`) };
}

async function beside(
  rig: Rig,
  ours: Asked,
  reference: Asked,
): Promise<Pick<FigureResult, 'unit' | 'rounds' | 'goal' | 'violations' | 'details'>> {
  let failed = 0;
  const cost: Record<string, Record<string, number>> = {};
  const ask = async ({ url, paths }: Asked, seconds: number): Promise<number> => {
    const before = rig.cpuSeconds();
    const done = await load({ url, paths, seconds });
    cost[url] = costPerItem(before, rig.cpuSeconds(), done.succeeded);
    failed += done.failed;
    return done.rate;
  };
  await ask(ours, 2);
  await ask(reference, 2);
  const rounds = await pairs(
    rig.rounds,
    () => ask(ours, rig.seconds),
    () => ask(reference, rig.seconds),
  );
  return {
    unit: 'requests/s',
    rounds,
    goal: 'at least',
    violations: failed,
    details: {
      'processor ms per request': cost[ours.url],
      'processor ms per request of the reference': cost[reference.url],
    },
  };
}

import { type Figure, pairs, type Round } from '../figure';
import { median, round } from '../parts/statistics';
import { auditOutbox } from '../parts/audit';
import { load, repeat } from '../parts/load';
import { rawTransaction } from '../parts/raw';
import { someTicket, ticketIds } from '../parts/tickets';

const DATABASE = 'bench_connections';
const CONNECTIONS = [10, 50, 100, 200] as const;
const SECONDS = 1.5;
const SHOWN = 1_000;

/** How throughput goes with the number of those who ask. */
export const connections: Figure = {
  name: 'connections',
  title: `POST and GET of tickets over ${CONNECTIONS.join(', ')} connections`,
  async measure(rig) {
    const service = await rig.service('tickets', DATABASE);
    const bare = await rig.reference('references/bare-express.js', { REFERENCE_BYTES: '219' });
    const connection = await rig.database(DATABASE);
    const raw = rawTransaction(connection);
    const headers = { authorization: rig.bearer() };
    const base = `${service.url}/api/tickets`;
    let failed = 0;
    const ask = async (options: Omit<Parameters<typeof load>[0], 'seconds'>): Promise<number> => {
      const done = await load({ seconds: SECONDS, ...options });
      failed += done.failed;
      return done.rate;
    };
    const create = (count: number) =>
      ask({ url: base, method: 'POST', headers, body: someTicket, connections: count });
    await create(50);
    const paths = (await ticketIds(connection, SHOWN)).map((id) => `/api/tickets/${id}`);
    const constants = paths.map(() => '/constant');
    await ask({ url: service.url, paths });
    const creating: Record<number, Round[]> = {};
    const showing: Record<number, Round[]> = {};
    for (const count of CONNECTIONS) {
      creating[count] = await pairs(
        rig.rounds,
        () => create(count),
        () => repeat(SECONDS, raw, count),
      );
      showing[count] = await pairs(
        rig.rounds,
        () => ask({ url: service.url, paths, connections: count }),
        () => ask({ url: bare.url, paths: constants, connections: count }),
      );
    }
    return {
      unit: 'POST requests/s over 200 connections',
      rounds: creating[200] ?? [],
      goal: 'at least',
      against: 'the same two writes through the native driver, as many at a time',
      violations: failed + (await auditOutbox(connection, 'tickets', 'ticket')),
      details: { POST: byCount(creating), GET: byCount(showing) },
    };
  },
};

function byCount(measured: Readonly<Record<number, Round[]>>): Record<string, Round> {
  return Object.fromEntries(
    Object.entries(measured).map(([count, rounds]) => [
      count,
      {
        ours: round(median(rounds.map(({ ours }) => ours))),
        reference: round(median(rounds.map(({ reference }) => reference))),
      },
    ]),
  );
}

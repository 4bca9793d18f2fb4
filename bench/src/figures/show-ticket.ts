import type { Figure } from '../figure';
import { load } from '../parts/load';
import { pairs } from '../parts/pairs';
import { listTicket } from '../parts/requests';

/** What it costs to look at one ticket. */
export const showTicket: Figure = {
  name: 'show-ticket',
  title: 'GET /api/tickets/:id, 50 connections, one process',
  async measure(rig) {
    const service = await rig.service('tickets', 'bench_show_ticket');
    const url = `${service.url}/api/tickets/${await listTicket(service.url, rig.bearer())}`;
    const size = (await (await fetch(url)).arrayBuffer()).byteLength;
    const bare = await rig.reference('references/bare-express.js', { REFERENCE_BYTES: String(size) });
    let failed = 0;
    const ask = async (address: string, seconds: number): Promise<number> => {
      const done = await load({ url: address, seconds });
      failed += done.failed;
      return done.rate;
    };
    const constant = `${bare.url}/constant`;
    await ask(url, 2);
    await ask(constant, 2);
    const rounds = await pairs(
      rig.rounds,
      () => ask(url, rig.seconds),
      () => ask(constant, rig.seconds),
    );
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: `a bare Express route that returns a constant of ${size} bytes`,
      violations: failed,
    };
  },
};

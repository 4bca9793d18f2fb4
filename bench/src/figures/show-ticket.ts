import type { Figure, Round } from '../figure';
import { load } from '../parts/load';

/** What it costs to look at one ticket. */
export const showTicket: Figure = {
  name: 'show-ticket',
  title: 'GET /api/tickets/:id, 50 connections, one process',
  async measure(rig) {
    const service = await rig.service('tickets', 'bench_show_ticket');
    const made = await fetch(`${service.url}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: rig.bearer() },
      body: JSON.stringify({ title: 'Concert', price: 20 }),
    });
    const { id } = (await made.json()) as { id: string };
    const url = `${service.url}/api/tickets/${id}`;
    const size = (await (await fetch(url)).arrayBuffer()).byteLength;
    const reference = await rig.reference('references/bare-express.js', { REFERENCE_BYTES: String(size) });
    await load({ url, seconds: 2 });
    await load({ url: `${reference.url}/constant`, seconds: 2 });
    const rounds: Round[] = [];
    let failed = 0;
    for (let i = 0; i < rig.rounds; i++) {
      const bare = await load({ url: `${reference.url}/constant`, seconds: rig.seconds });
      const ours = await load({ url, seconds: rig.seconds });
      failed += ours.failed;
      rounds.push({ ours: ours.rate, reference: bare.rate });
    }
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

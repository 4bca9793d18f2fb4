import type { Figure, Round } from '../figure';
import { load, repeat } from '../parts/load';
import { rawTransaction } from '../parts/raw-transaction';

const DATABASE = 'bench_create_ticket';

/** What it costs to list a ticket, its durable event included. */
export const createTicket: Figure = {
  name: 'create-ticket',
  title: 'POST /api/tickets, 50 connections, one process',
  async measure(rig) {
    const service = await rig.service('tickets', DATABASE);
    const connection = await rig.database(DATABASE);
    const raw = rawTransaction(connection);
    const authorization = rig.bearer();
    const body = (): string => JSON.stringify({ title: 'Concert', price: 20 });
    const ask = (seconds: number) =>
      load({ url: `${service.url}/api/tickets`, seconds, method: 'POST', headers: { authorization }, body });
    await ask(2);
    await repeat(2, raw);
    const rounds: Round[] = [];
    let answered = 0;
    const before = await connection.collection('tickets').countDocuments();
    for (let i = 0; i < rig.rounds; i++) {
      const reference = await repeat(rig.seconds, raw);
      const { rate, succeeded } = await ask(rig.seconds);
      answered += succeeded;
      rounds.push({ ours: rate, reference });
    }
    const stored = (await connection.collection('tickets').countDocuments()) - before;
    const events = await connection.collection('outbox').countDocuments();
    const tickets = await connection.collection('tickets').countDocuments();
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.8,
      against: 'the same two writes in one transaction through the native driver',
      // An answer without a ticket, or a ticket without its event.
      violations: Math.max(0, answered - stored) + Math.abs(tickets - events),
    };
  },
};

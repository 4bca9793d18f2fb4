import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { load, repeat } from '../parts/load';
import { rawTransaction } from '../parts/raw';
import { someTicket } from '../parts/tickets';

const DATABASE = 'bench_create_ticket';

/** What it costs to list a ticket, its durable event included. */
export const createTicket: Figure = {
  name: 'create-ticket',
  title: 'POST /api/tickets, 50 connections, one process',
  async measure(rig) {
    const service = await rig.service('tickets', DATABASE);
    const connection = await rig.database(DATABASE);
    const raw = rawTransaction(connection);
    const headers = { authorization: rig.bearer() };
    let answered = 0;
    let failed = 0;
    const ask = async (seconds: number): Promise<number> => {
      const url = `${service.url}/api/tickets`;
      const done = await load({ url, seconds, method: 'POST', headers, body: someTicket, keyed: true });
      answered += done.succeeded;
      failed += done.failed;
      return done.rate;
    };
    await ask(2);
    await repeat(2, raw);
    const rounds = await pairs(
      rig.rounds,
      () => ask(rig.seconds),
      () => repeat(rig.seconds, raw),
    );
    const tickets = await connection.collection('tickets').countDocuments();
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.8,
      against: 'the same two writes in one transaction through the native driver',
      // Answers without a ticket, refusals, and what the outbox lacks or has too much of.
      violations:
        Math.max(0, answered - tickets) + failed + (await auditOutbox(connection, 'tickets', 'ticket')),
    };
  },
};

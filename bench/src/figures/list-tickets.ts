import type mongoose from 'mongoose';
import type { Figure, Round } from '../figure';
import { load } from '../parts/load';

const SMALL = 1_000;
const LARGE = 1_000_000;
const BATCH = 20_000;

/** Whether the list stays as fast as the stock grows. */
export const listTickets: Figure = {
  name: 'list-tickets',
  title: 'GET /api/tickets at 1,000 and at 1,000,000 tickets',
  async measure(rig) {
    const services = [];
    for (const count of [SMALL, LARGE]) {
      const database = `bench_list_${count}`;
      const service = await rig.service('tickets', database);
      await stock(await rig.database(database), count);
      services.push(`${service.url}/api/tickets`);
    }
    const [small, large] = services as [string, string];
    for (const url of services) await load({ url, seconds: 2 });
    const rounds: Round[] = [];
    let failed = 0;
    for (let i = 0; i < rig.rounds; i++) {
      const few = await load({ url: small, seconds: rig.seconds });
      const many = await load({ url: large, seconds: rig.seconds });
      failed += few.failed + many.failed;
      rounds.push({ ours: few.rate, reference: many.rate });
    }
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at most',
      target: 1.5,
      against: 'the same list at a million tickets',
      violations: failed,
    };
  },
};

async function stock(connection: mongoose.Connection, count: number): Promise<void> {
  const begun = Date.now() - count;
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const tickets = Array.from({ length: size }, (_, i) => ({
      title: `Concert ${done + i}`,
      words: ['concert', String(done + i)],
      price: ((done + i) % 500) + 1,
      userId: `seller-${(done + i) % 1_000}`,
      orderId: null,
      status: 'open',
      holdSequence: 0,
      version: 0,
      createdAt: new Date(begun + done + i),
      updatedAt: new Date(begun + done + i),
    }));
    await connection.collection('tickets').insertMany(tickets, { ordered: false, writeConcern: { w: 1 } });
  }
}

import type mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { forEach, holdsWithin, upTo } from '../parts/tasks';
import { HttpClient } from '../parts/http-client';
import { rawSettle } from '../parts/raw';

const REPLICAS = 4;
const TICKETS = 20_000;
const PRICES = [5, 10, 15] as const;
const AT_ONCE = 100;
const GIVE_UP_MS = 60_000;

/** Whether orders keeps up with prices that change as fast as they can, and ends with the last. */
export const priceRace: Figure = {
  name: 'price-race',
  title: `tickets at ${PRICES.join(' -> ')} over ${REPLICAS} replicas of each side until orders has the last price`,
  async measure(rig) {
    const tickets = await fleet('tickets');
    await fleet('orders');
    const owner = await rig.database('bench_race_tickets');
    const replicas = (await rig.database('bench_race_orders')).collection('tickets');
    const authorization = rig.bearer();
    const each = Math.ceil(TICKETS / rig.rounds);
    let listed = 0;
    let refused = 0;
    let writing = 0;
    const race = async (): Promise<number> => {
      const client = new HttpClient(AT_ONCE);
      const begun = performance.now();
      await forEach(upTo(each), AT_ONCE, async (i) => {
        let url = `${tickets[i % REPLICAS]!}/api/tickets`;
        let method = 'POST';
        for (const [step, price] of PRICES.entries()) {
          const { status, body } = await client.send(method, url, {
            headers: { authorization },
            body: JSON.stringify({ title: 'Concert', price }),
          });
          if (status >= 300) return void (refused += 1);
          const { id } = JSON.parse(body) as { id: string };
          url = `${tickets[(i + step + 1) % REPLICAS]!}/api/tickets/${id}`;
          method = 'PUT';
        }
      });
      const lastWrite = performance.now();
      client.close();
      writing += lastWrite - begun;
      listed += each;
      await holdsWithin(GIVE_UP_MS, async () => (await atLastPrice(replicas)) >= listed - refused);
      return (performance.now() - lastWrite) / 1_000;
    };
    const rounds = await pairs(rig.rounds, race, () => rawSettle(rig.nats, each));
    const wrong = listed - (await atLastPrice(replicas));
    return {
      unit: `s after the last write of ${each} tickets`,
      rounds,
      goal: 'at most',
      target: 5,
      of: 'ours',
      against: 'raw messages, as many as tickets, after the last was published',
      violations: wrong + (await auditOutbox(owner, 'tickets', 'ticket')),
      details: {
        tickets: listed,
        'writes/s': Math.round((listed * PRICES.length) / (writing / 1_000)),
      },
    };

    async function fleet(name: string): Promise<string[]> {
      const urls: string[] = [];
      for (let i = 0; i < REPLICAS; i++) urls.push((await rig.service(name, `bench_race_${name}`)).url);
      return urls;
    }
  },
};

const atLastPrice = (replicas: mongoose.Collection): Promise<number> =>
  replicas.countDocuments({ price: PRICES[2], version: PRICES.length - 1 });

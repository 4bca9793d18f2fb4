import type { Figure, Round } from '../figure';
import { median, round } from '../parts/statistics';
import { auditOutbox } from '../parts/audit';
import { HourOfLoad } from '../parts/hour-of-load';
import { load } from '../parts/load';
import { residentMiB } from '../parts/process-stats';

const SAMPLE_MS = 250;

/** The largest service while an hour's worth of requests goes through it as fast as they can. */
export const memoryLoaded: Figure = {
  name: 'memory-loaded',
  title: 'resident memory of the largest service over an hour of 50 requests a second, in fast motion',
  async measure(rig) {
    const bare = await rig.bareService();
    const services = {
      tickets: await rig.service('tickets', 'bench_memory_tickets'),
      orders: await rig.service('orders', 'bench_memory_orders'),
      expiration: await rig.service('expiration', 'none'),
    };
    const owner = await rig.database('bench_memory_tickets');
    const connection = await rig.database('bench_memory_orders');
    const hour = new HourOfLoad({
      tickets: services.tickets.url,
      orders: services.orders.url,
      seller: rig.bearer(),
      buyer: rig.bearer(),
      connection,
    });
    const series: Record<string, number[]> = { seconds: [], tickets: [], orders: [], expiration: [] };
    const begun = performance.now();
    const look = (): number => {
      const sizes = Object.entries(services).map(([name, process]) => {
        const size = residentMiB(process.pid);
        series[name]?.push(Math.round(size));
        return size;
      });
      series['seconds']?.push(Math.round((performance.now() - begun) / 100) / 10);
      return Math.max(...sizes);
    };
    const rounds: Round[] = [];
    for (let i = 0; i < rig.rounds; i++) {
      const sizes: number[] = [];
      const sampling = setInterval(() => sizes.push(look()), SAMPLE_MS);
      await hour.part(1 / rig.rounds);
      clearInterval(sampling);
      await load({ url: `${bare.url}/constant`, seconds: 2 });
      rounds.push({ ours: Math.max(...sizes), reference: residentMiB(bare.pid) });
    }
    const audited = await Promise.all([
      auditOutbox(owner, 'tickets', 'ticket'),
      auditOutbox(connection, 'orders', 'order'),
    ]);
    return {
      unit: 'MiB',
      rounds,
      goal: 'at most',
      target: 300,
      of: 'ours',
      against: 'a process with Express, Mongoose and the broker’s client, connected, under load',
      violations: hour.failed + audited.reduce((sum, each) => sum + each, 0),
      details: {
        requests: hour.done,
        'last fifth to second': computeGrowth(rounds),
        series: thinned(series, 120),
      },
    };
  },
};

/** Whether it still grows: the peak of the last part beside that of the second, when all is warm. */
function computeGrowth(rounds: readonly Round[]): number {
  const [, second, ...later] = rounds.map(({ ours }) => ours);
  return round((later.at(-1) ?? second ?? 1) / (second ?? 1));
}

/** As many points as a plot needs, each the middle of those it stands for. */
function thinned(series: Readonly<Record<string, number[]>>, points: number): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(series).map(([name, values]) => {
      const size = Math.max(1, Math.ceil(values.length / points));
      const kept = [];
      for (let at = 0; at < values.length; at += size) kept.push(median(values.slice(at, at + size)));
      return [name, kept];
    }),
  );
}

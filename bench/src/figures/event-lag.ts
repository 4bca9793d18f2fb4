import { setTimeout as pause } from 'node:timers/promises';
import type mongoose from 'mongoose';
import { type Figure, percentile, type Round } from '../figure';
import { load } from '../parts/load';

const SAMPLES = 200;
const PAUSE_MS = 20;
/** Milliseconds. */
const TARGET = { idle: 20, loaded: 100 };

/** How long it takes from the answer to a ticket's creation until orders knows the ticket. */
function eventLag(name: string, title: string, target: number, loaded: boolean): Figure {
  return {
    name,
    title,
    async measure(rig) {
      const [tickets, orders] = [`bench_${name}_tickets`, `bench_${name}_orders`];
      const service = await rig.service('tickets', tickets);
      await rig.service('orders', orders);
      const replicas = (await rig.database(orders)).collection('tickets');
      const arrivals = watch(replicas);
      const url = `${service.url}/api/tickets`;
      const headers = { authorization: rig.bearer() };
      await load({ url, seconds: 2, method: 'POST', headers, body: ticket });
      const rounds: Round[] = [];
      for (let i = 0; i < rig.rounds; i++) {
        let background: Promise<unknown> = Promise.resolve();
        // A quarter of the connections of the other figures: about half of what the service can do.
        if (loaded)
          background = load({
            url,
            seconds: rig.seconds,
            method: 'POST',
            headers,
            body: ticket,
            connections: 12,
          });
        const lags = await sample(url, headers, arrivals);
        await background;
        rounds.push({ ours: percentile(lags, 0.99), reference: 1 });
        process.stderr.write(
          `  ${name}: p50 ${percentile(lags, 0.5).toFixed(1)} ms, p99 ${percentile(lags, 0.99).toFixed(1)} ms\n`,
        );
      }
      await arrivals.close();
      return { unit: 'ms (p99)', rounds, goal: 'at most', target, against: '1 ms', violations: 0 };
    },
  };
}

export const lagIdle = eventLag('lag-idle', 'ticket created until orderable, idle', TARGET.idle, false);
export const lagLoaded = eventLag(
  'lag-loaded',
  'ticket created until orderable, under load',
  TARGET.loaded,
  true,
);

const ticket = (): string => JSON.stringify({ title: 'Concert', price: 20 });

interface Arrivals {
  /** Resolves with the time (performance.now) at which the ticket was seen. */
  of(id: string): Promise<number>;
  close(): Promise<void>;
}

/** Watches the replica by a change stream, so that looking does not load the database. */
function watch(replicas: mongoose.Collection): Arrivals {
  const seen = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const stream = replicas.watch([{ $match: { operationType: 'insert' } }, { $project: { documentKey: 1 } }]);
  stream.on('change', (change: { documentKey?: { _id: unknown } }) => {
    const id = String(change.documentKey?._id);
    const at = performance.now();
    const tell = waiting.get(id);
    if (tell) tell(at);
    else seen.set(id, at);
  });
  return {
    of: (id) =>
      new Promise((resolve) => {
        const at = seen.get(id);
        if (at === undefined) waiting.set(id, resolve);
        else resolve(at);
      }),
    close: () => stream.close(),
  };
}

async function sample(url: string, headers: Record<string, string>, arrivals: Arrivals): Promise<number[]> {
  const lags: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: ticket(),
    });
    const answered = performance.now();
    const { id } = (await response.json()) as { id: string };
    lags.push(Math.max(0, (await arrivals.of(id)) - answered));
    await pause(PAUSE_MS);
  }
  return lags;
}

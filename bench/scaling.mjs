#!/usr/bin/env node
// Simulates the orders of many sales on databases that are sharded by show: how long an order waits, and what a shard has to do.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const help = `Simulates orders on MongoDB shards, each with the orders of some shows.

  node bench/scaling.mjs [options]

  --result FILE   a kept result with the figure sale: what a sale costs the database
  --cost MS       or that cost itself, in ms of one core (10)
  --sales N       sales that are asked for a second (10000)
  --shows N       shows on sale; the nth most wanted is wanted 1/n as often (5000)
  --admitted N    orders a second that the queue in front of a show lets through, each show by itself (no limit)
  --cores N       of each shard's primary (16)
  --shards N,N…   how many shards to try (8,16,32,64)
  --seconds N     of simulated time (30)
  --seed N        of the arrivals (1)`;

const { values } = parseArgs({
  options: Object.fromEntries(
    ['result', 'cost', 'sales', 'shows', 'admitted', 'cores', 'shards', 'seconds', 'seed']
      .map((name) => [name, { type: 'string' }])
      .concat([['help', { type: 'boolean', short: 'h' }]]),
  ),
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const number = (name, otherwise) => {
  const value = values[name] === undefined ? otherwise : Number(values[name]);
  if (value > 0) return value;
  console.error(`--${name} is a number above 0; see --help`);
  process.exit(2);
};
const costMs = values.result ? databaseCost(values.result) : number('cost', 10);
const sales = number('sales', 10_000);
const shows = number('shows', 5_000);
const admitted = number('admitted', Infinity);
const cores = number('cores', 16);
const seconds = number('seconds', 30);
const random = mulberry32(number('seed', 1));
const pickShow = zipf(shows);
const queue = { waited: 0, longest: 0 };
const orders = letThrough();

console.log(
  `${sales} sales a second on ${shows} shows, ${costMs.toFixed(1)} ms of the database each, ${cores} cores a shard`,
);
console.log(
  `${Math.round(orders.length / seconds)} orders a second are let through; ${queue.waited} of ${Math.round(sales * seconds)} wait for it, up to ${round(queue.longest)} s`,
);
console.table(
  (values.shards ?? '8,16,32,64')
    .split(',')
    .map((shards) => ({ shards: Number(shards), ...simulate(Number(shards)) })),
);

/** The orders in the order in which the queue of each show lets them through: when, and of which show. */
function letThrough() {
  const turn = new Float64Array(shows);
  return Array.from({ length: Math.round(sales * seconds) }, () => random() * seconds)
    .sort((a, b) => a - b)
    .map((asked) => {
      const show = pickShow(random());
      const at = Math.max(asked, turn[show]);
      turn[show] = at + 1 / admitted;
      if (at > asked) queue.waited += 1;
      queue.longest = Math.max(queue.longest, at - asked);
      return { at, show };
    })
    .sort((a, b) => a.at - b.at)
    .filter(({ at }) => at <= seconds);
}

/** Every order takes the first core of its show's shard that is free. */
function simulate(shards) {
  const free = Array.from({ length: shards }, () => new Float64Array(cores));
  const busy = new Float64Array(shards);
  const waits = orders.map(({ at, show }) => {
    // Spread as a hash spreads them, whichever are wanted most.
    const shard = (Math.imul(show + 1, 2_654_435_761) >>> 0) % shards;
    const core = free[shard].indexOf(Math.min(...free[shard]));
    const began = Math.max(at, free[shard][core]);
    free[shard][core] = began + costMs / 1_000;
    busy[shard] += costMs / 1_000;
    return (began - at) * 1_000;
  });
  waits.sort((a, b) => a - b);
  const share = (part) => `${Math.round((100 * part) / (seconds * cores))} %`;
  return {
    'mean load': share(busy.reduce((sum, each) => sum + each, 0) / shards),
    'fullest shard': share(Math.max(...busy)),
    'wait p50, ms': round(waits[waits.length >> 1]),
    'wait p99, ms': round(waits[Math.floor(waits.length * 0.99)]),
  };
}

/** Milliseconds that mongod works for a sale, as measured. */
function databaseCost(file) {
  const { reports } = JSON.parse(readFileSync(file, 'utf8'));
  const cost = reports.find(({ figure }) => figure === 'sale')?.details.msByProcess.mongod;
  if (cost > 0) return cost;
  console.error(`${file} has no figure sale`);
  process.exit(2);
}

/** Which of so many a number from 0 to 1 picks, the nth 1/n as often as the first. */
function zipf(count) {
  const sums = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i += 1) sums[i] = total += 1 / (i + 1);
  return (at) => {
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at * total) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

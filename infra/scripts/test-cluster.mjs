// npm run test:cluster: what a deployment promises, tried on a real cluster.
import { deleted } from './cluster/steps/deleted.mjs';
import { broker, database, redis } from './cluster/steps/failures.mjs';
import { clean, memory } from './cluster/steps/figures.mjs';
import { images, ingress, ready, signals } from './cluster/steps/pods.mjs';
import { prices, races } from './cluster/steps/races.mjs';
import { restart } from './cluster/steps/restart.mjs';
import { rollout } from './cluster/steps/rollout.mjs';
import { demo, e2e } from './cluster/steps/suites.mjs';
import { readOptions } from './options.mjs';

const help = `Tries what a deployment promises on the system in the cluster of the current kubectl context (namespace ticketing, dev
overlay). It scales, restarts and deletes pods there: not for a system that people use.

  npm run test:cluster [-- options]

  --url http://localhost:8080   where the ingress answers
  --only ready,demo,races       only these steps, of: ready, images, signals, ingress, demo, e2e, races, prices, rollout,
                                restart, deleted, broker, database, redis, memory, clean
  --rounds 5                    races: how many times one ticket is fought for
  --buyers 200                  races: by how many
  --help

Exit code: 0 when every step passed.`;

const { values } = readOptions(help, {
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    buyers: { type: 'string', default: '200' },
  },
});
const say = (line) => console.log(line);

/** In this order; each resolves with what it has shown, or throws what it has found. */
const steps = {
  ready,
  images,
  signals,
  ingress,
  demo,
  e2e,
  races,
  prices,
  rollout,
  restart,
  deleted,
  broker,
  database,
  redis,
  memory,
  clean,
};

const context = {
  base: values.url.replace(/\/+$/, ''),
  rounds: Number(values.rounds),
  buyers: Number(values.buyers),
  say: (line) => say(`       ${line}`),
};
const chosen = values.only?.split(',') ?? Object.keys(steps);
let failed = 0;
for (const name of chosen) {
  const begun = Date.now();
  const took = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`;
  try {
    if (!steps[name]) throw new Error(`there is no step ${name}; there are ${Object.keys(steps).join(', ')}`);
    const outcome = await steps[name](context);
    say(`ok     ${name} (${took()}): ${outcome}`);
  } catch (error) {
    failed += 1;
    say(`FAILED ${name} (${took()}): ${error.message}`);
  }
}
say(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

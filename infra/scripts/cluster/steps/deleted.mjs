import { setTimeout as sleep } from 'node:timers/promises';
import { assert, people } from '../common.mjs';
import { get, kubectl, rolledOut } from '../kubectl.mjs';
import { Load } from '../load.mjs';
import { eventually, Person } from '../people.mjs';

const SERVICE = 'tickets';
const REPLICAS = 3;
/** So many requests at the least are made while pods go and come. */
const REQUESTS = 3_000;

const podNames = () =>
  get('pods', '-l', `app.kubernetes.io/name=${SERVICE}`)
    .items.filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.name);

/** Deletes pods, and resolves when they are gone and others have taken their place. */
async function replace(names) {
  kubectl('delete', 'pod', '--wait=false', ...names);
  await eventually(() => {
    const there = get('pods', '-l', `app.kubernetes.io/name=${SERVICE}`).items.map(
      ({ metadata }) => metadata.name,
    );
    assert(!names.some((name) => there.includes(name)), `pods of ${SERVICE} don't end`);
  }, 180);
  await rolledOut(`deployment/${SERVICE}`);
}

/** Deletes one pod of three, and then all at once, right after a restart, while sellers write: no request may fail. */
export async function deleted({ base, say }) {
  const { replicas } = get('deployment', SERVICE).spec;
  kubectl('scale', `deployment/${SERVICE}`, `--replicas=${REPLICAS}`);
  await rolledOut(`deployment/${SERVICE}`);
  const load = new Load(await people(base, 8));
  const buyer = await Person.signUp(base);
  load.start();
  try {
    await replace(podNames().slice(0, 1));
    say(`one of ${REPLICAS} deleted: ${load.failures.length} of ${load.requests} failed`);
    kubectl('rollout', 'restart', `deployment/${SERVICE}`);
    await rolledOut(`deployment/${SERVICE}`);
    await replace(podNames());
    say(`all ${REPLICAS} deleted: ${load.failures.length} of ${load.requests} failed`);
    while (load.requests < REQUESTS) await sleep(500);
  } finally {
    await load.stop();
    kubectl('scale', `deployment/${SERVICE}`, `--replicas=${replicas}`);
  }
  const { requests, failures } = load;
  assert(
    failures.length === 0,
    `${failures.length} of ${requests} failed:\n${failures.slice(0, 10).join('\n')}`,
  );
  const lost = await load.lost(buyer);
  assert(lost.length === 0, `${lost.length} promises broken:\n${lost.slice(0, 10).join('\n')}`);
  return `pods of ${SERVICE} deleted, one and all ${REPLICAS} at once, under load: ${requests} requests, none failed; ${load.tickets.size} tickets, none lost`;
}

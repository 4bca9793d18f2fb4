import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '../../services.mjs';
import { assert, people } from '../common.mjs';
import { kubectl, rolledOut } from '../kubectl.mjs';
import { Load } from '../load.mjs';
import { Person } from '../people.mjs';

/** Restarts every deployment while sellers write: no request may fail, and no event may be lost. */
export async function restart({ base }) {
  const load = new Load(await people(base, 4));
  const buyer = await Person.signUp(base);
  load.start();
  const begun = Date.now();
  for (const name of services) {
    kubectl('rollout', 'restart', `deployment/${name}`);
    await rolledOut(`deployment/${name}`);
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  // The last pods still answer and drain after their successors are ready.
  await sleep(25_000);
  await load.stop();
  const { requests, failures } = load;
  assert(
    failures.length === 0,
    `${failures.length} of ${requests} failed:\n${failures.slice(0, 10).join('\n')}`,
  );
  const lost = await load.lost(buyer);
  assert(lost.length === 0, `${lost.length} promises broken:\n${lost.slice(0, 10).join('\n')}`);
  return `every deployment restarted in ${seconds} s under load: ${requests} requests, none failed; the events of ${load.tickets.size} tickets, none lost`;
}

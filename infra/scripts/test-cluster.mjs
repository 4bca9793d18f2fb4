// npm run test:cluster: what a deployment promises, tried on the system in the cluster of the current kubectl context
// (namespace ticketing, dev overlay). It scales, restarts and deletes pods there: not for a system that people use.
//   npm run test:cluster -- --url http://localhost:8080 [--only ready,demo,races] [--rounds 5] [--buyers 200]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { deploymentNames, kubectl, memory, replacePod, rolledOut, secret } from './cluster/kubectl.mjs';
import { Load } from './cluster/load.mjs';
import { eventually, inParallel, Person } from './cluster/people.mjs';
import { projectRoot } from './prepare.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    buyers: { type: 'string', default: '200' },
  },
});
const base = options.url.replace(/\/+$/, '');
const services = ['auth', 'tickets', 'orders', 'expiration', 'payments', 'support', 'notifications'];
const say = (line) => console.log(line);
const assert = (holds, message) => {
  if (!holds) throw new Error(message);
};
const admin = () =>
  Person.signIn(base, {
    email: secret('ticketing-admin', 'email'),
    password: secret('ticketing-admin', 'password'),
  });
const people = (count) => inParallel(Array.from({ length: count }), 2, () => Person.signUp(base));

async function ready() {
  const names = [
    ...deploymentNames().map((name) => `deployment/${name}`),
    ...['nats', 'mongo', 'redis'].map((name) => `statefulset/${name}`),
  ];
  await Promise.all(names.map((name) => rolledOut(name, 600)));
  return `${names.length} workloads ready`;
}

async function ingress() {
  const visitor = new Person(base);
  const answers = { '/': 200, '/api/tickets': 200, '/api/docs/orders.json': 200, '/api/unknown': 404 };
  for (const [path, wanted] of Object.entries(answers)) {
    const { status } = await visitor.get(path);
    assert(status === wanted, `${path} answers ${status}`);
  }
  for (const path of ['/metrics', '/livez', '/readyz', '/notification/batch/nothing']) {
    const { status } = await visitor.get(path);
    assert(status >= 400, `${path} answers ${status}: it is not for the outside`);
  }
  return 'routes as they should be; metrics and probes stay inside';
}

function demo() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectRoot, 'infra', 'demo.mjs'), '--url', base]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('close', (code) => {
      const last = said.trim().split('\n').at(-1);
      if (code === 0) resolve(last);
      else reject(new Error(said.trim().split('\n').slice(-12).join('\n')));
    });
  });
}

async function races() {
  const replicas = 3;
  kubectl('scale', 'deployment/tickets', 'deployment/orders', `--replicas=${replicas}`);
  await Promise.all(['tickets', 'orders'].map((name) => rolledOut(`deployment/${name}`)));
  const seller = await Person.signUp(base);
  const buyers = await people(10);
  const count = Number(options.buyers);
  const taken = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const ticket = await seller.sell(20);
    const probe = await buyers[0].reserve(ticket);
    await buyers[0].delete(`/api/orders/${probe.id}`);
    const begun = Date.now();
    const answers = await Promise.all(
      Array.from({ length: count }, (_, i) =>
        buyers[i % buyers.length].post('/api/orders', { ticketId: ticket }),
      ),
    );
    const by = (status) => answers.filter((answer) => answer.status === status).length;
    assert(by(201) === 1 && by(400) === count - 1, `round ${round}: ${by(201)} sold, ${by(400)} refused`);
    taken.push(Date.now() - begun);
  }
  return `${count} buyers of one ticket, ${replicas} replicas: sold once in each of ${taken.length} rounds (${taken.join(', ')} ms)`;
}

async function prices() {
  const seller = await Person.signUp(base);
  const buyer = await Person.signUp(base);
  const ids = await inParallel(Array.from({ length: 200 }), 20, async () => {
    const id = await seller.sell(5);
    for (const price of [10, 15]) {
      const { status } = await seller.put(`/api/tickets/${id}`, { price });
      assert(status === 200, `a price was answered with ${status}`);
    }
    return id;
  });
  await sleep(5_000);
  const ordered = await inParallel(ids, 10, async (id) => (await buyer.reserve(id, 1)).ticket.price);
  const wrong = ordered.filter((price) => price !== 15).length;
  assert(wrong === 0, `${wrong} of 200 tickets are not at 15 in orders, five seconds after the last write`);
  return '200 tickets went 5, 10, 15 over three replicas of each side: all at 15 in orders after five seconds';
}

async function restart() {
  const load = new Load(await people(4));
  const buyer = await Person.signUp(base);
  load.start();
  const begun = Date.now();
  for (const name of [...services, 'web']) {
    kubectl('rollout', 'restart', `deployment/${name}`);
    await rolledOut(`deployment/${name}`);
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  await sleep(8_000);
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

/** Deletes a pod while sellers write; what was acknowledged must hold afterwards. Requests may fail meanwhile. */
async function survive(pod) {
  const load = new Load(await people(2));
  const buyer = await Person.signUp(base);
  load.start();
  await sleep(3_000);
  const seconds = await replacePod(pod);
  await sleep(5_000);
  await load.stop();
  await eventually(async () => {
    const { status } = await new Person(base).get('/api/tickets?limit=1');
    assert(status === 200, `tickets answers ${status}`);
  }, 60);
  const lost = await load.lost(buyer);
  assert(lost.length === 0, `${lost.length} promises broken:\n${lost.slice(0, 10).join('\n')}`);
  return `${pod} deleted and back after ${seconds.toFixed(0)} s: ${load.requests} requests, ${load.failures.length} failed meanwhile; ${load.tickets.size} tickets, nothing lost`;
}

async function redis() {
  const [seller, buyer] = await people(2);
  const tickets = await inParallel(Array.from({ length: 20 }), 5, () => seller.sell(5));
  const orders = await inParallel(tickets, 5, (id) => buyer.reserve(id));
  const seconds = await replacePod('redis-0');
  const window = (Date.parse(orders.at(-1).expiresAt) - Date.now()) / 1000;
  assert(
    window < 600,
    `orders are held for ${window.toFixed(0)} s: EXPIRATION_WINDOW_SECONDS is not for tests`,
  );
  await eventually(
    async () => {
      const states = await inParallel(
        orders,
        5,
        async ({ id }) => (await buyer.get(`/api/orders/${id}`)).body.status,
      );
      assert(
        states.every((status) => status === 'cancelled'),
        `orders are ${states}`,
      );
    },
    Math.max(window, 0) + 15,
  );
  return `redis-0 deleted and back after ${seconds.toFixed(0)} s: all ${orders.length} orders expired on time`;
}

async function clean() {
  const person = await admin();
  // auth listens to nothing.
  for (const service of services.filter((name) => name !== 'auth')) {
    const { status, body } = await person.get(`/api/ops/${service}/dead-letters`);
    assert(status === 200, `${service} answers ${status}`);
    assert(body.length === 0, `${service} has dead letters: ${JSON.stringify(body).slice(0, 400)}`);
  }
  return 'no service has a dead letter';
}

function measured() {
  const megabytes = (value) => `${Math.round(value / 1024 / 1024)} MiB`;
  const rows = memory();
  for (const { container, used, limit } of rows)
    say(`    ${container}: ${megabytes(used)} of ${megabytes(limit)}`);
  const near = rows.filter(({ used, limit }) => used > 0.9 * limit);
  assert(rows.length > 0, 'no kubelet told of any container');
  assert(near.length === 0, `${near.length} containers use over 90 % of their limit`);
  return `${rows.length} containers, each below 90 % of its limit`;
}

const steps = {
  ready,
  ingress,
  demo,
  races,
  prices,
  restart,
  broker: () => survive('nats-0'),
  database: () => survive('mongo-0'),
  redis,
  memory: measured,
  clean,
};

const chosen = options.only?.split(',') ?? Object.keys(steps);
let failed = 0;
for (const name of chosen) {
  const begun = Date.now();
  try {
    if (!steps[name]) throw new Error(`there is no step ${name}; there are ${Object.keys(steps)}`);
    const outcome = await steps[name]();
    say(`ok     ${name} (${((Date.now() - begun) / 1000).toFixed(0)} s): ${outcome}`);
  } catch (error) {
    failed += 1;
    say(`FAILED ${name} (${((Date.now() - begun) / 1000).toFixed(0)} s): ${error.message}`);
  }
}
say(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

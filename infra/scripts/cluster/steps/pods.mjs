// What the pods are, and what of them is reachable.
import { services as own } from '../../services.mjs';
import { assert, megabytes } from '../common.mjs';
import { deploymentNames, get, inPod, rolledOut } from '../kubectl.mjs';
import { eventually, Person } from '../people.mjs';

/** An image may take this many bytes on its node. */
const LARGEST_IMAGE = 400 * 1024 * 1024;

export async function ready() {
  const names = [
    ...deploymentNames().map((name) => `deployment/${name}`),
    ...['nats', 'mongo', 'redis'].map((name) => `statefulset/${name}`),
  ];
  await Promise.all(names.map((name) => rolledOut(name, 600)));
  return `${names.length} workloads ready`;
}

/** Run in a container: who process 1 is, and what it may do. */
const inspection = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const status = (key) => new RegExp('^' + key + ':\\\\s*(.*)$', 'm').exec(readFileSync('/proc/1/status', 'utf8'))[1];
  let write = 'written';
  try { writeFileSync('/app/probe', ''); } catch (error) { write = error.code; }
  const [program] = readFileSync('/proc/1/cmdline', 'utf8').split('\\0');
  console.log(JSON.stringify({ program, uid: process.getuid(), write, capabilities: status('CapEff'), locked: status('NoNewPrivs') }));
`;

export async function images({ say }) {
  const sizes = new Map(
    get('nodes').items.flatMap(({ status }) =>
      (status.images ?? []).flatMap(({ names = [], sizeBytes }) => names.map((name) => [name, sizeBytes])),
    ),
  );
  for (const name of own) {
    const found = JSON.parse(inPod(`deployment/${name}`, inspection));
    assert(/(^|\/)node$/.test(found.program), `process 1 of ${name} is ${found.program}`);
    assert(found.uid !== 0, `${name} runs as root`);
    assert(found.write === 'EROFS', `${name} can write its own files (${found.write})`);
    assert(/^0+$/.test(found.capabilities), `${name} has the capabilities ${found.capabilities}`);
    assert(found.locked === '1', `${name} may gain privileges`);
    const [pod] = get('pods', '-l', `app.kubernetes.io/name=${name}`).items;
    const { image, imageID } = pod.status.containerStatuses[0];
    const size = sizes.get(imageID) ?? sizes.get(image);
    // A node tells of its fifty largest images only.
    say(`${name}: ${size ? megabytes(size) : 'size unknown'}`);
    assert(!(size > LARGEST_IMAGE), `the image of ${name} takes ${megabytes(size)}`);
  }
  return `${own.length} services: node is process 1, not root, no capabilities, a root file system that it can't write`;
}

/** Tells process 1 of each service to stop, as a kubelet would; it ends by itself, with 0, and starts again. */
export async function signals({ say }) {
  for (const name of own) {
    const selector = ['pods', '-l', `app.kubernetes.io/name=${name}`];
    const [pod] = get(...selector).items;
    const restarts = pod.status.containerStatuses[0].restartCount;
    const begun = Date.now();
    inPod(`pod/${pod.metadata.name}`, `process.kill(1, 'SIGTERM')`);
    const ended = await eventually(() => {
      const [{ restartCount, state, lastState }] = get('pod', pod.metadata.name).status.containerStatuses;
      const found = state.terminated ?? (restartCount > restarts ? lastState.terminated : undefined);
      assert(found, `${name} does not end at SIGTERM`);
      return found;
    }, 60);
    assert(ended.exitCode === 0, `${name} ended with ${ended.exitCode} (${ended.reason}) at SIGTERM`);
    say(`${name}: ended with 0, ${((Date.now() - begun) / 1000).toFixed(1)} s after SIGTERM`);
    // The Deployment hears of it later: at first it counts the pod as ready still.
    await eventually(() => {
      const [{ restartCount, ready }] = get('pod', pod.metadata.name).status.containerStatuses;
      assert(restartCount > restarts && ready, `${name} is not ready again`);
    }, 120);
  }
  await Promise.all(own.map((name) => rolledOut(`deployment/${name}`)));
  return `${own.length} services end with 0 at SIGTERM, and are ready again`;
}

/** Reads a path of a service from inside its own pod, as the kubelet and Prometheus do. */
const inside = (service, path) =>
  Number(
    inPod(
      `deployment/${service}`,
      `fetch('http://127.0.0.1:3000${path}').then(({ status }) => console.log(status))`,
    ),
  );

export async function ingress({ base }) {
  const visitor = new Person(base);
  // After the restarts before, its addresses reach the ingress controller a moment after a pod is ready.
  await eventually(async () => assert((await visitor.get('/')).status === 200, 'the page isn’t back'), 30);
  const answers = { '/': 200, '/api/tickets': 200, '/api/docs/orders.json': 200, '/api/unknown': 404 };
  const internal = ['/metrics', '/livez', '/readyz', '/openapi.json'];
  for (const path of [...internal, '/Metrics/', '/metrics?a=b', '/notification/batch/nothing'])
    answers[path] = 404;
  for (const [path, wanted] of Object.entries(answers)) {
    const { status } = await visitor.get(path);
    assert(status === wanted, `${path} answers ${status} through the ingress`);
  }
  for (const path of internal.filter((one) => one !== '/openapi.json')) {
    for (const service of ['web', 'orders'])
      assert(inside(service, path) === 200, `${path} of ${service} does not answer inside`);
  }
  return 'routes as they should be; metrics, probes and /openapi.json answer inside, and 404 outside';
}

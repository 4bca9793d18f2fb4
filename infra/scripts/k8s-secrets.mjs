// npm run k8s:secrets: the Secrets that the manifests refer to.
import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeAuthority, makeCertificate } from './k8s-certificates.mjs';
import { readOptions } from './options.mjs';
import { projectRoot } from './prepare.mjs';
import { apiServices, databases } from './services.mjs';

const help = `Makes the Secrets that the manifests refer to, with random values, where they are missing; the namespace, too.

  npm run k8s:secrets [-- options]

  --namespace ticketing
  --cluster-domain cluster.local
                    the kubelet's; members of MongoDB know each other by names in it
  --context NAME    of kubectl; the current one when none is named, skaffold's own where skaffold runs this
  --rotate NAME     gives one a new value as well, as often as wanted; see docs/operations/secrets.md
  --print           prints new ones instead, for a vault or sealing; asks no cluster
  --help

STRIPE_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_PUBLISHABLE_KEY, ADMIN_EMAIL and ADMIN_PASSWORD of the environment are taken over.`;

/** Of letters and digits only, and no number: no command takes it for an option, no configuration for a quantity. */
const password = () => `p${randomBytes(24).toString('hex')}`;

/** The names that clients know the servers by; of members of MongoDB, and of whoever forwards a port, too. */
const serverNames = (namespace, clusterDomain) => ({
  mongo: ['mongo', 'localhost', `*.mongo.${namespace}.svc.${clusterDomain}`],
  nats: ['nats', 'localhost'],
  redis: ['redis', 'localhost'],
});

/**
 * Each Secret and how its values are made.
 * @param current resolves with the values of a Secret that others are made from: as just made, else as it is there
 * @param previous gives the values that a Secret has had so far, if there is one
 */
export function secretMakers(
  env = process.env,
  { namespace = 'ticketing', clusterDomain = 'cluster.local', current, previous = () => undefined } = {},
) {
  const read = current ?? ((name) => makers[name]());
  const account = (url) => () => {
    const secret = password();
    return { password: secret, url: url(secret) };
  };
  const makers = {
    'mail-links': () => ({ key: randomBytes(48).toString('base64url') }),
    'second-factors': () => ({ key: randomBytes(48).toString('base64url') }),
    'jwt-private': () => ({ key: newSigningKey() }),
    // Tokens of the key before are still good for as long as they live.
    'jwt-public': async () => {
      const keys = publicKey((await read('jwt-private')).key);
      const [before = ''] = /-----BEGIN [^]+?-----END .+\n/.exec(previous('jwt-public')?.keys ?? '') ?? [];
      return { keys: before === keys ? keys : keys + before };
    },
    'admission-private': () => ({ key: newAdmissionKey() }),
    // Those of all keys so far: a printed code is good until its show.
    'admission-public': async () => ({
      keys: publicKey((await read('admission-private')).key) + (previous('admission-public')?.keys ?? ''),
    }),
    'ticketing-admin': () => ({
      email: env.ADMIN_EMAIL || 'admin@ticketing.dev',
      password: env.ADMIN_PASSWORD || password(),
    }),
    'internal-ca': async () => {
      const { certificate, key } = await makeAuthority();
      return { 'ca.crt': certificate, 'ca.key': key };
    },
    nats: () => ({ password: password() }),
    redis: () => ({ password: password() }),
    'redis-expiration': account((secret) => `rediss://expiration:${secret}@redis:6379/0`),
    'redis-notifications': account((secret) => `rediss://notifications:${secret}@redis:6379/1`),
    'mongo-keyfile': () => ({ keyfile: randomBytes(96).toString('base64') }),
    'mongo-backup': () => ({ password: password() }),
    'notifications-internal': () => ({ token: password() }),
    stripe: () => ({
      key: env.STRIPE_KEY || 'sk_test_local',
      ...(env.STRIPE_WEBHOOK_SECRET && { 'webhook-secret': env.STRIPE_WEBHOOK_SECRET }),
      ...(env.STRIPE_PUBLISHABLE_KEY && { 'publishable-key': env.STRIPE_PUBLISHABLE_KEY }),
    }),
  };
  for (const [server, names] of Object.entries(serverNames(namespace, clusterDomain))) {
    makers[`${server}-tls`] = async () => {
      const { 'ca.crt': certificate, 'ca.key': key } = await read('internal-ca');
      const made = await makeCertificate({ certificate, key }, names);
      // mongod wants both in one file.
      return server === 'mongo'
        ? { 'tls.pem': made.certificate + made.key }
        : { 'tls.crt': made.certificate, 'tls.key': made.key };
    };
  }
  for (const name of apiServices)
    makers[`nats-${name}`] = account((secret) => `tls://${name}:${secret}@nats:4222`);
  for (const name of databases) {
    makers[`mongo-${name}`] = () => {
      const secret = password();
      // The name `mongo` is that of all members; the driver asks whichever answers for the others.
      return {
        password: secret,
        uri: `mongodb://${name}:${secret}@mongo:27017/${name}?replicaSet=rs0&authSource=${name}&tls=true`,
      };
    };
  }
  return makers;
}

/** The key that auth signs tokens with (ES256), in PEM. */
const newSigningKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
/** The key that codes of admissions are signed with (Ed25519), in PEM. */
const newAdmissionKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
const publicKey = (key) => createPublicKey(key).export({ type: 'spki', format: 'pem' });

export function secretManifest(name, namespace, stringData) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'ticketing' } },
    type: 'Opaque',
    stringData,
  };
}

let context = [];
function kubectl(args, input) {
  const { status, stdout, stderr, error } = spawnSync('kubectl', [...context, ...args], {
    input,
    encoding: 'utf8',
  });
  if (error || status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** Makes the namespace where there is none; one that is being deleted takes its secrets along, so that is waited for. */
function ensureNamespace(name) {
  const phase = kubectl(['get', 'namespace', name, '--ignore-not-found', '-o', 'jsonpath={.status.phase}']);
  if (phase === 'Active') return;
  if (phase) kubectl(['wait', '--for=delete', `namespace/${name}`, '--timeout=180s']);
  const labels = readFileSync(join(projectRoot, 'infra', 'k8s', 'base', 'namespace.yaml'), 'utf8');
  process.stdout.write(kubectl(['apply', '-f', '-'], labels.replace('name: ticketing', `name: ${name}`)));
}

async function main() {
  const { values } = readOptions(help, {
    options: {
      namespace: { type: 'string', default: 'ticketing' },
      'cluster-domain': { type: 'string', default: 'cluster.local' },
      context: { type: 'string', default: process.env.SKAFFOLD_KUBE_CONTEXT },
      rotate: { type: 'string', multiple: true, default: [] },
      print: { type: 'boolean', default: false },
    },
  });
  const { namespace, rotate, print, 'cluster-domain': clusterDomain } = values;
  const made = {};
  const previous = (name) => (print ? undefined : stored(namespace, name));
  const current = (name) => made[name] ?? previous(name);
  const makers = secretMakers(process.env, { namespace, clusterDomain, current, previous });
  const unknown = rotate.filter((name) => !makers[name]);
  if (unknown.length > 0)
    throw new Error(`There is no secret ${unknown.join(', ')}; there are ${Object.keys(makers).join(', ')}`);
  const make = async (names) => {
    // In this order: what others are made from comes first.
    for (const name of names) made[name] = await makers[name]();
    const items = names.map((name) => secretManifest(name, namespace, made[name]));
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  };
  if (print) return void process.stdout.write(`${await make(Object.keys(makers))}\n`);

  if (values.context) context = [`--context=${values.context}`];
  ensureNamespace(namespace);
  const there = new Set(
    kubectl([
      '-n',
      namespace,
      'get',
      'secrets',
      '-o',
      'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}',
    ])
      .split('\n')
      .filter(Boolean),
  );
  const wanted = Object.keys(makers).filter((name) => !there.has(name) || rotate.includes(name));
  if (wanted.length === 0) return void console.log('Every secret is there.');
  // Values go in by stdin: a command line can be read by others.
  process.stdout.write(
    kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], await make(wanted)),
  );
}

/** The values of a Secret that is there, if it is. */
function stored(namespace, name) {
  const json = kubectl(['-n', namespace, 'get', 'secret', name, '--ignore-not-found', '-o', 'json']);
  if (!json) return undefined;
  const values = Object.entries(JSON.parse(json).data);
  return Object.fromEntries(values.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

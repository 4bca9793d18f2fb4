// Run by mongosh. Signs in as the members do among themselves, by the key that they share: there is no user before this.
/* global connect, print, sleep */
const { readFileSync } = require('node:fs');
const { accounts } = require('/script/accounts.js');

const SET = 'rs0';
const PORT = 27017;
const members = Number(process.env.MEMBERS);
// The whole name: a pod has its own in /etc/hosts. By a shorter one a member that starts again would have to find itself in
// the DNS, doesn't while that tells the former address, and then takes itself for removed.
const domain = `mongo.${process.env.NAMESPACE}.svc.${process.env.CLUSTER_DOMAIN}`;
const hostOf = (index) => `mongo-${index}.${domain}:${PORT}`;
const key = readFileSync('/secret/keyfile', 'utf8').replace(/\s/g, '');
const services = Object.keys(process.env)
  .filter((name) => name.startsWith('PASSWORD_') && name !== 'PASSWORD_BACKUP')
  .map((name) => name.slice('PASSWORD_'.length).toLowerCase());

/** Repeats what fails while pods and their names are still coming up. */
function eventually(what, work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (attempt === 90) throw error;
      print(`${what}: ${error.message}; again`);
      sleep(2000);
    }
  }
}

function memberOf(query) {
  const tls = 'tls=true&tlsCAFile=/ca/ca.crt';
  const uri = `mongodb://__system:${encodeURIComponent(key)}@${query}authSource=local&${tls}`;
  return connect(uri).getSiblingDB('admin');
}

const first = eventually('reaching the first member', () =>
  memberOf(`${hostOf(0)}/admin?directConnection=true&`),
);

/** Whether the members know each other yet; a set that knows none has no configuration. */
function configuration() {
  try {
    return first.runCommand({ replSetGetConfig: 1 }).config;
  } catch (error) {
    if (error.codeName === 'NotYetInitialized') return undefined;
    throw error;
  }
}

const current = configuration();
if (!current) {
  eventually('initiating', () =>
    first.runCommand({ replSetInitiate: { _id: SET, members: [{ _id: 0, host: hostOf(0) }] } }),
  );
  print('initiated');
} else if (current.members.length === 1 && current.members[0].host !== hostOf(0)) {
  // A single member that is known by another name, as after a restore elsewhere.
  const moved = {
    ...current,
    version: current.version + 1,
    members: [{ ...current.members[0], host: hostOf(0) }],
  };
  eventually('renaming', () => first.runCommand({ replSetReconfig: moved, force: true }));
  print('renamed');
}

const set = eventually('waiting for a primary', () => {
  const admin = memberOf(`${hostOf(0)}/admin?replicaSet=${SET}&`);
  if (!admin.runCommand({ hello: 1 }).isWritablePrimary) throw new Error('no primary yet');
  return admin;
});

// One at a time: a majority must agree to each.
for (let index = 1; index < members; index += 1) {
  eventually(`adding ${hostOf(index)}`, () => {
    const { config } = set.runCommand({ replSetGetConfig: 1 });
    if (config.members.some(({ host }) => host === hostOf(index))) return;
    const next = Math.max(...config.members.map(({ _id }) => _id)) + 1;
    config.members.push({ _id: next, host: hostOf(index) });
    set.runCommand({ replSetReconfig: { ...config, version: config.version + 1 } });
    print(`added ${hostOf(index)}`);
  });
}

function ensureUser({ db, user, roles }) {
  const pwd = process.env[`PASSWORD_${user.toUpperCase()}`];
  const target = set.getSiblingDB(db);
  const exists = target.runCommand({ usersInfo: user }).users.length > 0;
  target.runCommand({ [exists ? 'updateUser' : 'createUser']: user, pwd, roles });
  print(`${user}: ${exists ? 'updated' : 'created'}`);
}

eventually('users', () => accounts(services).forEach(ensureUser));
eventually('the default write concern', () =>
  set.runCommand({ setDefaultRWConcern: 1, defaultWriteConcern: { w: 'majority' } }),
);
print('done');

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Subjects } from '@ticketing/common/contracts';
import type { NatsWrapper } from '@ticketing/common/messaging';
import { projectRoot } from '../paths';
import { databases, services } from '../local/services';
import { findWorkloads } from './objects';
import { manifestsDir } from './render';
import { baseObjects } from './testing/base-objects';
import { publishedBy } from './testing/published-by';

const conf = readFileSync(join(manifestsDir, 'base', 'nats.conf'), 'utf8');
const names = services.filter(({ needs }) => needs.includes('nats')).map(({ name }) => name);

describe('the accounts of the broker', () => {
  it('are those of the services, and the broker’s own', () => {
    expect([...conf.matchAll(/user: (\w+)/g)].map(([, name]) => name)).toEqual(['broker', ...names]);
  });

  it.each(names)('let %s publish what it has publishers for', (name) => {
    const account = conf.slice(conf.indexOf(`user: ${name},`)).split('allow_responses')[0] ?? '';
    const allowed = [...account.matchAll(/_STAN\.pub\.\*\.([\w:-]+)/g)].map(([, subject]) => subject);
    expect(allowed.sort()).toEqual(publishedBy(name).sort());
    expect(account).toContain(`"_INBOX.${name}.>"`);
  });

  it('let each channel be closed by one service that publishes on it', () => {
    const closed = names.flatMap((name) => {
      const { natsWrapper } = jest.requireActual<{ natsWrapper: NatsWrapper }>(
        join(projectRoot, name, 'src', 'nats-wrapper'),
      );
      expect(publishedBy(name)).toEqual(expect.arrayContaining([...natsWrapper.subjects]));
      return natsWrapper.subjects;
    });
    expect(closed.toSorted()).toEqual(Object.values(Subjects).sort());
  });
});

describe('a Secret', () => {
  const readers = new Map<string, string[]>();
  for (const { object, pod, containers } of findWorkloads(baseObjects())) {
    const names = [
      ...containers.flatMap(({ env = [], envFrom = [] }) => [
        ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
        ...envFrom.map(({ secretRef }) => secretRef?.name),
      ]),
      ...(pod.volumes ?? []).map(({ secret }) => secret?.secretName),
    ];
    for (const name of new Set(names))
      if (name) readers.set(name, [...(readers.get(name) ?? []), object.metadata.name].sort());
  }

  it.each<[string, string[]]>([
    ['jwt-private', ['auth']],
    ['second-factors', ['auth']],
    ['admission-private', ['admissions']],
    ['admission-public', ['admissions']],
    ['ticketing-admin', ['auth']],
    ['jwt-public', names],
    ['internal-ca', [...names, 'mongo', 'mongo-init', 'nats', 'redis']],
    ['mongo-tls', ['mongo']],
    ['nats-tls', ['nats']],
    ['redis-tls', ['redis']],
    ['mongo-keyfile', ['mongo', 'mongo-init']],
    ['mongo-backup', ['mongo-init']],
    ['nats', ['nats']],
    ['redis', ['redis']],
    ['redis-expiration', ['expiration', 'redis']],
    ['redis-notifications', ['notifications', 'redis']],
    ['stripe', ['payments', 'web']],
    ['notification-providers', ['notifications']],
    ['notifications-internal', ['notifications']],
    ...databases.map((name): [string, string[]] => [`mongo-${name}`, ['mongo-init', name]]),
    ...names.map((name): [string, string[]] => [`nats-${name}`, ['nats', name]]),
  ])('%s is given to %j alone', (name, expected) => {
    expect(readers.get(name)).toEqual([...expected].sort());
  });

  it('of the authority is given without its key', () => {
    const volumes = findWorkloads(baseObjects()).flatMap(({ pod }) => pod.volumes ?? []);
    const given = volumes.filter(({ secret }) => secret?.secretName === 'internal-ca');
    expect(new Set(given.map(({ secret }) => JSON.stringify(secret?.items)))).toEqual(
      new Set([JSON.stringify([{ key: 'ca.crt', path: 'ca.crt' }])]),
    );
  });
});

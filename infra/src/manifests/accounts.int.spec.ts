import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Subjects } from '@ticketing/common/contracts';
import { waitFor } from '@ticketing/common/testing';
import { Redis } from 'ioredis';
import { MongoClient, type ServerHeartbeatFailedEvent } from 'mongodb';
import { type Client, connect, type NatsError } from 'nats';
import { databases, services } from '../local/services';
import { projectRoot } from '../paths';
import { exchange } from '../servers/probes';
import { type ServiceProcess, startServiceProcess } from '../servers/service-process';
import { publishedBy } from './testing/published-by';
import { type SecuredServers, startSecuredServers } from './testing/secured-servers';

let servers: SecuredServers;

beforeAll(async () => {
  servers = await startSecuredServers();
}, 600_000);

afterAll(() => servers.stop());

describe('services with the Secrets that are made for them', () => {
  const processes: ServiceProcess[] = [];

  const start = async (name: string): Promise<ServiceProcess> => {
    const needs = services.find((service) => service.name === name)?.needs ?? [];
    const process = await startServiceProcess({
      name,
      args: [join(projectRoot, name, 'dist', 'index.js')],
      logFile: join(servers.caFile, '..', `${name}.log`),
      env: {
        PATH: globalThis.process.env.PATH,
        LOG_LEVEL: 'warn',
        NODE_EXTRA_CA_CERTS: servers.caFile,
        JWT_KEY: 'accounts',
        NATS_CLUSTER_ID: 'ticketing',
        NATS_CLIENT_ID: `${name}-1`,
        NATS_URL: servers.address(`nats-${name}`),
        ...(needs.includes('mongo') && { MONGO_URI: servers.address(`mongo-${name}`, 'uri') }),
        ...(needs.includes('redis') && { REDIS_URL: servers.address(`redis-${name}`) }),
      },
    });
    processes.push(process);
    return process;
  };

  afterAll(() => Promise.all(processes.map((process) => process.stop())));

  const post = async (url: string, body: object, token?: string): Promise<Record<string, string>> => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };

  it('connect by TLS, publish what is theirs and hear what is others’', async () => {
    const [auth, tickets, orders] = await Promise.all(['auth', 'tickets', 'orders'].map(start));
    await Promise.all(['expiration', 'notifications'].map(start));
    const account = async (): Promise<string> => {
      const credentials = { email: `${Math.random()}@example.com`, password: 'correct horse battery' };
      await post(`${auth?.url}/api/users/signup`, credentials);
      return (await post(`${auth?.url}/api/users/token`, credentials))['accessToken'] ?? '';
    };
    const [seller, buyer] = [await account(), await account()];
    const { id: ticketId } = await post(
      `${tickets?.url}/api/tickets`,
      { title: 'Concert', price: 20 },
      seller,
    );
    const { expiresAt } = await waitFor(() => post(`${orders?.url}/api/orders`, { ticketId }, buyer));
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now());
    // expiration has heard of the order, and set its timer by its account at Redis.
    const redis = new Redis(servers.address('redis-expiration'), { tls: { ca: servers.ca } });
    try {
      await waitFor(async () => (await redis.zcard('bull:order-expiration:delayed')) === 1);
    } finally {
      redis.disconnect();
    }
  });
});

describe('MongoDB', () => {
  const asUser = async <R>(uri: string, work: (client: MongoClient) => Promise<R>): Promise<R> => {
    const client = new MongoClient(uri, { ca: servers.ca });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  const refused = expect.objectContaining({ codeName: 'Unauthorized' }) as Error;

  it.each(databases)('lets %s into its own database and no other', async (name) => {
    await asUser(servers.address(`mongo-${name}`, 'uri'), async (client) => {
      await client.db(name).collection('own').insertOne({});
      for (const other of [...databases.filter((one) => one !== name), 'admin', 'local']) {
        await expect(client.db(other).collection('any').findOne()).rejects.toEqual(refused);
        await expect(client.db(other).collection('any').insertOne({})).rejects.toEqual(refused);
      }
    });
  });

  it('lets a backup read everything and write nothing', async () => {
    const password = servers.secrets['mongo-backup']?.['password'];
    const uri = `mongodb://backup:${password}@localhost:${servers.ports.mongo}/?replicaSet=rs0&tls=true`;
    await asUser(uri, async (client) => {
      await client.db('orders').collection('any').findOne();
      await client.db('local').collection('oplog.rs').findOne();
      await expect(client.db('orders').collection('any').insertOne({})).rejects.toEqual(refused);
      await expect(
        client.db('admin').command({ createUser: 'x', pwd: 'x', roles: ['root'] }),
      ).rejects.toEqual(refused);
    });
  });

  it('refuses a client without TLS, and one that does not know the authority', async () => {
    const uri = servers.address('mongo-tickets', 'uri');
    /** Why the first connection came to nothing; the client itself would try on. */
    const refusal = async (client: MongoClient): Promise<string> => {
      const failed = once(client, 'serverHeartbeatFailed') as Promise<[ServerHeartbeatFailedEvent]>;
      const connected = client.connect().catch(() => undefined);
      const [{ failure }] = await failed;
      await client.close();
      await connected;
      return failure.message;
    };
    expect(await refusal(new MongoClient(uri.replace('&tls=true', '')))).toMatch(/closed/);
    expect(await refusal(new MongoClient(uri))).toMatch(/certificate/);
  });
});

describe('the broker', () => {
  /** What the broker says of all that `work` does, once it has answered a ping. */
  async function violations(name: string, work: (client: Client) => void): Promise<string[]> {
    const found: string[] = [];
    const client = connect({
      url: servers.address(`nats-${name}`),
      tls: { ca: servers.ca },
      reconnect: false,
    });
    client.on('permission_error', (error: NatsError) => found.push(error.message));
    client.on('error', (error: NatsError) => found.push(error.message));
    await new Promise((resolve) => client.once('connect', resolve));
    work(client);
    // Answered in order.
    await new Promise((resolve) => client.flush(resolve));
    client.close();
    return found;
  }
  const subjects = Object.values(Subjects);
  const listeningServices = services.filter(({ needs }) => needs.includes('nats')).map(({ name }) => name);

  it.each(listeningServices)('lets %s publish its own events and no other', async (name) => {
    const own = publishedBy(name);
    const channel = (subject: string): string => `_STAN.pub.ticketing.${subject}`;
    const publish = (list: readonly string[]) => (client: Client) =>
      list.forEach((subject) => client.publish(channel(subject), 'x'));
    expect(await violations(name, publish(own))).toEqual([]);
    const others = subjects.filter((subject) => !own.includes(subject));
    const found = await violations(name, publish(others));
    expect(found.filter((message) => /permissions violation for publish/i.test(message))).toHaveLength(
      others.length,
    );
  });

  it.each(['>', '_INBOX.>', '_INBOX.*', '_INBOX.orders.>', '_STAN.pub.>', '_STAN.sub.*'])(
    'does not let a service listen in on %s',
    async (subject) => {
      expect(await violations('tickets', (client) => client.subscribe(subject, () => undefined))).toEqual([
        expect.stringMatching(/permissions violation for subscription/i),
      ]);
    },
  );

  it.each(['_INBOX.orders.abc', '_STAN.acks.abc'])(
    'does not let a service deliver to %s in the place of the broker',
    async (subject) => {
      expect(await violations('tickets', (client) => client.publish(subject, 'x'))).toEqual([
        expect.stringMatching(/permissions violation for publish/i),
      ]);
    },
  );

  it('refuses who has no account, a wrong password, or no TLS', async () => {
    const url = servers.address('nats-tickets');
    const refusal = (address: string, tls: object | boolean): Promise<string> =>
      new Promise((resolve) => {
        const client = connect({ url: address, ...(tls ? { tls } : {}), reconnect: false });
        client.once('error', (error: Error) => resolve(error.message));
        client.once('connect', () => resolve('connected'));
        client.once('close', () => resolve('closed'));
      });
    const { ca } = servers;
    expect(await refusal(`tls://localhost:${servers.ports.nats}`, { ca })).toMatch(
      /authorization violation/i,
    );
    expect(await refusal(url.replace(/:p\w+@/, ':wrong@'), { ca })).toMatch(/authorization violation/i);
    expect(await refusal(url.replace('tls://', 'nats://'), false)).not.toBe('connected');
  });
});

describe('Redis', () => {
  const asUser = async <R>(url: string, work: (redis: Redis) => Promise<R>): Promise<R> => {
    const redis = new Redis(url, { tls: { ca: servers.ca }, retryStrategy: null, maxRetriesPerRequest: 0 });
    redis.on('error', () => undefined);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  };

  it.each([
    ['expiration', 'notifications:turn:x', 1],
    ['notifications', 'expiration:order:x', 0],
  ] as const)('keeps %s from what is another’s', async (name, foreign, database) => {
    await asUser(servers.address(`redis-${name}`), async (redis) => {
      await redis.set(`${name}:probe`, 'x');
      await expect(redis.get(foreign)).rejects.toThrow(/^NOPERM/);
      await expect(redis.set(foreign, 'x')).rejects.toThrow(/^NOPERM/);
      await expect(redis.eval("return redis.call('GET', KEYS[1])", 1, foreign)).rejects.toThrow(/^NOPERM/);
      await expect(redis.select(database)).rejects.toThrow(/^NOPERM/);
      await expect(redis.publish(foreign, 'x')).rejects.toThrow(/^NOPERM/);
      for (const command of ['FLUSHALL', 'KEYS *', 'CONFIG GET *', 'ACL LIST', 'SHUTDOWN', 'MONITOR'])
        await expect(redis.call(...(command.split(' ') as [string, ...string[]]))).rejects.toThrow(/^NOPERM/);
    });
  });

  it('answers nobody without an account, or without TLS', async () => {
    await asUser(`rediss://localhost:${servers.ports.redis}`, (redis) =>
      expect(redis.ping()).rejects.toThrow(),
    );
    await expect(exchange(servers.ports.redis, 'PING\r\n')).rejects.toThrow();
  });
});

describe('passwords', () => {
  it('stand in no argument of a process', () => {
    const files = ['nats.yaml', 'redis.yaml', 'mongo.yaml', 'mongo-init.yaml'];
    for (const file of files)
      expect(readFileSync(join(projectRoot, 'infra', 'k8s', 'base', file), 'utf8')).not.toMatch(
        /\$\(\w*(PASSWORD|AUTH)\w*\)/,
      );
  });
});

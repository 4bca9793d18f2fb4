import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { connect, type Stan } from 'node-nats-streaming';
import { mongoUrl, startMongod } from './mongod';
import { startNatsStreaming } from './nats-streaming';
import { exchange } from './probes';
import { startRedis } from './redis';
import { startStripeMock } from './stripe-mock';
import { startToxiproxy } from './toxiproxy';

/** Obtaining a binary for the first time may mean building it. */
const OBTAINING_MS = 600_000;

describe('mongod', () => {
  const withClient = async <R>(url: string, work: (client: MongoClient) => Promise<R>): Promise<R> => {
    const client = new MongoClient(url);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };

  it('takes transactions, and keeps what it acknowledged through a kill', async () => {
    const server = await startMongod();
    try {
      const url = mongoUrl(server, 'spec');
      await withClient(url, (client) =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            await client.db().collection('a').insertOne({ n: 1 }, { session });
            await client.db().collection('b').insertOne({ n: 2 }, { session });
          }),
        ),
      );
      const { port } = server;
      await server.restart();
      expect(server.port).toBe(port);
      expect(await withClient(url, (client) => client.db().collection('b').countDocuments())).toBe(1);
    } finally {
      await server.stop();
    }
  });

  it('gives up the transaction of a process that is gone within 20 s', async () => {
    const server = await startMongod();
    try {
      const gone = new MongoClient(server.url);
      const session = gone.startSession();
      const rows = gone.db('spec').collection<{ _id: string; by: string }>('a');
      await rows.insertOne({ _id: 'x', by: 'nobody' });
      session.startTransaction();
      await rows.updateOne({ _id: 'x' }, { $set: { by: 'the one that is gone' } }, { session });
      await withClient(server.url, (client) =>
        client
          .db('spec')
          .collection<{ _id: string; by: string }>('a')
          .updateOne({ _id: 'x' }, { $set: { by: 'another' } }, { maxTimeMS: 20_000 }),
      );
      expect(await rows.findOne({ _id: 'x' })).toMatchObject({ by: 'another' });
      await session.endSession().catch(() => undefined);
      await gone.close();
    } finally {
      await server.stop();
    }
  });

  it('comes up on another port with the data of an earlier run', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ticketing-mongod-'));
    try {
      const first = await startMongod({ dataDir });
      await withClient(mongoUrl(first, 'spec'), (client) => client.db().collection('a').insertOne({ n: 1 }));
      await first.stop();
      const second = await startMongod({ dataDir });
      expect(second.port).not.toBe(first.port);
      const found = await withClient(mongoUrl(second, 'spec'), (client) =>
        client.db().collection('a').countDocuments(),
      );
      expect(found).toBe(1);
      await second.stop();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

/** What a file holds: nothing, when the server has deleted it since it was listed. */
function contents(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

describe('nats-streaming-server', () => {
  /** As many take it a moment to recover. */
  const CHANNELS = 100;

  const client = (url: string, clusterId: string, id: string): Promise<Stan> =>
    new Promise((resolve, reject) => {
      const stan = connect(clusterId, id, { url, reconnect: false });
      stan.once('connect', () => resolve(stan));
      stan.once('error', reject);
    });
  const close = (stan: Stan): Promise<unknown> =>
    new Promise((done) => {
      stan.once('close', done);
      stan.close();
    });

  it('delivers what was published before it was killed', async () => {
    const server = await startNatsStreaming({ clusterId: 'spec' });
    try {
      const publisher = await client(server.url, server.clusterId, 'publisher');
      await new Promise<void>((resolve, reject) =>
        publisher.publish('ticket:created', 'kept', (error) => (error ? reject(error) : resolve())),
      );
      publisher.on('error', () => undefined);
      await server.kill();
      expect(server.pid()).toBeUndefined();
      // It listens long before it has read all of them.
      for (let copy = 0; copy < CHANNELS; copy += 1) {
        cpSync(join(server.dataDir, 'ticket:created'), join(server.dataDir, `copy-${copy}`), {
          recursive: true,
        });
      }
      // What a full disk would leave of a record that was being written.
      for (const file of ['msgs.1.dat', 'subs.dat']) {
        appendFileSync(
          join(server.dataDir, 'ticket:created', file),
          Buffer.from([5, 0, 0, 1, 1, 2, 3, 4, 8]),
        );
      }
      // And of a channel that was being created.
      const channel = join(server.dataDir, 'ticket:updated');
      mkdirSync(channel);
      for (const file of ['msgs.1.dat', 'msgs.1.idx', 'subs.dat']) writeFileSync(join(channel, file), '');
      await server.start();

      const listener = await client(server.url, server.clusterId, 'listener');
      await new Promise<void>((resolve, reject) =>
        listener.publish('ticket:updated', 'too', (error) => (error ? reject(error) : resolve())),
      );
      const options = listener.subscriptionOptions().setDeliverAllAvailable();
      const heard = await new Promise((resolve) =>
        listener
          .subscribe('ticket:created', options)
          .on('message', (message: { getData(): string }) => resolve(message.getData())),
      );
      expect(heard).toBe('kept');
      await close(listener);
    } finally {
      await server.stop();
    }
  });

  it('forgets what is older than its retention, in its files too, and counts on', async () => {
    const server = await startNatsStreaming({ maxAge: '2s', sliceMaxAge: '1s' });
    try {
      const stan = await client(server.url, server.clusterId, 'client');
      const publish = (text: string) =>
        new Promise<void>((resolve, reject) =>
          stan.publish('user:created', text, (error) => (error ? reject(error) : resolve())),
        );
      const folder = join(server.dataDir, 'user:created');
      const stored = () => readdirSync(folder).map((name) => contents(join(folder, name)));
      await publish('somebody@example.com');
      expect(stored().join('')).toContain('somebody@example.com');
      let published = 1;
      while (stored().join('').includes('somebody@example.com')) {
        await publish('later');
        published += 1;
      }
      const subscription = stan.subscribe('user:created');
      await new Promise((resolve) => subscription.once('ready', resolve));
      const next = new Promise((resolve) =>
        subscription.on('message', (message: { getSequence(): number }) => resolve(message.getSequence())),
      );
      await publish('last');
      expect(await next).toBe(published + 1);
      await close(stan);
    } finally {
      await server.stop();
    }
  });
});

describe('redis-server', () => {
  it('keeps what it acknowledged through a kill', async () => {
    const server = await startRedis();
    try {
      expect(await exchange(server.port, 'SET key kept\r\n')).toBe('+OK\r\n');
      await server.restart();
      expect(await exchange(server.port, 'GET key\r\n')).toBe('$4\r\nkept\r\n');
      expect(await exchange(server.port, 'CONFIG GET maxmemory-policy\r\n')).toContain('noeviction');
    } finally {
      await server.stop();
    }
  });
});

describe('stripe-mock', () => {
  it(
    'answers as Stripe does',
    async () => {
      const server = await startStripeMock();
      try {
        const response = await fetch(`${server.url}/v1/customers`, {
          headers: { authorization: 'Bearer sk_test_spec' },
        });
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ object: 'list' });
      } finally {
        await server.stop();
      }
    },
    OBTAINING_MS,
  );
});

describe('toxiproxy-server', () => {
  it(
    'passes a link on until it is cut',
    async () => {
      const [proxy, redis] = await Promise.all([startToxiproxy(), startRedis()]);
      try {
        const api = (path: string, body: object): Promise<Response> =>
          fetch(`${proxy.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
        const created = await api('/proxies', {
          name: 'redis',
          listen: '127.0.0.1:0',
          upstream: `127.0.0.1:${redis.port}`,
        });
        const { listen } = (await created.json()) as { listen: string };
        const port = Number(listen.split(':').at(-1));
        expect(await exchange(port, 'PING\r\n')).toBe('+PONG\r\n');
        await api('/proxies/redis', { enabled: false });
        await expect(exchange(port, 'PING\r\n')).rejects.toThrow(/ECONNREFUSED/);
      } finally {
        await Promise.all([proxy.stop(), redis.stop()]);
      }
    },
    OBTAINING_MS,
  );
});

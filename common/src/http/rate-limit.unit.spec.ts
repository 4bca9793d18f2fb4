import { once } from 'node:events';
import express from 'express';
import request from 'supertest';
import { useTestDatabase } from '../testing/test-database';
import { testLogger } from '../testing/test-logger';
import { waitFor } from '../testing/wait-for';
import { clientNetwork } from './client-network';
import { errorHandler } from './error-handler';
import { failureLimit, RateLimit, rateLimit, type RequestLimitOptions } from './rate-limit';
import { SharedCounts } from './shared-counts';

const database = useTestDatabase();

function build(options: Partial<RequestLimitOptions> = {}, limitBy = rateLimit) {
  const limiter = limitBy(database.connection, {
    name: 'login',
    limit: 3,
    windowSeconds: 900,
    key: ({ query: { user } }) => (typeof user === 'string' ? user : ''),
    ...options,
  });
  return express()
    .post('/', limiter, async (req, res) => {
      if (req.query['hangsUp']) {
        req.socket.destroy();
        await once(res, 'close');
      }
      res.status(Number(req.query['status'] ?? 200)).json({});
    })
    .use(errorHandler(testLogger));
}

describe('a rate limit', () => {
  it('is 429 above the limit, and tells when to come back', async () => {
    const app = build();
    for (let i = 0; i < 3; i += 1) await request(app).post('/?user=a').expect(200);
    const { body, headers } = await request(app).post('/?user=a').expect(429);
    expect(body).toEqual({
      errors: [{ message: 'Too many requests, try again later', code: 'too_many_requests' }],
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(600);
    expect(headers['ratelimit']).toMatch(/limit=3, remaining=0, reset=\d+/);
    expect(headers['ratelimit-policy']).toBe('3;w=900');
    await request(app).post('/?user=b').expect(200);
  });

  it('is shared by replicas, and exact when all come at once', async () => {
    const replicas = [build({ limit: 10 }), build({ limit: 10 })] as const;
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        request(replicas[i % 2 === 0 ? 0 : 1])
          .post('/?user=a')
          .then(({ status }) => status),
      ),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(10);
    expect(answers.filter((status) => status === 429)).toHaveLength(20);
  });

  it('is shared by replicas, and never exceeded, when they reserve turns ahead', async () => {
    const replicas = [build({ limit: 200 }), build({ limit: 200 })] as const;
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        request(replicas[i % 2 === 0 ? 0 : 1])
          .post('/?user=a')
          .then(({ status }) => status),
      ),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(200);
  });

  it('begins anew when its window has passed', async () => {
    const app = build({ limit: 1, windowSeconds: 1 });
    await request(app).post('/?user=a').expect(200);
    const { headers } = await request(app).post('/?user=a').expect(429);
    expect(headers['retry-after']).toBe('1');
    await waitFor(async () => (await request(app).post('/?user=a')).status === 200);
    await request(app).post('/?user=a').expect(429);
  });

  it('may count failures only', async () => {
    const app = build({}, failureLimit);
    const counts = new SharedCounts(database.connection, 'login', 900);
    for (let i = 0; i < 5; i += 1) await request(app).post('/?user=a').expect(200);
    await waitFor(async () => (await counts.read('a'))?.hits === 0);
    for (const status of [404, 409, 503]) {
      for (let i = 0; i < 5; i += 1) {
        await request(app).post(`/?user=a&status=${status}`).expect(status);
        await waitFor(async () => (await counts.read('a'))?.hits === 0);
      }
    }
    for (let i = 0; i < 3; i += 1) await request(app).post('/?user=a&status=400').expect(400);
    await request(app).post('/?user=a').expect(429);
  });

  it('counts no failure for whoever hangs up before the answer, when there is none', async () => {
    const app = build({}, failureLimit);
    const counts = new SharedCounts(database.connection, 'login', 900);
    for (const status of [200, 409]) {
      await expect(request(app).post(`/?user=a&hangsUp=1&status=${status}`)).rejects.toThrow();
      await waitFor(async () => (await counts.read('a'))?.hits === 0);
    }
  });

  it('counts a failure also for whoever hangs up before the answer', async () => {
    const app = build({}, failureLimit);
    for (let i = 0; i < 3; i += 1)
      await expect(request(app).post('/?user=a&hangsUp=1&status=400')).rejects.toThrow();
    await request(app).post('/?user=a').expect(429);
  });

  it('lets pass what has no key', async () => {
    const app = build({ limit: 1, key: () => undefined });
    for (let i = 0; i < 3; i += 1) await request(app).post('/').expect(200);
  });

  it('asks the database once for many turns', async () => {
    const add = jest.spyOn(SharedCounts.prototype, 'add');
    const limit = new RateLimit(database.connection, { name: 'many', limit: 200 });
    await Promise.all(Array.from({ length: 20 }, () => limit.take('a')));
    expect(add).toHaveBeenCalledTimes(2);
    add.mockRestore();
  });
});

describe('shared counts', () => {
  it('are of each limit by itself, can be forgotten, and are cleaned by the database', async () => {
    const one = new SharedCounts(database.connection, 'one', 60);
    const other = new SharedCounts(database.connection, 'other', 60);
    await one.add('k');
    expect((await one.add('k', 2)).hits).toBe(3);
    expect((await other.add('k')).hits).toBe(1);
    await one.forget('k');
    expect(await one.read('k')).toBeUndefined();
    const indexes = await database.connection.collection('rate_counts').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expire: -1 }, expireAfterSeconds: 0 }));
  });
});

describe('the network of a client', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2::7', '2001:db8:1::/56'],
    ['2001:db8:1:ff:ffff::1', '2001:db8:1::/56'],
    ['fe80::1%eth0', 'fe80::/56'],
    ['nothing', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (ip, network) => {
    expect(clientNetwork({ ip })).toBe(network);
  });
});

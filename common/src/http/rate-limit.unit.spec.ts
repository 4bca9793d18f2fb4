import express from 'express';
import request from 'supertest';
import { useTestDatabase } from '../testing/test-database';
import { testLogger } from '../testing/test-logger';
import { waitFor } from '../testing/wait-for';
import { errorHandler } from './error-handler';
import { MongoRateLimitStore } from './mongo-rate-limit-store';
import { rateLimit, type RateLimitOptions } from './rate-limit';

const database = useTestDatabase();

function build(options: Partial<RateLimitOptions> = {}) {
  const limiter = rateLimit(database.connection, {
    name: 'login',
    limit: 3,
    windowSeconds: 900,
    key: ({ query: { user } }) => (typeof user === 'string' ? user : ''),
    ...options,
  });
  return express()
    .post('/', limiter, (req, res) => {
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

  it('begins anew when its window has passed', async () => {
    let now = Date.now();
    const app = build({ limit: 1, now: () => now });
    await request(app).post('/?user=a').expect(200);
    await request(app).post('/?user=a').expect(429);
    now += 901_000;
    await request(app).post('/?user=a').expect(200);
    await request(app).post('/?user=a').expect(429);
  });

  it('may count failures only', async () => {
    const app = build({ failuresOnly: true });
    const store = new MongoRateLimitStore(database.connection, 'login');
    for (let i = 0; i < 5; i += 1) await request(app).post('/?user=a').expect(200);
    await waitFor(async () => (await store.get('a'))?.totalHits === 0);
    for (let i = 0; i < 5; i += 1) await request(app).post('/?user=a&status=503').expect(503);
    await waitFor(async () => (await store.get('a'))?.totalHits === 0);
    for (let i = 0; i < 3; i += 1) await request(app).post('/?user=a&status=400').expect(400);
    await request(app).post('/?user=a').expect(429);
  });
});

describe('its store', () => {
  it('counts each limit by itself, can forget, and is cleaned by the database', async () => {
    const [one, other] = [
      new MongoRateLimitStore(database.connection, 'one'),
      new MongoRateLimitStore(database.connection, 'other'),
    ];
    one.init({ windowMs: 60_000 });
    await one.increment('k');
    expect((await one.increment('k')).totalHits).toBe(2);
    expect((await other.increment('k')).totalHits).toBe(1);
    await one.decrement('k');
    expect((await one.get('k'))?.totalHits).toBe(1);
    await one.resetKey('k');
    expect(await one.get('k')).toBeUndefined();
    const indexes = await database.connection.collection('rate_limits').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { resetAt: 1 }, expireAfterSeconds: 0 }));
  });
});

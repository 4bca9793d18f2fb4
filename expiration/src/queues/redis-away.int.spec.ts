import { UnavailableError } from '@ticketing/common/errors';
import { createLogger } from '@ticketing/common/observability';
import { testLogger, waitFor } from '@ticketing/common/testing';
import { type RunningServer, startRedis } from '@ticketing/infra';
import type { Timer } from '../domain/timer';
import { RedisConnections } from '../redis';
import { inMs, newId } from '../testing/orders';
import { openLink } from '../testing/tcp-link';
import { ExpirationQueue } from './expiration-queue';

let server: RunningServer;
let fired: string[];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startRedis();
}, 60_000);
afterAll(() => server.stop());
beforeEach(() => {
  fired = [];
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function setUp({ url = server.url, logger = testLogger, heartbeatMs = 5_000, silenceMs = 10_000 } = {}) {
  const redis = new RedisConnections(url, logger, { heartbeatMs, silenceMs });
  const publish = ({ orderId }: { orderId: string }): Promise<void> => {
    fired.push(orderId);
    return Promise.resolve();
  };
  const timers = new ExpirationQueue({ redis, logger, publish, concurrency: 8 });
  const stop = async (): Promise<void> => {
    await timers.close();
    await redis.close();
  };
  stops.push(stop);
  return { redis, timers, stop };
}

const timer = (ms: number): Timer => ({ orderId: newId(), version: 0, expiresAt: inMs(ms) });
const times = (orderId: string): number => fired.filter((one) => one === orderId).length;

describe('when Redis is killed and started again', () => {
  it('timers set before fire once, and new ones can be set, without a restart here', async () => {
    const { timers } = setUp();
    await timers.start();
    const before = Array.from({ length: 20 }, () => timer(3_000));
    await Promise.all(before.map((one) => timers.schedule(one)));
    // The append-only file is written to disk every second.
    await waitFor(async () =>
      (await timers.queue.client.info('persistence')).includes('aof_pending_bio_fsync:0'),
    );
    await server.restart();
    const after = timer(500);
    await waitFor(() => timers.schedule(after).then(() => true), { timeout: 15_000 });
    await waitFor(() => times(after.orderId) === 1, { timeout: 15_000 });
    await waitFor(() => before.every(({ orderId }) => times(orderId) > 0), { timeout: 15_000 });
    expect(before.filter(({ orderId }) => times(orderId) > 1)).toEqual([]);
  });

  it('a message is refused meanwhile, and left to the broker', async () => {
    const { timers, redis } = setUp();
    await timers.start();
    await server.kill();
    try {
      await waitFor(() => !redis.isReady);
      await expect(timers.schedule(timer(0))).rejects.toBeInstanceOf(UnavailableError);
      await expect(timers.end(newId())).rejects.toBeInstanceOf(UnavailableError);
      await expect(redis.ping()).rejects.toBeInstanceOf(UnavailableError);
    } finally {
      await server.start();
    }
    const after = timer(0);
    await waitFor(() => timers.schedule(after).then(() => true), { timeout: 15_000 });
    await waitFor(() => times(after.orderId) === 1, { timeout: 15_000 });
  });
});

describe('when Redis forgets everything', () => {
  it('timers set afterwards fire', async () => {
    const { timers, redis } = setUp();
    await timers.start();
    const lost = timer(60_000);
    await timers.schedule(lost);
    await redis.client.flushall();
    expect(await timers.pending()).toBe(0);
    const after = timer(300);
    await timers.schedule(after);
    await waitFor(() => times(after.orderId) === 1, { timeout: 15_000 });
  });

  it('its scripts, too, nothing is missed', async () => {
    const { timers, redis } = setUp();
    await timers.start();
    await timers.schedule(timer(60_000));
    await redis.client.script('FLUSH');
    const after = timer(300);
    await timers.schedule(after);
    await waitFor(() => times(after.orderId) === 1, { timeout: 15_000 });
  });
});

describe('when Redis is away at the start', () => {
  it('the service waits, says so once, and begins when it comes', async () => {
    const logger = createLogger('spec', 'silent');
    const warn = jest.spyOn(logger, 'warn');
    await server.kill();
    const { timers } = setUp({ logger });
    const started = timers.start();
    await waitFor(() => warn.mock.calls.length > 0);
    await server.start();
    await started;
    expect(warn.mock.calls.map(([, message]) => message)).toEqual(['waiting for Redis']);
    const one = timer(0);
    await timers.schedule(one);
    await waitFor(() => times(one.orderId) === 1);
  });

  it('the service can be stopped', async () => {
    await server.kill();
    try {
      const { timers, stop } = setUp();
      const started = timers.start().catch((error: Error) => error.message);
      await stop();
      expect(await started).toBe('Connection is closed.');
    } finally {
      await server.start();
    }
  });
});

it('a service whose Redis went away can be stopped', async () => {
  const { timers, redis, stop } = setUp();
  await timers.start();
  await server.kill();
  try {
    await waitFor(() => !redis.isReady);
    // Bull does this while it closes, and would leave a rejection to nobody: the end of the process.
    await expect(redis.get('bclient').connect()).resolves.toBeUndefined();
    await stop();
  } finally {
    await server.start();
  }
});

describe('when the link goes silent', () => {
  it('the connections are made anew, and timers fire', async () => {
    const link = await openLink(server.port);
    const { timers } = setUp({ url: `redis://127.0.0.1:${link.port}`, heartbeatMs: 100, silenceMs: 300 });
    await timers.start();
    const one = timer(500);
    await timers.schedule(one);
    const before = link.connections();
    link.freeze();
    await waitFor(() => times(one.orderId) === 1, { timeout: 20_000 });
    await waitFor(() => link.connections() > before);
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await link.close();
  });
});

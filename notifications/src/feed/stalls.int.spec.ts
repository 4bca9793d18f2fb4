import { randomUUID } from 'node:crypto';
import { waitFor } from '@ticketing/common/testing';
import { facts } from '../testing/facts';
import { type LiveReplica, newShared, startLiveReplica } from '../testing/live-replica';
import {
  type Connect,
  connectSocket,
  connectStream,
  lastEventId,
  type StreamClient,
} from '../testing/stream-client';

const shared = newShared();
let ours: LiveReplica;

beforeAll(async () => {
  ours = await startLiveReplica(shared);
});
afterAll(async () => {
  await ours.connection.dropDatabase();
  await ours.stop();
});

const entryFor = (userId: string) => ({
  key: randomUUID(),
  scope: `user:${userId}` as const,
  event: 'test',
  data: {},
});

describe.each([
  ['server-sent events', connectStream],
  ['a WebSocket', connectSocket],
])('over %s', (_name, connect: Connect) => {
  it('a client that takes nothing for a while gets all of it later, while others are not held up', async () => {
    const me = facts.id();
    const { url, features } = ours;
    const [slow, quick] = [await connect(url, { userId: me }), await connect(url, { userId: me })];
    await waitFor(() => slow.events.length > 0 && quick.events.length > 0);
    slow.pause();
    const text = 'x'.repeat(2_000);
    let mostWaiting = 0;
    const look = () => {
      for (const { waiting } of features.live.hub.inScope(`user:${me}`))
        mostWaiting = Math.max(mostWaiting, waiting);
    };
    for (let batch = 0; batch < 40; batch += 1) {
      await features.live.log.append(
        ...Array.from({ length: 100 }, () => ({ ...entryFor(me), data: { text } })),
      );
      look();
    }
    const count = ({ events }: StreamClient) => events.filter(({ event }) => event === 'test').length;
    await waitFor(
      () => {
        look();
        return count(quick) === 4_000;
      },
      { timeout: 20_000 },
    );
    expect(count(slow)).toBeLessThan(4_000);
    // Of 8 MB: at most what counts as slow, and the page of the log that came on top.
    expect(mostWaiting).toBeGreaterThan(0);
    expect(mostWaiting).toBeLessThan(700_000);
    slow.resume();
    await waitFor(() => count(slow) === 4_000, { timeout: 20_000 });
    const ids = (client: StreamClient) =>
      client.events.filter(({ event }) => event === 'test').map(({ id }) => id);
    expect(ids(slow)).toEqual(ids(quick));
    slow.cut();
    quick.cut();
  }, 60_000);

  it('a client that takes nothing for too long is cut', async () => {
    const replica = await startLiveReplica(shared, { live: { stalledMs: 200 } });
    const me = facts.id();
    const client = await connect(replica.url, { userId: me });
    await waitFor(() => client.events.length > 0);
    client.pause();
    const text = 'x'.repeat(4_000);
    const { hub } = replica.features.live;
    await waitFor(
      async () => {
        await replica.features.live.log.append(
          ...Array.from({ length: 500 }, () => ({ ...entryFor(me), data: { text } })),
        );
        return hub.inScope(`user:${me}`).size === 0;
      },
      { timeout: 20_000 },
    );
    client.cut();
    await replica.stop();
  }, 60_000);

  it('a silent stream is kept alive, and its cursor moves on', async () => {
    const replica = await startLiveReplica(shared, { live: { keepaliveMs: 200 } });
    const client = await connect(replica.url, { userId: facts.id() });
    await waitFor(() => client.events.some(({ event }) => event === 'hello'));
    await replica.features.live.log.append(entryFor('somebody else'));
    const { head } = await replica.features.live.log.bounds();
    await waitFor(() => lastEventId(client) === head);
    expect(client.events.every(({ event }) => event === 'hello' || event === 'keepalive')).toBe(true);
    client.cut();
    await replica.stop();
  });

  it('a replica that stops says when to come back, and takes no new streams', async () => {
    const replica = await startLiveReplica(shared);
    const client = await connect(replica.url, { userId: facts.id() });
    await waitFor(() => client.events.length > 0);
    replica.features.drain();
    await client.closed;
    expect(client.events.at(-1)).toMatchObject({ event: 'closing', data: { reason: 'draining' } });
    expect(client.retry).toBeGreaterThanOrEqual(500);
    await expect(connect(replica.url, { userId: facts.id() })).rejects.toThrow('status 503');
    await replica.stop();
  });
});

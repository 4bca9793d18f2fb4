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
let replicas: LiveReplica[];

beforeAll(async () => {
  replicas = await Promise.all([startLiveReplica(shared), startLiveReplica(shared)]);
});
afterAll(async () => {
  await replicas[0]?.connection.dropDatabase();
  await Promise.all(replicas.map((replica) => replica.stop()));
});

const entryFor = (userId: string) => ({
  key: randomUUID(),
  scope: `user:${userId}` as const,
  event: 'test',
  data: {},
});

/** A client that is cut again and again, and each time goes on at another replica from the last id it has. */
class PatientClient {
  readonly ids: number[] = [];
  cuts = 0;
  resyncs = 0;
  private cursor: number | undefined;
  private current: StreamClient | undefined;

  constructor(
    private readonly connect: Connect,
    private readonly userId: string,
  ) {}

  async open(): Promise<void> {
    const replica = replicas[this.cuts % replicas.length]!;
    const from = this.cursor === undefined ? {} : { lastEventId: this.cursor };
    const client = await this.connect(replica.url, { userId: this.userId, ...from });
    this.current = client;
    await waitFor(() => client.events.length > 0);
  }

  /** Until so many more came; then cut, wherever in the stream that is. */
  async cutAfter(events: number): Promise<void> {
    const client = this.current!;
    await waitFor(() => client.events.length > events, { interval: 1 });
    await this.cut();
  }

  async cut(): Promise<void> {
    const client = this.current!;
    client.cut();
    await client.closed;
    this.cuts += 1;
    this.cursor = lastEventId(client) ?? this.cursor;
    for (const { id, event } of client.events) {
      if (event === 'test') this.ids.push(id ?? NaN);
      if (event === 'resync') this.resyncs += 1;
    }
  }

  get received(): number {
    return this.ids.length + (this.current?.events.filter(({ event }) => event === 'test').length ?? 0);
  }
}

const idsInLog = async (userId: string) =>
  (await replicas[0]!.features.live.log.read({ scopes: [`user:${userId}`], after: 0, limit: 100_000 })).map(
    ({ id }) => id,
  );

describe('a stream that is cut again and again', () => {
  it('misses nothing and shows nothing twice, over two replicas that write at the same time', async () => {
    const me = facts.id();
    const clients = [new PatientClient(connectStream, me), new PatientClient(connectSocket, me)];
    await Promise.all(clients.map((client) => client.open()));
    let writing = true;
    const writers = replicas.flatMap(({ features }) =>
      Array.from({ length: 3 }, async () => {
        while (writing) {
          const burst = Array.from({ length: Math.ceil(Math.random() * 4) }, () => entryFor(me));
          await features.live.log.append(...burst, entryFor('somebody else'));
        }
      }),
    );
    await Promise.all(
      clients.map(async (client) => {
        for (let cut = 0; cut < 20; cut += 1) {
          await client.cutAfter(Math.floor(Math.random() * 60));
          await client.open();
        }
      }),
    );
    writing = false;
    await Promise.all(writers);
    const expected = await idsInLog(me);
    await waitFor(() => clients.every((client) => client.received >= expected.length));
    await Promise.all(clients.map((client) => client.cut()));
    expect(expected.length).toBeGreaterThan(200);
    for (const client of clients) {
      expect(client.ids).toEqual(expected);
      expect(client.resyncs).toBe(0);
    }
  }, 60_000);

  it('would be seen to miss an id that appears behind its cursor', async () => {
    const me = facts.id();
    const client = new PatientClient(connectStream, me);
    await client.open();
    const { log } = replicas[0]!.features.live;
    const feed = replicas[0]!.connection.collection<{ _id: number }>('feed');
    const { head } = await log.bounds();
    // A counter handed out before the insert: the slower writer's lower id appears last.
    await feed.insertOne({ _id: head + 2, ...entryFor(me), at: new Date() } as { _id: number });
    await waitFor(() => client.received === 1);
    await feed.insertOne({ _id: head + 1, ...entryFor(me), at: new Date() } as { _id: number });
    await log.append(entryFor(me));
    await waitFor(() => client.received === 2);
    await client.cut();
    expect(await idsInLog(me)).toHaveLength(3);
    expect(client.ids).not.toEqual(await idsInLog(me));
  });
});

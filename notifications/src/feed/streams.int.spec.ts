import { randomUUID } from 'node:crypto';
import { Revocations } from '@ticketing/common/roles';
import { bearer, testLogger, waitFor } from '@ticketing/common/testing';
import { WebSocket } from 'ws';
import { facts } from '../testing/facts';
import { type LiveReplica, newShared, startLiveReplica } from '../testing/live-replica';
import {
  type Connect,
  connectSocket,
  connectStream,
  lastEventId,
  type SeenEvent,
  type StreamClient,
} from '../testing/stream-client';
import { FeedLog } from './feed-log';

const shared = newShared();
let replicas: LiveReplica[];
const [first, second] = [() => replicas[0]!, () => replicas[1]!];

beforeAll(async () => {
  replicas = await Promise.all([startLiveReplica(shared), startLiveReplica(shared)]);
});
afterAll(async () => {
  await first().connection.dropDatabase();
  await Promise.all(replicas.map((replica) => replica.stop()));
});

const entry = (userId: string, n: number) => ({
  key: randomUUID(),
  scope: `user:${userId}` as const,
  event: 'test',
  data: { n },
});
const tests = (events: SeenEvent[]) => events.filter(({ event }) => event === 'test');
const numbers = (client: StreamClient) => tests(client.events).map(({ data }) => data['n']);
const greeted = (client: StreamClient) => waitFor(() => client.events.some(({ event }) => event === 'hello'));

const transports: [string, Connect][] = [
  ['server-sent events', connectStream],
  ['a WebSocket', connectSocket],
];

describe.each(transports)('over %s', (_name, connect) => {
  it('hears what either replica writes, its own only, in order and at once', async () => {
    const [me, other] = [facts.id(), facts.id()];
    const client = await connect(first().url, { userId: me });
    await greeted(client);
    await second().features.live.log.append(entry(me, 1), entry(other, 2));
    await first().features.live.log.append(entry(me, 3));
    await waitFor(() => numbers(client).length === 2);
    expect(numbers(client)).toEqual([1, 3]);
    client.cut();
  });

  it('ends when the account is suspended, or the session ended, elsewhere', async () => {
    const elsewhere = new Revocations({ connection: second().connection, logger: testLogger });
    const [suspended, sid] = [facts.id(), facts.id()];
    const clients = [
      await connect(first().url, { userId: suspended }),
      await connect(first().url, { userId: facts.id(), sid }),
    ];
    await Promise.all(clients.map(greeted));
    const account = { email: 'a@example.com', name: 'A', role: 'customer' as const };
    await elsewhere.applyUser({ id: suspended, version: 1, ...account, status: 'suspended' });
    await elsewhere.end(sid);
    await Promise.all(clients.map(({ closed }) => closed));
  });

  it('hears within a second what nobody pointed to', async () => {
    const me = facts.id();
    const client = await connect(first().url, { userId: me });
    await greeted(client);
    // A writer whose hint is lost: another log on the same collection.
    await new FeedLog({ connection: second().connection }).append(entry(me, 1));
    await waitFor(() => numbers(client).length === 1, { timeout: 10_000 });
    client.cut();
  });

  it('gets what it missed, once, and then what comes', async () => {
    const me = facts.id();
    const client = await connect(first().url, { userId: me });
    await greeted(client);
    await first().features.live.log.append(entry(me, 1));
    await waitFor(() => numbers(client).length === 1);
    client.cut();
    await client.closed;
    await first().features.live.log.append(...Array.from({ length: 450 }, (_, n) => entry(me, n + 2)));
    const again = await connect(second().url, { userId: me, lastEventId: lastEventId(client) ?? NaN });
    await second().features.live.log.append(entry(me, 452));
    await waitFor(() => numbers(again).length >= 451);
    expect(numbers(again)).toEqual(Array.from({ length: 451 }, (_, n) => n + 2));
    again.cut();
  });

  it('is told to begin anew when its id is too old or was never given', async () => {
    const me = facts.id();
    const log = first().features.live.log;
    await log.append(entry(me, 1), entry(me, 2), entry(me, 3));
    const { head } = await log.bounds();
    await first()
      .connection.collection<{ _id: number }>('feed')
      .deleteMany({ _id: { $lt: head } });
    for (const lastEventId of [head - 2, head + 1_000]) {
      const client = await connect(first().url, { userId: me, lastEventId });
      const resync = await waitFor(() => client.events.find(({ event }) => event === 'resync'));
      expect(resync.data).toEqual({ from: lastEventId, to: resync.id });
      expect(resync.id).toBe(head);
      expect(numbers(client)).toEqual([]);
      client.cut();
    }
    const fine = await connect(first().url, { userId: me, lastEventId: head - 1 });
    await waitFor(() => numbers(fine).length === 1);
    expect(fine.events.map(({ event }) => event)).not.toContain('resync');
    fine.cut();
  });

  it('begins with the states of the tickets it watches, and hears of their changes', async () => {
    const ticket = facts.id();
    const change = (version: number, state: string) => ({
      key: randomUUID(),
      scope: `ticket:${ticket}` as const,
      event: 'ticket',
      data: { id: ticket, version, state, price: 15, title: 'Opera' },
    });
    await first().features.live.log.append(change(3, 'free'));
    const client = await connect(second().url, { userId: facts.id(), query: `tickets=${ticket}` });
    await greeted(client);
    await waitFor(async () => (await second().features.live.log.bounds()).head >= 1);
    await first().features.live.log.append(change(4, 'reserved'));
    // The greeting may be before either change, between them, or after both: what it lacks comes after it.
    const latest = () =>
      client.events
        .flatMap(({ event, data }) =>
          event === 'hello'
            ? (data['tickets'] as { version: number; state: string }[])
            : event === 'ticket'
              ? [data]
              : [],
        )
        .at(-1);
    await waitFor(() => latest()?.['version'] === 4);
    expect(latest()).toMatchObject({ version: 4, state: 'reserved' });
    client.cut();
  });

  it.each([
    ['after=x', 'status 400'],
    ['tickets=x', 'status 400'],
    [`rooms=${'y'.repeat(24)}`, 'status 400'],
  ])('is refused with %s', async (query, status) => {
    await expect(connect(first().url, { userId: facts.id(), query })).rejects.toThrow(status);
  });

  it('is refused to one more than twenty at a time', async () => {
    const me = facts.id();
    const open = await Promise.all(
      Array.from({ length: 20 }, async () => connect(first().url, { userId: me })),
    );
    await expect(connect(first().url, { userId: me })).rejects.toThrow('status 429');
    open.forEach((client) => client.cut());
    await Promise.all(open.map(({ closed }) => closed));
    const again = await waitFor(() => connect(first().url, { userId: me }));
    again.cut();
  });
});

describe('both transports', () => {
  it('tell the same events with the same ids', async () => {
    const me = facts.id();
    const [stream, socket] = [
      await connectStream(first().url, { userId: me }),
      await connectSocket(second().url, { userId: me }),
    ];
    await Promise.all([greeted(stream), greeted(socket)]);
    await Promise.all([
      ...Array.from({ length: 30 }, (_, n) => first().features.live.log.append(entry(me, n))),
      ...Array.from({ length: 30 }, (_, n) => second().features.live.log.append(entry(me, n + 30))),
    ]);
    await waitFor(() => tests(stream.events).length === 60 && tests(socket.events).length === 60);
    expect(tests(socket.events)).toEqual(tests(stream.events));
    stream.cut();
    socket.cut();
  });
});

describe('a socket', () => {
  it('is refused without a session, to a foreign page, and at another path', async () => {
    const status = (path: string, headers: Record<string, string>) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${first().url.replace('http', 'ws')}${path}`, { headers });
        socket.on('error', () => undefined);
        socket.on('unexpected-response', (_req, res) => resolve(res.statusCode));
        socket.on('open', () => resolve('open'));
      });
    const headers = { Authorization: bearer() };
    expect(await status('/api/notifications/socket', {})).toBe(401);
    expect(await status('/api/notifications/socket', { ...headers, Origin: 'https://evil.example' })).toBe(
      403,
    );
    expect(await status('/api/elsewhere', headers)).toBe(404);
  });

  it('watches more tickets on request, and answers each command', async () => {
    const ticket = facts.id();
    const client = await connectSocket(first().url, { userId: facts.id() });
    await greeted(client);
    client.send({ type: 'watch', ref: 'w', tickets: [ticket] });
    const ack = await waitFor(() => client.events.find(({ event }) => event === 'ack'));
    expect(ack.data).toEqual({ ref: 'w', tickets: [] });
    await second().features.live.log.append({
      key: randomUUID(),
      scope: `ticket:${ticket}`,
      event: 'ticket',
      data: { id: ticket },
    });
    await waitFor(() => client.events.some(({ event }) => event === 'ticket'));
    client.send({ type: 'unwatch', ref: 1, tickets: [ticket] });
    client.send({ type: 'watch', ref: 2, tickets: ['x'] });
    client.send({ type: 'dance', ref: 3 });
    await waitFor(() => client.events.filter(({ event }) => event === 'error').length === 2);
    const errors = client.events.filter(({ event }) => event === 'error').map(({ data }) => data);
    expect(errors).toMatchObject([
      { ref: 2, errors: [{ field: 'tickets.0' }] },
      { ref: 3, errors: [{ field: 'type' }] },
    ]);
    client.cut();
  });
});

import { request } from 'node:http';
import { connect } from 'node:net';
import { bearer, testToken, waitFor } from '@ticketing/common/testing';
import { WebSocket } from 'ws';
import { notificationCollection } from '../notification/notification';
import { facts } from '../testing/facts';
import { type LiveReplica, newShared, startLiveReplica, storeTicket } from '../testing/live-replica';
import { stored } from '../testing/stored';
import { connectSocket, connectStream } from '../testing/stream-client';
import { MAX_STREAMS } from './stream-subscription';

const shared = newShared();
let replica: LiveReplica;

beforeAll(async () => {
  replica = await startLiveReplica(shared, { live: { graceMs: 50 } });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await replica.connection.dropDatabase();
  await replica.stop();
});

/** Pseudorandom numbers from 0 to below 1, the same for the same seed: Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks, and leaves at a moment, whatever came of it by then. */
async function askAndLeave(path: string, userId: string, moment: Promise<unknown>): Promise<void> {
  const headers = { Authorization: bearer({ id: userId }) };
  const req = request(replica.url + path, { headers, agent: false }, (res) => res.resume());
  req.on('error', () => undefined).end();
  await moment;
  req.destroy();
}

let elsewhere = '';
/** The same over a WebSocket, which joins a room besides those of its address. */
async function connectAndLeave(path: string, userId: string, moment: Promise<unknown>): Promise<void> {
  const headers = { 'x-access-token': testToken({ id: userId }) };
  const socket = new WebSocket(replica.url.replace('http', 'ws') + path, { headers });
  socket.on('error', () => undefined);
  socket.on('open', () => socket.send(JSON.stringify({ type: 'join', room: elsewhere })));
  await moment;
  socket.terminate();
}

const looking = async (room: string) => replica.features.live.presence.count(room);
const connections = () =>
  new Promise<number>((resolve, reject) => {
    replica.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

it('is over for the service when 1,000 requests were left at any moment', async () => {
  const random = randomFrom(20_250);
  const users = Array.from({ length: 8 }, () => facts.id());
  const room = await storeTicket(replica);
  elsewhere = await storeTicket(replica);
  const waitedFor = await stored(notificationCollection(replica.connection), { userId: users[0]! });
  const { hub } = replica.features.live;
  const ways: ((userId: string, moment: Promise<unknown>) => Promise<void>)[] = [
    (userId, moment) => askAndLeave('/api/notifications/stream', userId, moment),
    (userId, moment) => askAndLeave(`/api/notifications/stream?rooms=${room}`, userId, moment),
    (userId, moment) => connectAndLeave(`/api/notifications/socket?rooms=${room}`, userId, moment),
    (_userId, moment) => askAndLeave(`/api/notifications/${waitedFor._id}?wait=60`, users[0]!, moment),
  ];
  const leavers = Array.from({ length: 25 }, async () => {
    for (let n = 0; n < 40; n += 1) {
      const way = ways[Math.floor(random() * ways.length)]!;
      await way(users[Math.floor(random() * users.length)]!, pause(random() * 30));
    }
  });
  await Promise.all(leavers);

  await waitFor(async () => (await connections()) === 0);
  await waitFor(() => replica.waiters.held === 0);
  await waitFor(async () => (await looking(room)) === 0);
  await waitFor(() => hub.size === 0);
  expect(users.map((userId) => hub.inScope(`user:${userId}`).size)).toEqual(users.map(() => 0));
  expect(hub.inScope(`room:${room}`).size).toBe(0);
  // As many as one may have, at once.
  const again = await Promise.all(
    Array.from({ length: MAX_STREAMS }, () => connectStream(replica.url, { userId: users[0]! })),
  );
  expect(hub.size).toBe(MAX_STREAMS);
  again.forEach((client) => client.cut());
  await waitFor(() => hub.size === 0);
});

describe('a client that leaves before its stream has begun', () => {
  it.each(['stream', 'socket'])('leaves nothing at the %s', async (path) => {
    const { hub } = replica.features.live;
    const userId = facts.id();
    let asked = 0;
    let answer: () => void = () => undefined;
    const found = new Promise<null>((resolve) => (answer = () => resolve(null)));
    jest.spyOn(replica.features.directory, 'find').mockImplementation(() => {
      asked += 1;
      return found;
    });
    const leave = path === 'stream' ? askAndLeave : connectAndLeave;
    await leave(
      `/api/notifications/${path}?rooms=${await storeTicket(replica)}`,
      userId,
      waitFor(() => asked === 1),
    );
    // Nobody reads a connection that may become a socket, so that its end is seen with the answer.
    if (path === 'stream') await waitFor(async () => (await connections()) === 0);
    answer();
    await waitFor(async () => (await connections()) === 0);
    expect(hub.size).toBe(0);
  });
});

it('opens no more sockets than allowed when all are asked for at once', async () => {
  const userId = facts.id();
  const all = await Promise.allSettled(
    Array.from({ length: MAX_STREAMS + 10 }, () => connectSocket(replica.url, { userId })),
  );
  const opened = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(opened).toHaveLength(MAX_STREAMS);
  opened.forEach((client) => client.cut());
  await waitFor(() => replica.features.live.hub.size === 0);
});

it('ends the connection of a socket that it refuses, also when the client does not', async () => {
  const client = connect({ port: Number(new URL(replica.url).port), host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  client.setEncoding('utf8').on('data', (part: string) => (answer += part));
  client.write(
    'GET /api/notifications/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  await waitFor(() => answer.includes('"not_authorized"'));
  await waitFor(async () => (await connections()) === 0);
  client.destroy();
});

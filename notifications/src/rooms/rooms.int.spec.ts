import { bearer, waitFor } from '@ticketing/common/testing';
import request from 'supertest';
import { facts } from '../testing/facts';
import { type LiveReplica, newShared, startLiveReplica, storeTicket } from '../testing/live-replica';
import { type Connect, connectSocket, connectStream, type StreamClient } from '../testing/stream-client';
import { Presence } from './presence';

const shared = newShared();
const live = { leaseMs: 20_000, renewMs: 300, graceMs: 300, messageRate: { limit: 3, windowMs: 60_000 } };
let replicas: LiveReplica[];
let open: StreamClient[] = [];

beforeAll(async () => {
  replicas = await Promise.all([
    startLiveReplica(shared, { live }),
    startLiveReplica(shared, { live }),
    // For those who come back: long enough to do so on a busy machine.
    startLiveReplica(shared, { live: { ...live, graceMs: 3_000 } }),
  ]);
});
afterEach(async () => {
  open.forEach((client) => client.cut());
  await Promise.all(open.map(({ closed }) => closed));
  open = [];
});
afterAll(async () => {
  await replicas[0]?.connection.dropDatabase();
  await Promise.all(replicas.map((replica) => replica.stop()));
});

const someone = async () => {
  const user = facts.user();
  await replicas[0]!.features.directory.apply(user);
  return user;
};
const enter = async (connect: Connect, userId: string, room: string, replica = 0): Promise<StreamClient> => {
  const client = await connect(replicas[replica]!.url, { userId, query: `rooms=${room}` });
  open.push(client);
  await waitFor(() => client.events.some(({ event }) => event === 'room.looking'));
  return client;
};
const newRoom = (userId?: string) => storeTicket(replicas[0]!, userId);
const of = (client: StreamClient, event: string) =>
  client.events.filter((seen) => seen.event === event).map(({ data }) => data);
const looking = async (room: string) =>
  (await request(replicas[1]!.url).get(`/api/notifications/rooms/${room}`).expect(200)).body.looking;
const say = (userId: string, room: string, body: object, replica = 0) =>
  request(replicas[replica]!.url)
    .post(`/api/notifications/rooms/${room}/messages`)
    .set('Authorization', bearer({ id: userId }))
    .send(body);

describe.each<[string, Connect, Connect]>([
  ['two event streams', connectStream, connectStream],
  ['two sockets', connectSocket, connectSocket],
  ['a stream and a socket', connectStream, connectSocket],
])('a room of %s, at two replicas', (_who, firstConnect, secondConnect) => {
  it('hears who came, what they say and that they left, and how many are looking', async () => {
    const [anna, ben, room] = [await someone(), await someone(), await newRoom()];
    const first = await enter(firstConnect, anna.id, room);
    expect(of(first, 'room.looking')).toEqual([{ ticketId: room, looking: 1 }]);
    const second = await enter(secondConnect, ben.id, room, 1);
    expect(of(second, 'room.looking')[0]).toEqual({ ticketId: room, looking: 2 });
    await waitFor(() => of(first, 'room.joined').length === 1);
    expect(of(first, 'room.joined')).toEqual([
      { ticketId: room, user: { id: ben.id, name: ben.name }, looking: 2 },
    ]);
    // Of who was there before the other replica may hear a little later; nobody hears of themselves.
    expect(of(second, 'room.joined')).not.toContainEqual(
      expect.objectContaining({ user: { id: ben.id, name: ben.name } }),
    );
    expect(await looking(room)).toBe(2);

    await say(ben.id, room, { text: ' Is it still free? ' }, 1).expect(201);
    await waitFor(() => of(first, 'room.said').length === 1);
    expect(of(first, 'room.said')[0]).toMatchObject({
      ticketId: room,
      user: { id: ben.id, name: ben.name },
      text: 'Is it still free?',
    });
    expect(of(second, 'room.said')).toEqual([]);

    second.cut();
    await waitFor(() => of(first, 'room.left').length === 1);
    expect(of(first, 'room.left')).toEqual([
      { ticketId: room, user: { id: ben.id, name: ben.name }, looking: 1 },
    ]);
    expect(await looking(room)).toBe(1);
  });
});

describe('who is looking', () => {
  it('is a person, however many pages they have open', async () => {
    const [anna, ben, room] = [facts.id(), facts.id(), await newRoom()];
    const first = await enter(connectStream, anna, room);
    const tab = await enter(connectSocket, ben, room, 1);
    await enter(connectStream, ben, room);
    await waitFor(() => of(first, 'room.joined').length === 1);
    tab.cut();
    await tab.closed;
    await waitFor(
      async () => (await replicas[0]!.redis.zcard(`${shared.redisPrefix}:rooms:{${room}}:seats`)) === 2,
    );
    expect(of(first, 'room.left')).toEqual([]);
    expect(of(first, 'room.joined')).toHaveLength(1);
    expect(await looking(room)).toBe(2);
  });

  it('has not left who only reconnects', async () => {
    const [anna, ben, room] = [facts.id(), facts.id(), await newRoom()];
    const first = await enter(connectStream, anna, room, 2);
    const before = await enter(connectStream, ben, room, 2);
    before.cut();
    await before.closed;
    await enter(connectStream, ben, room, 1);
    await waitFor(
      async () => (await replicas[0]!.redis.zcard(`${shared.redisPrefix}:rooms:{${room}}:seats`)) === 2,
    );
    expect(of(first, 'room.left')).toEqual([]);
    expect(of(first, 'room.joined')).toHaveLength(1);
  });

  it('is right again after a replica was killed with people on it', async () => {
    const [anna, ben, room] = [facts.id(), facts.id(), await newRoom()];
    const first = await enter(connectStream, anna, room);
    // As a replica leaves it that dies: a lease that nobody renews and nobody gives up.
    const dead = new Presence({
      redis: replicas[1]!.redis,
      prefix: `${shared.redisPrefix}:rooms`,
      leaseMs: 3_000,
    });
    expect(await dead.take(room, ben, 'a connection of the dead')).toEqual({ changed: true, looking: 2 });
    expect(await looking(room)).toBe(2);
    await waitFor(() => of(first, 'room.left').length === 1);
    expect(of(first, 'room.left')[0]).toMatchObject({ user: { id: ben }, looking: 1 });
    expect(await looking(room)).toBe(1);
  });

  it('comes back by itself when Redis has lost everything', async () => {
    const room = await newRoom();
    await enter(connectStream, facts.id(), room);
    await enter(connectSocket, facts.id(), room, 1);
    const keys = await replicas[0]!.redis.keys(`${shared.redisPrefix}:rooms:*`);
    await replicas[0]!.redis.del(...keys);
    await waitFor(async () => (await looking(room)) === 2);
  });
});

describe('what is said', () => {
  it('is heard by who was away for a moment', async () => {
    const [anna, ben, room] = [facts.id(), facts.id(), await newRoom()];
    const first = await enter(connectStream, anna, room);
    await enter(connectSocket, ben, room, 1);
    const lastEventId = first.events.findLast(({ id }) => id !== undefined)?.id ?? NaN;
    first.cut();
    await first.closed;
    await say(ben, room, { text: 'hello?' }).expect(201);
    const again = await connectSocket(replicas[1]!.url, {
      userId: anna,
      query: `rooms=${room}`,
      lastEventId,
    });
    open.push(again);
    await waitFor(() => of(again, 'room.said').length === 1);
  });

  it('is for those in the room, of 280 characters, and not too often', async () => {
    const [anna, room] = [facts.id(), await newRoom()];
    const stranger = await say(facts.id(), room, { text: 'hi' }).expect(400);
    expect(stranger.body.errors).toMatchObject([{ field: 'room', code: 'not_in_room' }]);
    await enter(connectStream, anna, room);
    for (const text of [undefined, '', 'x'.repeat(281), { $ne: 1 }]) {
      const { body } = await say(anna, room, { text }).expect(400);
      expect(body.errors).toMatchObject([{ field: 'text' }]);
    }
    await say(anna, room, { text: 'x'.repeat(280) }).expect(201);
    await say(anna, room, { text: '2' }, 1).expect(201);
    await say(anna, room, { text: '3' }).expect(201);
    const { headers } = await say(anna, room, { text: '4' }, 1).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await say(facts.id(), 'x', { text: 'hi' }).expect(404);
    await request(replicas[0]!.url)
      .post(`/api/notifications/rooms/${room}/messages`)
      .send({ text: 'x' })
      .expect(401);
  });

  it('can be said over a socket that has joined, and not after it has left', async () => {
    const [anna, ben, room] = [facts.id(), facts.id(), await newRoom()];
    const first = await enter(connectStream, anna, room);
    const socket = await connectSocket(replicas[1]!.url, { userId: ben });
    open.push(socket);
    socket.send({ type: 'join', ref: 1, room });
    socket.send({ type: 'say', ref: 2, room, text: 'hi' });
    await waitFor(() => of(first, 'room.said').length === 1 && of(socket, 'ack').length === 2);
    expect(of(socket, 'ack')).toMatchObject([
      { ref: 1, joined: true, looking: 2 },
      { ref: 2, id: expect.any(String) },
    ]);
    socket.send({ type: 'leave', ref: 3, room });
    socket.send({ type: 'say', ref: 4, room, text: 'hi' });
    await waitFor(() => of(socket, 'error').length === 1);
    expect(of(socket, 'error')[0]).toMatchObject({ ref: 4, errors: [{ code: 'not_in_room' }] });
    await waitFor(() => of(first, 'room.left').length === 1);
  });
});

describe('a room that is no ticket’s', () => {
  it('is not there, to look into, to speak in or to join', async () => {
    const [anna, room] = [facts.id(), facts.id()];
    await request(replicas[0]!.url).get(`/api/notifications/rooms/${room}`).expect(404);
    await say(anna, room, { text: 'hi' }).expect(404);
    const socket = await connectSocket(replicas[0]!.url, { userId: anna, query: `rooms=${room}` });
    open.push(socket);
    socket.send({ type: 'join', ref: 1, room });
    await waitFor(() => of(socket, 'error').length === 1);
    expect(of(socket, 'error')[0]).toMatchObject({ ref: 1, errors: [{ code: 'not_found' }] });
    expect(of(socket, 'room.looking')).toEqual([]);
  });

  it('is there as soon as its ticket is known, which was made a moment ago', async () => {
    const { id } = facts.ticket();
    const answer = request(replicas[0]!.url).get(`/api/notifications/rooms/${id}`).expect(200);
    const asked = answer.then(({ body }) => body as object);
    await storeTicket(replicas[1]!, facts.id(), id);
    expect(await asked).toEqual({ ticketId: id, looking: 0 });
  });
});

describe('what the seller says', () => {
  it('is marked as theirs', async () => {
    const [seller, ben] = [await someone(), await someone()];
    const room = await newRoom(seller.id);
    const first = await enter(connectStream, seller.id, room);
    const second = await enter(connectStream, ben.id, room, 1);
    await say(seller.id, room, { text: 'Row 3' }).expect(201);
    await say(ben.id, room, { text: 'Thanks' }).expect(201);
    await waitFor(() => of(second, 'room.said').length === 1 && of(first, 'room.said').length === 1);
    expect(of(second, 'room.said')[0]).toMatchObject({ text: 'Row 3', seller: true });
    expect(of(first, 'room.said')[0]).not.toHaveProperty('seller');
  });
});

describe('somebody who is blocked', () => {
  const blocks = (userId: string) => {
    const headers = { Authorization: bearer({ id: userId }) };
    const path = '/api/notifications/blocks';
    return {
      add: (other: string) => request(replicas[0]!.url).post(path).set(headers).send({ userId: other }),
      list: async () => (await request(replicas[1]!.url).get(path).set(headers).expect(200)).body as object[],
      remove: (other: string) => request(replicas[1]!.url).delete(`${path}/${other}`).set(headers),
    };
  };

  it('is heard by whoever blocked them no more, nor hears them, live or later, until that ends', async () => {
    const [anna, ben, carl, room] = [await someone(), await someone(), await someone(), await newRoom()];
    const hers = await enter(connectStream, anna.id, room);
    const his = await enter(connectSocket, ben.id, room, 1);
    const others = await enter(connectSocket, carl.id, room);
    await blocks(anna.id).add(ben.id).expect(204);
    expect(await blocks(anna.id).list()).toEqual([{ userId: ben.id, name: ben.name }]);
    expect(await blocks(ben.id).list()).toEqual([]);
    await say(ben.id, room, { text: 'to nobody of hers' }).expect(201);
    await say(anna.id, room, { text: 'not to him' }, 1).expect(201);
    await say(carl.id, room, { text: 'to both' }).expect(201);
    await waitFor(() => of(others, 'room.said').length === 2);
    await waitFor(() => of(hers, 'room.said').length > 0 && of(his, 'room.said').length > 0);
    expect(of(hers, 'room.said')).toMatchObject([{ text: 'to both' }]);
    expect(of(his, 'room.said')).toMatchObject([{ text: 'to both' }]);
    const again = await connectStream(replicas[1]!.url, {
      userId: anna.id,
      query: `rooms=${room}`,
      lastEventId: 0,
    });
    open.push(again);
    await waitFor(() => of(again, 'room.looking').length === 1);
    expect(of(again, 'room.said').map(({ text }) => text)).not.toContain('to nobody of hers');

    await blocks(anna.id).remove(ben.id).expect(204);
    await say(ben.id, room, { text: 'again' }).expect(201);
    await waitFor(() => of(hers, 'room.said').length === 2);
  });

  it('is somebody else, and known by an id', async () => {
    const anna = facts.id();
    await blocks(anna).add(anna).expect(400);
    await blocks(anna).add('x').expect(400);
    await blocks(anna).remove('x').expect(404);
  });
});

describe('a message that is reported', () => {
  const asAdmin = { Authorization: bearer({ id: facts.id(), role: 'admin', status: 'approved' }) };
  const path = '/api/notifications/reports';
  const report = (userId: string, messageId: unknown, replica = 0) =>
    request(replicas[replica]!.url)
      .post(path)
      .set('Authorization', bearer({ id: userId }))
      .send({ messageId });
  const openReports = async () =>
    (await request(replicas[0]!.url).get(path).set(asAdmin).expect(200)).body as { id: string }[];

  it('is shown to admins once, who mute its author; that is audited', async () => {
    const [anna, ben, carl, room] = [await someone(), await someone(), facts.id(), await newRoom()];
    const his = await enter(connectSocket, ben.id, room);
    const { id } = (await say(ben.id, room, { text: 'Buy from me instead' }).expect(201)).body as {
      id: string;
    };
    await report(anna.id, id).expect(204);
    await report(carl, id, 1).expect(204);
    await report(ben.id, id).expect(400);
    await report(anna.id, '0b6f4d3e-54a1-4f0e-9a52-1f7d3b5d7a10').expect(404);
    await report(anna.id, 'x').expect(400);
    const [shown] = await openReports();
    expect(shown).toMatchObject({
      ticketId: room,
      text: 'Buy from me instead',
      status: 'open',
      reporters: 2,
      author: { id: ben.id, name: ben.name },
    });
    const one = `${path}/${shown!.id}`;
    const close = (headers: { Authorization: string }) =>
      request(replicas[1]!.url).put(one).set(headers).send({ action: 'mute' });
    await close({ Authorization: bearer({ id: anna.id }) }).expect(401);
    expect((await close(asAdmin).expect(200)).body).toMatchObject({ status: 'closed', action: 'mute' });
    await close(asAdmin).expect(404);
    expect(await openReports()).toEqual([]);
    const acts = await replicas[0]!.connection
      .collection('outbox')
      .find({ subject: 'audit:recorded' })
      .toArray();
    expect(acts.map(({ wire }) => JSON.parse(wire as string) as object)).toMatchObject([
      { action: 'report.closed', subject: ben.id, after: { action: 'mute' } },
    ]);
    const refused = await say(ben.id, room, { text: 'hi' }).expect(403);
    expect(refused.body.errors).toMatchObject([{ code: 'muted' }]);
    const later = await connectStream(replicas[1]!.url, {
      userId: carl,
      query: `rooms=${room}`,
      lastEventId: 0,
    });
    open.push(later);
    await waitFor(() => of(later, 'room.said').length > 0);
    expect(of(later, 'room.said')).toMatchObject([{ text: 'This message was removed.' }]);
    his.cut();
  });

  it('is one of twenty an hour of an account, on all replicas together', async () => {
    const anna = facts.id();
    const unknown = '0b6f4d3e-54a1-4f0e-9a52-1f7d3b5d7a10';
    for (let n = 0; n < 20; n += 1) await report(anna, unknown, n % 2).expect(404);
    const { headers } = await report(anna, unknown, 1).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });
});

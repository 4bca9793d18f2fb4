import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@ticketing/common/testing';
import { WebSocketServer } from 'ws';
import { Caller } from './caller';
import type { Follower } from './follower';
import { SocketFollower } from './socket-follower';
import { StreamFollower } from './stream-follower';

/** Tells each connection ids from behind its cursor up to the newest, and notes where each began. */
class Log {
  newest = 2;
  readonly begun: number[] = [];
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  /** Where it has a connection begin, given the cursor that was asked for. */
  from = (cursor: number): number => cursor;

  constructor() {
    this.server = createServer((req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      this.send(Number(req.headers['last-event-id']), (id, event) =>
        res.write(`id: ${id}\nevent: ${event}\ndata: {}\n\n`),
      );
    });
    this.server.on('upgrade', (req, socket, head) =>
      this.sockets.handleUpgrade(req, socket, head, (client) => {
        const after = new URL(req.url ?? '', 'http://localhost').searchParams.get('after');
        this.send(Number(after), (id, event) => client.send(JSON.stringify({ id, event, data: {} })));
      }),
    );
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const client of this.sockets.clients) client.terminate();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private send(cursor: number, say: (id: number, event: string) => void): void {
    this.begun.push(cursor);
    say(cursor, 'hello');
    for (let id = this.from(cursor) + 1; id <= this.newest; id += 1) say(id, 'ticket');
    say(this.newest, 'keepalive');
  }
}

describe.each([
  ['stream', (user: Caller): Follower => new StreamFollower(user)],
  ['socket', (user: Caller): Follower => new SocketFollower(user)],
])('one who follows by %s', (by, make) => {
  let log: Log;
  let follower: Follower;
  beforeEach(async () => {
    log = new Log();
    follower = make(new Caller(await log.listen(), 'token', 'ada'));
    follower.start(0);
    await waitFor(() => follower.cursor === 2);
  });
  afterEach(async () => {
    follower.stop();
    await log.close();
  });

  it('notes entries, and neither greetings nor signs of life', () => {
    expect(follower).toMatchObject({ by, scope: 'user:ada', ids: [1, 2], connections: 1 });
  });

  it('goes on from its cursor after a cut', async () => {
    log.newest = 4;
    follower.cut();
    await waitFor(() => follower.cursor === 4);
    expect(log.begun).toEqual([0, 2]);
    expect(follower.ids).toEqual([1, 2, 3, 4]);
    expect(follower.connections).toBe(2);
  });

  it('notes what it is told again', async () => {
    log.from = (cursor) => cursor - 1;
    log.newest = 3;
    follower.cut();
    await waitFor(() => follower.cursor === 3);
    expect(follower.ids).toEqual([1, 2, 2, 3]);
  });
});

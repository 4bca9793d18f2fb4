import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiClient,
  eventually,
  lastId,
  type LiveConnection,
  type LiveEvent,
  type Open,
  openSocket,
  openStream,
  type TicketBody,
} from '@ticketing/harness';

const named = ({ events }: LiveConnection, name: string): LiveEvent[] =>
  events.filter(({ event }) => event === name);
/** What counts: neither greetings nor signs of life. */
const isNews = ({ event }: LiveEvent): boolean => event !== 'hello' && event !== 'keepalive';

describe('a WebSocket through the gateway', () => {
  let open: LiveConnection[] = [];
  const connect = async (user: ApiClient, query = ''): Promise<LiveConnection> => {
    const connection = await openSocket(user, query);
    open.push(connection);
    await eventually(() => Promise.resolve(expect(named(connection, 'hello')).toHaveLength(1)));
    return connection;
  };
  afterEach(async () => {
    await Promise.all(open.map((connection) => connection.cut()));
    open = [];
  });

  it('shows a buyer their order and the state of the ticket as they change, and what was missed', async () => {
    const [seller, buyer] = await Promise.all([ApiClient.signUp(), ApiClient.signUp()]);
    const ticket = await seller.sell(20, 'Live');
    const first = await connect(buyer, `tickets=${ticket.id}`);
    const order = await buyer.reserve(ticket.id);
    await eventually(() => {
      expect(named(first, 'order').map(({ data }) => data['id'])).toContain(order.id);
      expect(named(first, 'ticket').at(-1)?.data).toMatchObject({ id: ticket.id, state: 'reserved' });
      return Promise.resolve();
    });
    const seen = lastId(first);
    await first.cut();
    await buyer.delete(`/api/orders/${order.id}`);
    const second = await connect(buyer, `tickets=${ticket.id}&after=${seen}`);
    await eventually(() => {
      expect(named(second, 'order').at(-1)?.data).toMatchObject({ id: order.id, status: 'cancelled' });
      expect(named(second, 'ticket').at(-1)?.data).toMatchObject({ state: 'free' });
      return Promise.resolve();
    });
    const ids = [...first.events, ...second.events].filter(isNews).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('carries what someone says on the page of a ticket to the others there', async () => {
    const [anna, ben] = await Promise.all([
      ApiClient.signUp({ name: 'Anna' }),
      ApiClient.signUp({ name: 'Ben' }),
    ]);
    const { id: room } = await anna.sell(20, 'Talked about');
    const [hers, his] = [await connect(anna), await connect(ben)];
    hers.send({ type: 'join', ref: 1, room });
    await eventually(() => Promise.resolve(expect(named(hers, 'ack')).toHaveLength(1)));
    his.send({ type: 'join', ref: 2, room });
    his.send({ type: 'say', ref: 3, room, text: 'Is it still free?' });
    await eventually(() => {
      expect(named(hers, 'room.said')).toEqual([
        expect.objectContaining({
          data: expect.objectContaining({ ticketId: room, text: 'Is it still free?' }),
        }),
      ]);
      return Promise.resolve();
    });
  });

  it('is refused to a visitor', async () => {
    await expect(openSocket(ApiClient.visitor(), '')).rejects.toThrow('status 401');
  });
});

/** A client whose connection is cut again and again, and that goes on each time from the last id it has. */
class PatientClient {
  readonly seen: LiveEvent[] = [];
  cuts = 0;
  private connection: LiveConnection | undefined;

  constructor(
    private readonly open: Open,
    private readonly user: ApiClient,
    private readonly query: string,
    private cursor: number,
  ) {}

  async connect(): Promise<void> {
    this.connection = await this.open(this.user, `${this.query}&after=${this.cursor}`);
  }

  async cut(): Promise<void> {
    const connection = this.connection;
    if (!connection) return;
    this.connection = undefined;
    await connection.cut();
    this.cuts += 1;
    this.cursor = lastId(connection) ?? this.cursor;
    this.seen.push(...connection.events.filter(isNews));
  }

  /** The ids of all that came so far. */
  get ids(): (number | undefined)[] {
    return [...this.seen, ...(this.connection?.events.filter(isNews) ?? [])].map(({ id }) => id);
  }
}

describe('a stream that is cut every second for a minute', () => {
  it('misses nothing and shows nothing twice, as server-sent events and as a WebSocket', async () => {
    const [seller, buyer] = await Promise.all([ApiClient.signUp(), ApiClient.signUp()]);
    const ticket = await seller.sell(20, 'Cut');
    const query = `tickets=${ticket.id}`;
    const control = await openStream(buyer, query);
    await eventually(() => Promise.resolve(expect(named(control, 'hello')).toHaveLength(1)));
    // News of the sale may have come right behind the greeting; the clients go on after them.
    const begin = lastId(control) ?? NaN;
    const clients = [openStream, openSocket].map((open) => new PatientClient(open, buyer, query, begin));
    const end = Date.now() + 60_000;
    const trade = async (): Promise<void> => {
      while (Date.now() < end) {
        const { id } = await buyer.reserve(ticket.id).catch(() => ({ id: undefined }));
        if (id !== undefined) await buyer.delete(`/api/orders/${id}`);
      }
    };
    const suffer = async (client: PatientClient): Promise<void> => {
      while (Date.now() < end) {
        await client.connect();
        // The minute's rhythm is what is tested.
        await pause(1_000);
        await client.cut();
      }
      await client.connect();
    };
    await Promise.all([trade(), ...clients.map(suffer)]);

    const { body: last } = await seller.get<TicketBody>(`/api/tickets/${ticket.id}`);
    await eventually(() => {
      expect(named(control, 'ticket').at(-1)?.data['version']).toBeGreaterThanOrEqual(last.version);
      return Promise.resolve();
    });
    await eventually(() => {
      const expected = control.events
        .filter(isNews)
        .map(({ id = 0 }) => id)
        .filter((id) => id > begin);
      expect(expected.length).toBeGreaterThan(100);
      for (const { ids } of clients) expect(ids).toEqual(expected);
      return Promise.resolve();
    });
    for (const { cuts, seen } of clients) {
      expect(cuts).toBeGreaterThan(30);
      expect(seen.filter(({ event }) => event === 'resync')).toEqual([]);
    }
    await Promise.all([control.cut(), ...clients.map((client) => client.cut())]);
  }, 180_000);
});

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NatsWrapper } from '@ticketing/common/messaging';
import { ApiClient, eventually, mailsTo } from '@ticketing/harness';
import { databases, projectRoot } from '@ticketing/infra';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

type Kind = 'user' | 'show' | 'ticket' | 'order' | 'admission' | 'support';
type Row = mongoose.mongo.WithId<mongoose.mongo.Document>;

/** Where owners keep them. */
const owned: Record<Kind, [service: string, collection: string]> = {
  user: ['auth', 'users'],
  show: ['tickets', 'shows'],
  ticket: ['tickets', 'tickets'],
  order: ['orders', 'orders'],
  admission: ['admissions', 'admissions'],
  support: ['support', 'support_tickets'],
};

/** Which services keep them, too, in a collection of the same name. */
const kept: Record<Kind, string[]> = {
  user: databases.filter((service) => service !== 'auth'),
  show: ['orders', 'payments', 'admissions', 'notifications'],
  ticket: databases.filter((service) => service !== 'auth' && service !== 'tickets'),
  order: ['payments', 'support', 'notifications'],
  admission: ['notifications'],
  support: ['notifications'],
};

const readModels = (Object.entries(kept) as [Kind, string[]][]).flatMap(([kind, services]) =>
  services.map((service): [string, string, Kind] => [service, owned[kind][1], kind]),
);

/** Where a service keeps up to which version of an order it has acted. */
const noted: [service: string, collection: string] = ['admissions', 'orderversions'];

/** What a service notes beside a state: when it heard of it, and what it has done about it. */
const notes = ['heard', 'remindAt', 'trail', 'seatsVersion', 'openTickets', 'reason', 'changedAt'];

let client: mongoose.Connection;
let redis: Redis;
beforeAll(async () => {
  client = await mongoose.createConnection(process.env['TEST_MONGO_URI'] ?? '').asPromise();
  redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
});
afterAll(() => Promise.all([client.close(), redis.quit()]));

const collection = (service: string, name: string) =>
  client.useDb(service, { useCache: true }).collection<mongoose.mongo.Document>(name);

const keys = (ids: readonly string[]) => [
  ...ids,
  ...ids.filter((id) => /^[0-9a-f]{24}$/.test(id)).map((id) => new mongoose.Types.ObjectId(id)),
];

async function replay(service: string, ...options: string[]): Promise<string> {
  const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
  uri.pathname = `/${service}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(projectRoot, service, 'dist', 'replay.js'), ...options],
    {
      env: {
        ...process.env,
        MONGO_URI: uri.toString(),
        NATS_URL: process.env['TEST_NATS_URL'],
        NATS_CLUSTER_ID: process.env['TEST_NATS_CLUSTER_ID'],
      },
    },
  );
  return stdout;
}

/** What a client of the broker hears that knows nothing but the data. */
async function subscribePlainly(subject: string, heard: { id: string }[]): Promise<() => Promise<void>> {
  const nats = new NatsWrapper();
  await nats.connect({
    clusterId: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
    clientId: `plain-${randomUUID()}`,
    url: process.env['TEST_NATS_URL'] ?? '',
  });
  const subscription = nats.client.subscribe(subject);
  subscription.on('message', (message: { getData(): string | Buffer }) =>
    heard.push(JSON.parse(String(message.getData())) as { id: string }),
  );
  await new Promise<void>((resolve) => subscription.once('ready', () => resolve()));
  return () => nats.close();
}

describe('states that their owners tell once more', () => {
  const ids = {} as Record<Kind, string[]>;
  let people: ApiClient[];

  beforeAll(async () => {
    const [seller, buyer, reporter, engineer] = await Promise.all([
      ApiClient.signUp({ name: 'Sol', verified: true }),
      ApiClient.signUp({ name: 'Bo', verified: true }),
      ApiClient.signUp({ name: 'Rae' }),
      ApiClient.signUp({ name: 'Eli', role: 'engineer' }),
    ]);
    people = [seller, buyer, reporter, engineer];
    const admin = await ApiClient.admin();
    expect((await admin.patch(`/api/users/${engineer.id}`, { status: 'approved' })).status).toBe(200);
    const { body: show } = await seller.post<{ id: string }>('/api/shows', {
      title: 'Requiem',
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum', city: 'Praha' },
    });
    const sell = async (title: string) =>
      (await seller.post<{ id: string }>('/api/tickets', { title, price: 20, showId: show.id })).body.id;
    const tickets = [await sell('Stalls'), await sell('Balcony'), await sell('Box')] as const;
    const [paid, refunded, cancelled] = [
      await buyer.reserve(tickets[0]),
      await buyer.reserve(tickets[1]),
      await buyer.reserve(tickets[2]),
    ];
    await buyer.pay(paid.id);
    const { id: payment } = await buyer.pay(refunded.id);
    expect((await buyer.delete(`/api/orders/${cancelled.id}`)).status).toBeLessThan(300);
    const findAdmissions = async (orders: string[]) =>
      (
        await collection('admissions', 'admissions')
          .find({ orderId: { $in: orders } })
          .toArray()
      ).map(({ _id }) => String(_id));
    await eventually(async () => expect(await findAdmissions([paid.id, refunded.id])).toHaveLength(2));
    const back = await seller.post(`/api/payments/${payment}/refund`, { reason: 'Rain' });
    expect(back.status).toBeLessThan(300);
    const report = await reporter.post<{ id: string }>(
      '/crm/api/v1/tickets',
      { title: 'Trouble', description: 'It broke' },
      { 'idempotency-key': randomUUID() },
    );
    expect(report.status).toBe(201);
    const orders = [paid.id, refunded.id, cancelled.id];
    await eventually(async () => {
      const found = await collection('orders', 'orders')
        .find({ _id: { $in: keys(orders) } as never })
        .toArray();
      expect(found.map(({ status }) => status as string).sort()).toEqual([
        'cancelled',
        'cancelled',
        'complete',
      ]);
      const admissions = await collection('admissions', 'admissions')
        .find({ orderId: refunded.id })
        .toArray();
      expect(admissions).toMatchObject([{ status: 'void' }]);
    }, 30_000);
    Object.assign(ids, {
      user: people.map(({ id }) => id),
      show: [show.id],
      ticket: [...tickets],
      order: orders,
      admission: await findAdmissions([paid.id, refunded.id]),
      support: [report.body.id],
    });
    await eventually(async () => {
      await allHeard();
      expect(await underWay()).toEqual({ payments: 2, sending: 0, unsent: 0 });
    }, 60_000);
  }, 240_000);

  /** What notifications has heard of payments to their end, and what is still to be sent to people or to the broker. */
  async function underWay(): Promise<object> {
    const about = { $or: Object.values(ids).flatMap((of) => of.map((id) => ({ wire: { $regex: id } }))) };
    const [payments, sending, unsent] = await Promise.all([
      collection('notifications', 'payments').countDocuments({
        orderId: { $in: ids.order },
        status: { $in: ['paid', 'refunded'] },
      }),
      collection('notifications', 'notifications').countDocuments({
        userId: { $in: ids.user },
        status: { $in: ['ACCEPTED', 'SENDING', 'RETRYING'] },
      }),
      Promise.all(
        databases.map((service) => collection(service, 'outbox').countDocuments({ ...about, isSent: false })),
      ),
    ]);
    return { payments, sending, unsent: unsent.reduce((sum, count) => sum + count, 0) };
  }

  /** Every read model is as new as what its owner has. */
  async function allHeard(): Promise<void> {
    for (const [service, name, kind] of readModels) {
      const [known, true_] = await Promise.all([
        versions(service, name, kind),
        versions(...owned[kind], kind),
      ]);
      expect({ service, name, known }).toEqual({ service, name, known: true_ });
    }
  }

  async function versions(service: string, name: string, kind: Kind): Promise<[string, number][]> {
    const rows = await collection(service, name)
      .find({ _id: { $in: keys(ids[kind]) } as never })
      .toArray();
    return rows.map(({ _id, version }): [string, number] => [String(_id), version as number]).sort();
  }

  async function read(): Promise<Record<string, Row[]>> {
    const found: Record<string, Row[]> = {};
    for (const [service, name, kind] of readModels) {
      const rows = await collection(service, name)
        .find({ _id: { $in: keys(ids[kind]) } as never })
        .toArray();
      found[`${service}.${name}`] = rows
        .map(
          (row) => Object.fromEntries(Object.entries(row).filter(([field]) => !notes.includes(field))) as Row,
        )
        .sort((a, b) => (String(a._id) < String(b._id) ? -1 : 1));
    }
    return found;
  }

  /** What was told, paid, planned and published about them. */
  async function deeds(): Promise<object> {
    const all = Object.values(ids).flat();
    const about = { $or: all.map((id) => ({ wire: { $regex: id } })) };
    const published = await Promise.all(
      databases.map(async (service) => [
        service,
        (
          await collection(service, 'outbox')
            .find(about, { projection: { _id: 1 } })
            .toArray()
        )
          .map(({ _id }) => String(_id))
          .sort(),
      ]),
    );
    const mails = await Promise.all(people.map(({ email }) => mailsTo(email)));
    const told = await collection('notifications', 'notifications')
      .find({ userId: { $in: ids.user } }, { projection: { _id: 1 } })
      .toArray();
    const feed = await collection('notifications', 'feed')
      .find({ scope: { $in: ids.user.map((id) => `user:${id}`) } }, { projection: { _id: 1 } })
      .toArray();
    const payments = await collection('payments', 'payments')
      .find({ orderId: { $in: ids.order } })
      .toArray();
    const timers = (await Promise.all(ids.order.map((id) => redis.keys(`*${id}*`)))).flat().sort();
    return {
      published,
      mails: mails.map((of) => of.length),
      told: told.length,
      feed: feed.length,
      payments,
      timers,
      admissions: await versions(...owned.admission, 'admission'),
      noted: await versions(...noted, 'order'),
    };
  }

  it('give back what was lost of every read model, and cause nothing', async () => {
    // As of a listener that acts, and to which the last events are still on their way.
    const orders = { _id: { $in: keys(ids.order) } as never };
    const behind = await collection(...noted).updateMany(orders, { $inc: { version: -1 } });
    expect(behind.modifiedCount).toBe(ids.order.length);
    const [before, done] = [await read(), await deeds()];
    for (const [service, name, kind] of readModels)
      await collection(service, name).deleteMany({ _id: { $in: keys(ids[kind]) } as never });
    const heard: { id: string }[] = [];
    const stop = await subscribePlainly('order:updated', heard);
    for (const service of new Set(Object.values(owned).map(([owner]) => owner)))
      expect(await replay(service)).toMatch(/\d+ states told, 0 not\n$/);
    await eventually(allHeard, 60_000);
    expect(await read()).toEqual(before);
    expect(await deeds()).toEqual(done);
    await eventually(async () => {
      await Promise.resolve();
      expect(heard.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.order));
    });
    await stop();
    expect(await deeds()).toEqual(done);
    await collection(...noted).updateMany(orders, { $inc: { version: 1 } });
  }, 180_000);

  it('are known already where nothing was lost, and go on behind a line that was printed', async () => {
    const before = await read();
    const [first, last] = [ids.ticket.toSorted()[0], ids.ticket.toSorted().at(-1)];
    expect(
      await replay('tickets', '--only', 'ticket', '--after', `ticket:${first}`, '--rate', '100'),
    ).toContain(`ticket:${last}`);
    expect(await replay('orders', '--dry-run')).toContain('nothing was published');
    await expect(replay('orders', '--only', 'payment')).rejects.toMatchObject({ code: 2 });
    expect(await read()).toEqual(before);
  }, 60_000);
});

import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { ApiClient, baseUrl, eventually, mailsTo } from '@ticketing/harness';
import { databases } from '@ticketing/infra';
import { strFromU8, unzipSync } from 'fflate';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

const others = databases.filter((service) => service !== 'auth');

let client: mongoose.Connection;
let redis: Redis;
beforeAll(async () => {
  client = await mongoose.createConnection(process.env['TEST_MONGO_URI'] ?? '').asPromise();
  redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
});
afterAll(async () => {
  await Promise.all([client.close(), redis.quit()]);
});

const collection = (service: string, of: string) =>
  client.useDb(service, { useCache: true }).collection<{ _id: string | mongoose.Types.ObjectId }>(of);

/** Everything in all databases, in Redis and in the logs of the services, each with where it stands. */
async function everything(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const service of ['auth', ...others])
    for (const each of await client.useDb(service, { useCache: true }).db!.collections())
      found.set(`${service}.${each.collectionName}`, JSON.stringify(await each.find().toArray()));
  for (const key of await redis.keys('*')) {
    const dump = await redis.dumpBuffer(key);
    found.set(`Redis ${key}`, `${key} ${dump?.toString('latin1') ?? ''}`);
  }
  const { services } = JSON.parse(readFileSync(process.env['TEST_STATE_FILE'] ?? '', 'utf8')) as {
    services: { logFile: string }[];
  };
  for (const { logFile } of services) found.set(logFile, readFileSync(logFile, 'utf8'));
  return found;
}

async function whereIs(text: string): Promise<string[]> {
  const wanted = text.toLowerCase();
  return [...(await everything())]
    .filter(([, content]) => content.toLowerCase().includes(wanted))
    .map(([place]) => place);
}

/** Somebody of whom every service has something; whoever wants to be an engineer is mailed about to admins. */
async function leaveTraces(person: ApiClient, name: string): Promise<string> {
  const seller = await ApiClient.signUp();
  const order = await person.reserve((await seller.sell()).id);
  const report = await person.post<{ id: string }>(
    '/crm/api/v1/tickets',
    { title: `Help for ${name}`, description: `Write to ${person.email}` },
    { 'idempotency-key': randomUUID() },
  );
  expect(report.status).toBe(201);
  const path = `/crm/api/v1/tickets/${report.body.id}/comments`;
  expect((await person.post(path, { text: `This is ${name}` })).status).toBe(201);
  const note = { type: 'EMAIL', receiver: person.email, message: `Note of ${name}`, uuid: randomUUID() };
  expect((await person.post('/notification', note)).status).toBe(202);
  await collection('admissions', 'transfers').insertOne({
    ...{ admissionId: randomUUID(), title: 'Concert', fromUserId: seller.id, email: person.email },
    ...{ status: 'offered', createdAt: new Date() },
  } as never);
  const user = { id: person.id, version: 9, email: person.email, name, role: 'customer', status: 'approved' };
  const message = { subject: 'user:updated', sequence: 1, wire: JSON.stringify(user) };
  const at = new Date();
  await collection('orders', 'dead_letters').insertOne({
    ...{ ...message, _id: `user:updated.${randomUUID()}`, error: 'x', attempts: 5, deadAt: at, redrives: 0 },
  });
  await eventually(async () => {
    const known = await Promise.all(
      others.map((service) => collection(service, 'users').findOne({ email: person.email })),
    );
    expect(known).not.toContain(null);
  }, 30_000);
  return order.id;
}

/** The archive of everything that is kept of somebody, by its files. */
async function download({ credentials }: ApiClient): Promise<Map<string, unknown>> {
  return eventually(async () => {
    const response = await fetch(`${baseUrl()}/api/users/me/export`, { headers: credentials });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    expect(response.headers.get('content-type')).toContain('application/zip');
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    return new Map(
      Object.entries(files).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes)) as unknown]),
    );
  }, 60_000);
}

/** The collections that have something with the person's id or address, as `service.collection`. */
async function collectionsAbout({ id, email }: ApiClient): Promise<string[]> {
  return [...(await everything())]
    .filter(([place]) => /^\w+\.\w+$/.test(place))
    .filter(([, content]) => content.includes(id) || content.toLowerCase().includes(email))
    .map(([place]) => place);
}

describe('a copy that its owner asks for', () => {
  it('has, or says why it leaves out, every collection with something of the person', async () => {
    const name = 'Ambrose Fennimore';
    const person = await ApiClient.signUp({ name, verified: true });
    const orderId = await leaveTraces(person, name);
    const ticket = await person.sell();
    const files = await download(person);
    expect(files.get('auth/users.json')).toMatchObject([{ id: person.id, email: person.email, name }]);
    expect(files.get('tickets/tickets.json')).toMatchObject([{ id: ticket.id }]);
    expect(files.get('orders/orders.json')).toMatchObject([{ id: orderId }]);
    expect(files.get('support/support_tickets.json')).toMatchObject([{ title: `Help for ${name}` }]);
    expect(files.get('support/comments.json')).toMatchObject([{ text: `This is ${name}` }]);
    expect(files.get('notifications/notifications.json')).toContainEqual(
      expect.objectContaining({ text: `Note of ${name}` }),
    );
    expect(JSON.stringify([...files])).not.toContain('argon2');
    const contents = files.get('contents.json') as Record<
      string,
      { copied: string[]; leftOut: Record<string, string> }
    >;
    const declared = Object.entries(contents).flatMap(([service, { copied, leftOut }]) =>
      [...copied, ...Object.keys(leftOut)].map((each) => `${service}.${each}`),
    );
    const undeclared = (await collectionsAbout(person)).filter((place) => !declared.includes(place));
    expect(undeclared).toEqual([]);
    await eventually(async () => {
      expect((await mailsTo(person.email)).map(({ subject }) => subject)).toContain(
        'The copy of your data is ready',
      );
    }, 20_000);
  }, 180_000);
});

describe('an account that its owner deletes', () => {
  it('leaves address and name in no database, Redis, dead letter, inbox or log', async () => {
    const name = 'Zephyrine Quillfeather';
    const person = await ApiClient.signUp({ name, role: 'engineer', verified: true });
    const orderId = await leaveTraces(person, name);
    await download(person);
    const response = await fetch(`${baseUrl()}/api/users/me`, {
      method: 'DELETE',
      headers: { ...person.credentials, 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'a good password' }),
    });
    expect(response.status).toBe(202);
    const before = await whereIs(person.email);
    expect(before).toEqual(
      expect.arrayContaining([...others, 'auth'].map((service) => expect.stringContaining(`${service}.`))),
    );

    const _id = new mongoose.Types.ObjectId(person.id);
    // The two weeks are over.
    await collection('auth', 'users').updateOne({ _id }, { $set: { deletionDueAt: new Date() } });
    await eventually(async () => {
      const done = await Promise.all(
        others.map((service) => collection(service, 'erasures').findOne({ _id: person.id })),
      );
      expect(done).not.toContain(null);
      expect(await collection('auth', 'erasures').findOne({ _id, doneAt: { $exists: true } })).not.toBeNull();
    }, 120_000);

    await eventually(async () => {
      expect(await whereIs(person.email)).toEqual([]);
      expect(await whereIs(name)).toEqual([]);
    }, 20_000);
    const [order] = await collection('orders', 'orders')
      .find({ _id: new mongoose.Types.ObjectId(orderId) })
      .toArray();
    expect(order).toMatchObject({ userId: person.id });
    expect((await mailsTo(person.email)).map(({ subject }) => subject)).toContain('Your account is deleted');
    await expect(ApiClient.signIn(person.email, 'a good password')).rejects.toThrow('400');
  }, 240_000);
});

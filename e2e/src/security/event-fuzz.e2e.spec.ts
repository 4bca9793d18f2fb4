import { readFileSync } from 'node:fs';
import { Subjects } from '@ticketing/common/contracts';
import { NatsWrapper } from '@ticketing/common/messaging';
import { testLogger } from '@ticketing/common/testing';
import { type Answer, ApiClient, eventually, inParallel, Random } from '@ticketing/harness';
import { apiServices as consumers } from '@ticketing/infra';
import { effort, oddValues, seed } from './odd-values';

interface DeadLetter {
  id: string;
  subject: string;
  payload: string;
}

const subjects = Object.values(Subjects);
const random = new Random(seed);
/** Every payload of this run holds it. */
const marker = `fuzz-${random.hex(12)}`;

const pids = (): (number | null)[] => {
  const state = JSON.parse(readFileSync(process.env['TEST_STATE_FILE'] ?? '', 'utf8')) as {
    services: { pid: number | null }[];
  };
  return state.services.map(({ pid }) => pid);
};

/** Payloads that no schema takes, whatever the subject. */
function refusable(): string[] {
  const id = random.hex(24);
  const text = JSON.stringify({ id, version: 0, marker });
  return [
    `${marker} is no JSON`,
    text.slice(0, -1),
    `"${marker}"`,
    `["${marker}"]`,
    JSON.stringify({ marker }),
    JSON.stringify({ marker, id: { $gt: '' }, orderId: { $gt: '' }, ticketId: { $ne: null }, version: 0 }),
    JSON.stringify({ marker, id, orderId: 7, version: -1 }),
    JSON.stringify({ marker, id: null, orderId: null, version: '0' }),
    `{"__proto__":{"id":"${id}","orderId":"${id}"},"marker":"${marker}"}`,
    `${'['.repeat(10_000)}"${marker}"`,
    `${marker}\u0000\ufffd${'x'.repeat(100_000)}`,
  ];
}

/** Payloads with the fields that events have, each of which may be anything. */
function anyFields(): string {
  const value = () => (random.next() < 0.6 ? random.of(oddValues) : random.hex(24));
  const data: Record<string, unknown> = { marker };
  for (const field of [
    ...['id', 'version', 'orderId', 'userId', 'ticket', 'title', 'price', 'status', 'email', 'role', 'meta'],
    ...[
      'expiresAt',
      'until',
      'amount',
      'stripeId',
      'reporter',
      'assignee',
      'changes',
      'recipient',
      'channel',
    ],
  ]) {
    if (random.next() < 0.8) data[field] = value();
  }
  return JSON.stringify(data);
}

describe(`random events of every subject (FUZZ_SEED=${seed})`, () => {
  const nats = new NatsWrapper();
  let admin: ApiClient;

  beforeAll(async () => {
    admin = await ApiClient.admin();
    await nats.connect({
      url: process.env['TEST_NATS_URL'] ?? '',
      clusterId: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
      clientId: marker,
      logger: testLogger,
    });
  });

  afterAll(async () => {
    for (const service of consumers) {
      await inParallel(await letters(service), 10, ({ id }) =>
        admin.delete(`/api/ops/${service}/dead-letters/${id}`),
      );
    }
    await nats.close();
  });

  const publish = (subject: string, payload: string): Promise<void> =>
    new Promise((resolve, reject) =>
      nats.client.publish(subject, payload, (error) => (error ? reject(error) : resolve())),
    );

  /** The dead letters of this run. */
  async function letters(service: string): Promise<DeadLetter[]> {
    const found: DeadLetter[] = [];
    for (let path: string | undefined = `/api/ops/${service}/dead-letters?limit=100`; path;) {
      const page: Answer<DeadLetter[]> = await admin.get<DeadLetter[]>(path);
      expect(page.status).toBe(200);
      found.push(...page.body.filter(({ payload }) => payload.includes(marker)));
      path = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    return found;
  }

  /** Somebody buys, gives back, and asks for help: every consumer takes part. */
  async function trade(): Promise<void> {
    const [seller, buyer] = await Promise.all([ApiClient.signUp(), ApiClient.signUp()]);
    const { id } = await seller.sell();
    const order = await buyer.reserve(id);
    await eventually(async () =>
      expect((await seller.get(`/api/tickets/${id}`)).body).toMatchObject({ orderId: order.id }),
    );
    const paid = await eventually(async () => {
      const { status } = await buyer.get(`/api/payments?orderId=${order.id}`);
      expect(status).toBe(200);
      return buyer.post(`/api/payments`, { orderId: order.id, token: 'none' });
    });
    expect(paid.status).toBe(400);
    expect((await buyer.delete(`/api/orders/${order.id}`)).status).toBe(204);
    await eventually(async () =>
      expect((await seller.get(`/api/tickets/${id}`)).body).toMatchObject({ orderId: null, status: 'open' }),
    );
    const report = await buyer.post<{ id: string }>('/crm/api/v1/tickets', {
      title: 'Help',
      description: 'Please',
    });
    await eventually(async () => {
      const { body } = await buyer.get<{ notifications: unknown[] }>(`/crm/api/v1/tickets/${report.body.id}`);
      expect(body.notifications.length).toBeGreaterThan(0);
    });
  }

  it('are dead letters of whoever listens, when no schema takes them, and the next good event is handled', async () => {
    const before = pids();
    const sent = new Map<string, number>();
    for (const subject of subjects) {
      const payloads = refusable();
      await Promise.all(payloads.map((payload) => publish(subject, payload)));
      sent.set(subject, payloads.length);
    }
    await trade();
    for (const service of consumers) {
      await eventually(async () => {
        const counts = new Map<string, number>();
        for (const { subject } of await letters(service)) counts.set(subject, (counts.get(subject) ?? 0) + 1);
        expect(counts.size).toBeGreaterThan(0);
        // A service hears a subject or it doesn't: all of its messages, or none.
        expect([...counts]).toEqual([...counts.keys()].map((subject) => [subject, sent.get(subject)]));
      });
    }
    expect(pids()).toEqual(before);
  });

  it(
    'stop no consumer, whatever is in their fields',
    async () => {
      const before = pids();
      for (const subject of subjects) {
        await Promise.all(Array.from({ length: 10 * effort }, () => publish(subject, anyFields())));
      }
      await trade();
      expect(pids()).toEqual(before);
      for (const service of consumers) {
        await eventually(async () => {
          const { body } = await admin.get(`/api/ops/${service}/health`);
          expect(body).toMatchObject({ service, ready: true });
        });
      }
    },
    120_000 * effort,
  );
});

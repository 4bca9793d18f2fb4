import { until } from '@ticketing/harness';
import { randomUUID } from 'node:crypto';
import { NatsWrapper } from '@ticketing/common/messaging';
import { mongo } from 'mongoose';
import type { Finding } from '../check/finding';
import type { Fault, FaultContext } from '../fault';
import { readDeadLetters } from '../system/dead-letters';
import { replicated } from '../system/replications';

const LAST = 4;
const EACH = 10;
/** Services that keep a read model of tickets. */
const consumers = replicated.find(({ kind }) => kind === 'ticket')!.copies.map(({ service }) => service);
/** Of those that keep time, too, which has no database. */
const poisoned = ['ticket:updated', 'order:updated'] as const;

/** Orders in which versions 0 to 4 come; in `held` one is missing at first. */
const sequences: readonly { readonly comes: readonly number[]; readonly held?: number }[] = [
  { comes: [4, 3, 2, 1, 0] },
  { comes: [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 4] },
  { comes: [3, 0, 4, 1, 1, 2] },
  { comes: [0, 2, 3, 4], held: 1 },
];

/** A way to publish as a service would, without its outbox. */
async function publisher({ system }: FaultContext): Promise<NatsWrapper> {
  const nats = new NatsWrapper();
  const { clusterId, url } = system.servers.nats;
  await nats.connect({ clusterId, clientId: `faults-${randomUUID()}`, url });
  return nats;
}

/**
 * Publishes histories of tickets that nobody owns, in disorder.
 * @returns what sends the versions that were held back
 */
async function sendHistories(nats: NatsWrapper, context: FaultContext): Promise<(() => Promise<void>)[]> {
  const held: (() => Promise<void>)[] = [];
  for (let round = 0; round < EACH; round += 1) {
    for (const sequence of sequences) {
      const id = new mongo.ObjectId().toHexString();
      context.foreign.push({ kind: 'ticket', id, version: LAST });
      const send = (version: number) => publish(nats, context, id, version);
      for (const version of sequence.comes) await send(version);
      const missing = sequence.held;
      if (missing !== undefined) held.push(() => send(missing));
    }
  }
  context.injected(`${EACH * sequences.length} histories in disorder`);
  return held;
}

/** Versions in disorder, and nothing else. */
export async function disorder(context: FaultContext): Promise<void> {
  const nats = await publisher(context);
  for (const replay of await sendHistories(nats, context)) await replay();
  await nats.close();
}

export const versions: Fault = {
  name: 'versions',
  title: 'versions reversed, duplicated, dropped and replayed later, and a poison message among them',
  healsWithin: 20,
  async run(context) {
    const { system, injected } = context;
    const nats = await publisher(context);
    try {
      const mark = `poison-${randomUUID()}`;
      context.poison.push(mark);
      for (const subject of poisoned) await nats.publish({ subject, wire: `{"${mark}":` });
      injected(`poison on ${poisoned.join(' and ')}`);
      const held = await sendHistories(nats, context);
      for (const service of consumers) {
        const parked = system.stores.collection(service, 'parked_messages');
        await until(`what waits in ${service}`, async () => (await parked.countDocuments()) >= held.length);
      }
      for (const replay of held) await replay();
      injected(`${held.length} dropped versions, replayed`);
      return await findPoison(context, mark);
    } finally {
      await nats.close();
    }
  },
};

/** The poison has to be put aside by everyone who was given it. */
async function findPoison({ system }: FaultContext, mark: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [service, subject] of [
    ...consumers.map((each) => [each, 'ticket:updated'] as const),
    ['expiration', 'order:updated'] as const,
  ]) {
    const found = async () =>
      (await readDeadLetters(system)).filter(
        (each) => each.service === service && each.subject === subject && each.wire.includes(mark),
      ).length === 1;
    await until(`the dead letter of ${service}`, found, 10_000).catch((error: Error) => {
      findings.push({ invariant: 'I1', kind: 'dead letter', text: error.message });
    });
  }
  return findings;
}

function publish(nats: NatsWrapper, { people }: FaultContext, id: string, version: number): Promise<void> {
  const price = 10 + version;
  const data = { id, version, title: 'Sent by hand', price, userId: people.sellers[0]!.id };
  const update = version === 0 ? {} : { orderId: null, status: 'open' };
  const meta = { id: `${id}@${version}`, time: new Date().toISOString(), correlationId: id };
  return nats.publish({
    subject: version === 0 ? 'ticket:created' : 'ticket:updated',
    wire: JSON.stringify({ ...data, ...update, meta }),
  });
}

import { databases } from '@ticketing/infra';
import type { Taken } from '@ticketing/payments/testing';
import type {
  ItemState,
  NotificationState,
  OrderState,
  OutboxEvent,
  Replication,
  Snapshot,
  StockState,
  Versioned,
} from '../check/snapshot';
import { checkDesk } from './check-desk';
import { readDeadLetters } from './dead-letters';
import { replicated } from './replications';
import type { Row, Stores } from './stores';
import type { System } from './system';

/** Reads all stores and sinks. */
export async function takeSnapshot(system: System): Promise<Snapshot> {
  const { stores, servers } = system;
  const owned = (kind: string): Promise<Row[]> => {
    const owner = replicated.find((each) => each.kind === kind)?.owner;
    return owner ? stores.rows(owner.service, owner.collection) : Promise.resolve([]);
  };
  const [tickets, orders, admissions, payments, users, support] = await Promise.all(
    ['ticket', 'order', 'admission', 'payment', 'user', 'support'].map(owned),
  );
  const resales = new Map(
    (system.has('orders') ? await stores.rows('orders', 'resales') : []).map((row) => [
      String(row._id),
      row as unknown as ResoldPlace,
    ]),
  );
  const services = databases.filter((service) => system.has(service));
  return {
    at: Date.now(),
    tickets: (tickets ?? []).map((row) => ({
      ...versioned(row),
      ...pick(row, 'title', 'status', 'orderId', 'quantity', 'held', 'sold'),
    })),
    orders: (orders ?? []).map((row) => ({
      ...versioned(row),
      ...pick(row, 'userId', 'status', 'cancelReason', 'paymentId', 'total'),
      ...readPlaces(row, resales),
      items: (row['items'] as ItemRow[] | undefined)?.map(readItem),
      refunded: (row['refunded'] as ItemRow[] | undefined)?.map(readItem),
      isOffer: row['offer'] === true,
      createdAt: (row['createdAt'] as Date).getTime(),
      ticketId: (row['ticket'] as { id: string }).id,
      expiresAt: (row['expiresAt'] as Date).getTime(),
    })),
    places: system.has('orders')
      ? (await stores.rows('orders', 'places', 'order')).map((row) => ({
          id: String(row._id),
          orderId: row['order'] ? String(row['order']) : null,
        }))
      : [],
    stock: system.has('orders')
      ? (await stores.rows('orders', 'tickets', 'places')).map((row) => {
          const { size, quantity } = (row['places'] ?? { size: 1, quantity: 1 }) as StockState;
          return { id: String(row._id), size, quantity };
        })
      : [],
    waiting: system.has('orders')
      ? (await stores.rows('orders', 'waiting_entries')).map((row) => ({
          id: String(row._id),
          ...pick(row, 'ticketId', 'userId', 'quantity', 'number', 'status', 'orderId'),
        }))
      : [],
    admissions: (admissions ?? []).map((row) => ({
      ...versioned(row),
      ...pick(row, 'orderId', 'status', 'code'),
      place: toPlaceId(row as unknown as ResoldPlace),
      isSurrendered: (row['resale'] as { status: string } | undefined)?.status === 'surrendered',
    })),
    checkIns: system.has('admissions')
      ? (await stores.rows('admissions', 'checkins')).map((row) => ({
          id: String(row._id),
          ...pick(row, 'admissionId', 'result'),
          isUndone: row['undoneAt'] !== undefined,
        }))
      : [],
    payments: (payments ?? []).map((row) => ({ ...counted(row), ...pick(row, 'orderId', 'status') })),
    users: (users ?? []).map((row) => ({ ...versioned(row), ...pick(row, 'email') })),
    support: (support ?? []).map((row) => ({ ...versioned(row), ...pick(row, 'title') })),
    notifications: (await stores.rows('notifications', 'notifications', ...notificationFields)).map(
      notification,
    ),
    replications: await copies(system),
    outbox: (await Promise.all(services.map((service) => readOutbox(stores, service)))).flat(),
    broker: new Map(system.broker.events),
    parked: Object.fromEntries(
      await Promise.all(
        services.map(async (service) => [
          service,
          await stores.collection(service, 'parked_messages').countDocuments(),
        ]),
      ),
    ) as Record<string, number>,
    deadLetters: await readDeadLetters(system),
    feed: (await stores.rows('notifications', 'feed', 'scope')).map((row) => ({
      id: row._id as number,
      scope: row['scope'] as string,
    })),
    sinks: countUuids(servers.inbox.store.list({}, Number.MAX_SAFE_INTEGER)),
    money: [...servers.stripe.ledger.intents.values()].map(
      ({ metadata, amount, charges, refunds, refunded = [] }): Taken => ({
        orderId: metadata['orderId'] ?? '',
        charges,
        refunds: refunds.length,
        cents: {
          charged: amount * charges,
          refunded: refunded.reduce((sum, refund) => sum + refund.amount, 0),
        },
      }),
    ),
    desk: system.has('support') ? await checkDesk(stores) : [],
  };
}

/** An order's item. */
interface ItemRow extends Omit<ItemState, 'ticketId' | 'price'> {
  readonly ticket: { readonly id: string; readonly price: number };
  /** Places that others have by now, who have bought them of its buyer. */
  readonly resold?: readonly number[];
}

function readItem({ ticket: { id, price }, ...item }: ItemRow): ItemState {
  return { ticketId: id, price, ...item };
}

/** The place that is sold again. */
interface ResoldPlace {
  readonly ticketId: string;
  readonly place: number;
}

const toPlaceId = ({ ticketId, place }: ResoldPlace): string => `${ticketId}#${place}`;

/** The places of an order; one that has paid for a resale has that of the first order as well, and admits to it. */
function readPlaces(
  row: Row,
  resales: ReadonlyMap<string, ResoldPlace>,
): Pick<OrderState, 'places' | 'admits'> {
  const items = row['items'] as ItemRow[] | undefined;
  if (!items) return { places: undefined };
  const places = items.flatMap(({ ticket, places: its, resold = [] }) =>
    its.filter((place) => !resold.includes(place)).map((place) => toPlaceId({ ticketId: ticket.id, place })),
  );
  const resale = row['resale'] ? resales.get(items[0]!.ticket.id) : undefined;
  if (!resale || row['status'] !== 'complete') return { places };
  const admits = [toPlaceId(resale)];
  return { places: [...places, ...admits], admits };
}

const versioned = (row: Row): Versioned => ({ id: String(row._id), version: row['version'] as number });
const counted = (row: Row): Versioned => ({ id: String(row._id), version: (row['version'] as number) - 1 });

/* What is stored is taken to be what the models say; the checker finds what is not. */
function pick<K extends string>(row: Row, ...keys: K[]): Record<K, never> {
  return Object.fromEntries(keys.map((key) => [key, row[key]])) as Record<K, never>;
}

function copies(system: System): Promise<Replication[]> {
  return Promise.all(
    replicated
      .filter(({ owner }) => system.has(owner.service))
      .flatMap(({ kind, copies: places }) =>
        places
          .filter((place) => system.has(place.service))
          .map(async ({ service, collection, byPart, where = {} }) => {
            const options = { projection: { version: 1 } };
            const found = await system.stores.collection(service, collection).find(where, options).toArray();
            const rows = found.map(versioned);
            return { kind, service, rows: byPart ? wholes(rows) : rows };
          }),
      ),
  );
}

/** An aggregate is known as far as the part that is known least. */
function wholes(parts: readonly Versioned[]): Versioned[] {
  const versions = new Map<string, number>();
  for (const { id: part, version } of parts) {
    const id = part.replace(/:.*$/, '');
    versions.set(id, Math.min(version, versions.get(id) ?? Infinity));
  }
  return [...versions].map(([id, version]) => ({ id, version }));
}

async function readOutbox(stores: Stores, service: string): Promise<OutboxEvent[]> {
  const rows = await stores.rows(service, 'outbox');
  return rows.map((row) => ({
    id: row._id as string,
    service,
    ...pick(row, 'aggregate', 'version', 'subject', 'isSent'),
    at: (row['createdAt'] as Date).getTime(),
    data: JSON.parse(row['wire'] as string) as Record<string, unknown>,
  }));
}

const notificationFields = ['version', 'type', 'status', 'origin', 'attempts', 'supportTicketId'];

/** An answer is a number of SMTP or HTTP; anything else is the name of a broken connection. */
function notification(row: Row): NotificationState {
  const attempts = (row['attempts'] ?? []) as { outcome: string; code?: string }[];
  const unclear = attempts.filter(
    ({ outcome, code = '' }) => outcome === 'unknown' || (outcome === 'retry' && !/^\d{3}$/.test(code)),
  );
  return {
    ...versioned(row),
    ...pick(row, 'type', 'status', 'origin'),
    isTold: Boolean(row['supportTicketId']) && row['type'] !== 'INBOX',
    unclear: unclear.length,
    accepted: attempts.filter(({ outcome }) => outcome === 'accepted').length,
  };
}

function countUuids(messages: readonly { uuid?: string | undefined }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { uuid = 'none' } of messages) counts.set(uuid, (counts.get(uuid) ?? 0) + 1);
  return counts;
}

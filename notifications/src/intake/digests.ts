import type { Collection, Connection, mongo } from 'mongoose';
import {
  type AcceptResult,
  type DigestEntry,
  type DigestRequest,
  type NotificationCollection,
  type NotificationRequest,
  type NotificationRow,
} from '../notification/notification';
import { idAmongOwn, notificationOwner } from '../notification/notification-id';
import { insertRowsIn } from './store-rows';

/** The newest notification under a key: what follows is added to it, or waits until a window after it. */
interface DigestRow {
  /** The key. */
  _id: string;
  notificationId: string;
  dueAt: Date;
  expireAt: Date;
}

/** Entries of one notification, at the most, and UTF-16 units of its text after which it takes no more. */
const MAX_ENTRIES = 200;
const MAX_TEXT = 100_000;

/** How long it is known after its window when the last notification was due: one may wait for a provider that is away. */
const MEMORY_MS = 24 * 3_600_000;

/** Whether a request is gathered with others. */
export function isGathered(request: NotificationRequest): boolean {
  return request.digest !== undefined;
}

/** The keys of some requests, for transactions that take turns. */
export function digestKeys(requests: readonly NotificationRequest[]): string[] {
  return [...new Set(requests.flatMap(({ digest }) => (digest ? [`digest:${digest.key}`] : [])))].sort();
}

export interface GatheredRows {
  results: AcceptResult[];
  /** The rows that are new. */
  inserted: NotificationRow[];
  /** The rows that hold more than before, as they are now. */
  extended: NotificationRow[];
}

/**
 * Keeps what is said under one key to one notification a window. The first goes at once; the next waits until the window
 * has passed, and what comes meanwhile is added to it, as long as no worker has ever claimed it: a claim and an addition
 * write the same row, so that one of the two is made again.
 */
export class Digests {
  private readonly digests: Collection<DigestRow>;

  constructor(
    connection: Connection,
    private readonly rows: NotificationCollection,
  ) {
    this.digests = connection.collection<DigestRow>('digests');
  }

  async prepare(): Promise<void> {
    await this.digests.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 });
  }

  /** Stores requests within a transaction, each uuid once, and answers in their order. */
  async store(
    session: mongo.ClientSession,
    requests: readonly NotificationRequest[],
    now: Date,
  ): Promise<GatheredRows> {
    const stored: GatheredRows = { results: [], inserted: [], extended: [] };
    for (const request of requests) stored.results.push(await this.storeOne(session, request, now, stored));
    return stored;
  }

  private async storeOne(
    session: mongo.ClientSession,
    request: NotificationRequest,
    now: Date,
    stored: GatheredRows,
  ): Promise<AcceptResult> {
    const { digest, uuid } = request;
    if (!digest) throw new Error('a request without a digest is stored by itself');
    const known = await this.find(request, session);
    if (known) return { outcome: 'duplicate', id: known._id };
    const { key, windowMs, entry, render } = digest;
    const last = await this.digests.findOne({ _id: key }, { session });
    const open = last && entry ? await this.openRow(last.notificationId, session) : null;
    if (open && entry) {
      const row = extend(open, { uuid, ...entry }, render, now);
      if (open.staffOnly && !request.staffOnly) delete row.staffOnly;
      await this.rows.replaceOne({ _id: row._id }, row, { session, ignoreUndefined: true });
      stored.extended.push(row);
      return { outcome: 'accepted', id: row._id };
    }
    const earliest = last && entry ? last.dueAt.getTime() + windowMs : 0;
    const dueAt = new Date(Math.max(now.getTime(), earliest));
    const begun = { ...request, dueAt, ...(entry && { entries: [{ uuid, ...entry }] }) };
    const { results, inserted } = await insertRowsIn(session, this.rows, [begun], now);
    stored.inserted.push(...inserted);
    const [row] = inserted;
    if (row) {
      const expireAt = new Date(dueAt.getTime() + windowMs + MEMORY_MS);
      const $set = { notificationId: row._id, dueAt, expireAt };
      await this.digests.updateOne({ _id: key }, { $set }, { session, upsert: true });
    }
    const [result] = results;
    if (!result) throw new Error('an insert gave no result');
    return result;
  }

  /** What the request was stored as or added to, also by a process that gathers nothing. */
  private async find(request: NotificationRequest, session: mongo.ClientSession) {
    const owner = notificationOwner(request);
    const ids = [request.uuid, idAmongOwn(owner, request.uuid)];
    const rows = this.rows.find(
      { $or: [{ _id: { $in: ids } }, { 'entries.uuid': request.uuid }] },
      { session },
    );
    return (await rows.toArray()).find((row) => notificationOwner(row) === owner);
  }

  /** The row, if nobody has had it in hand yet and it isn't full. */
  private async openRow(id: string, session: mongo.ClientSession): Promise<NotificationRow | null> {
    const row = await this.rows.findOne({ _id: id }, { session });
    if (!row?.entries || row.status !== 'ACCEPTED' || row.attempts) return null;
    return row.entries.length < MAX_ENTRIES && row.text.length < MAX_TEXT ? row : null;
  }
}

function extend(
  row: NotificationRow,
  entry: DigestEntry,
  render: DigestRequest['render'],
  now: Date,
): NotificationRow {
  const entries = [...(row.entries ?? []), entry];
  return { ...row, ...render(entries), entries, extendedAt: now, version: row.version + 1 };
}

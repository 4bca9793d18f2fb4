import { Batcher } from '@ticketing/common/concurrency';
import { isDuplicateKey } from '@ticketing/common/errors';
import { counter } from '@ticketing/common/observability';
import { type Connection, mongo } from 'mongoose';

/** Who may see an entry: one user, those who watch a ticket, or those in a ticket's room. */
export type Scope = `user:${string}` | `ticket:${string}` | `room:${string}`;

/** What is to be told live. */
export interface NewFeedEntry {
  /** Says which fact it is: an entry whose key is known is not written again. */
  key: string;
  scope: Scope;
  /** What kind of thing happened, for example `notification`, `order` or `room.said`. */
  event: string;
  data: object;
  /** Id of the user who caused it and is not told. */
  from?: string;
  /** Ids of others who are not told. */
  except?: readonly string[];
}

/** An entry of the log. */
export interface FeedEntry extends NewFeedEntry {
  /** From 1, without a gap, in the order in which entries become visible. */
  id: number;
  at: Date;
}

/** The oldest and newest ids there are. An empty log is `{ floor: 1, head: 0 }`. */
export interface FeedBounds {
  floor: number;
  head: number;
}

/** True when all that came after `cursor` is still in the log. */
export function canReplay(cursor: number, { floor, head }: FeedBounds): boolean {
  return cursor + 1 >= floor && cursor <= head;
}

interface FeedRow extends Omit<FeedEntry, 'id'> {
  _id: number;
}

export interface FeedLogOptions {
  connection: Connection;
  /** Called with the newest id after entries were written. */
  onAppended?: (head: number) => void;
  now?: () => Date;
}

const appendedTotal = counter(
  'notifications_feed_entries_total',
  'Entries written to the feed of live streams',
);

/** How long the newest known id is believed without a look, in ms; far below the shortest retention. */
const HEAD_TTL_MS = 10_000;
const MAX_BATCH = 500;

/**
 * The log that every live stream reads. Ids count from 1 without a gap, and an id becomes visible only after the one
 * before it: an entry is inserted under the id after the newest visible one, and the unique `_id` lets only one of
 * several writers have it; the others take the next. So a reader that has seen id n has seen all up to n, whoever wrote
 * them, and a cursor is one number. A counter handed out before the insert could not promise that: a slow writer's lower id
 * would appear behind the cursor.
 *
 * Written and read with majority concern, so that no id that a client has seen is given again after a failover.
 */
export class FeedLog {
  private readonly rows: mongo.Collection<FeedRow>;
  private head: { id: number; at: number } | undefined;
  private readonly batches = new Batcher<NewFeedEntry>((entries) => this.write(entries), {
    maxSize: MAX_BATCH,
    maxRunning: 1,
  });

  constructor(private readonly options: FeedLogOptions) {
    this.rows = options.connection.collection<FeedRow>('feed');
  }

  /** Creates the indexes; safe to call again. */
  async prepare(): Promise<void> {
    await this.rows.createIndexes([{ key: { key: 1 }, unique: true }, { key: { scope: 1, _id: 1 } }]);
  }

  /**
   * Adds entries, in their order; those that come at the same time share a write. Resolves when all are durable. An entry
   * whose key is in the log is left out, so a repetition is safe.
   *
   * @throws when the database is away; some may then have been written.
   */
  async append(...entries: NewFeedEntry[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.batches.add(entry)));
  }

  /** The entries of these scopes (or of all) with an id above `after`, up to `upTo`, ascending, at most `limit`. */
  async read(options: {
    scopes?: readonly Scope[];
    after: number;
    upTo?: number;
    limit?: number;
  }): Promise<FeedEntry[]> {
    const { scopes, after, upTo = Number.MAX_SAFE_INTEGER, limit = 200 } = options;
    const rows = await this.rows
      .find(
        { ...(scopes ? { scope: { $in: [...scopes] } } : {}), _id: { $gt: after, $lte: upTo } },
        { sort: { _id: 1 }, limit, readConcern: { level: 'majority' } },
      )
      .toArray();
    return rows.map(({ _id, ...entry }) => ({ id: _id, ...entry }));
  }

  /** The newest entry of each of these scopes up to `upTo`, in no order. */
  async latest(scopes: readonly Scope[], upTo: number): Promise<FeedEntry[]> {
    const rows = await this.rows
      .aggregate<{ row: FeedRow }>(
        [
          { $match: { scope: { $in: [...scopes] }, _id: { $lte: upTo } } },
          { $sort: { scope: 1, _id: -1 } },
          { $group: { _id: '$scope', row: { $first: '$$ROOT' } } },
        ],
        { readConcern: { level: 'majority' } },
      )
      .toArray();
    return rows.map(({ row: { _id, ...entry } }) => ({ id: _id, ...entry }));
  }

  /** The oldest and newest ids. */
  async bounds(): Promise<FeedBounds> {
    const [first, head] = await Promise.all([
      this.rows.findOne({}, { sort: { _id: 1 }, projection: { _id: 1 } }),
      this.readHead(),
    ]);
    return { floor: first?._id ?? head + 1, head };
  }

  /**
   * Removes the oldest entries up to the first that is not older than `before`, so that writers whose clocks differ leave
   * no hole; never the newest entry, the log's own memory of which id comes next. Returns how many were removed.
   */
  async trim(before: Date): Promise<number> {
    const head = await this.readHead();
    const kept = await this.rows.findOne(
      { at: { $gte: before } },
      { sort: { _id: 1 }, projection: { _id: 1 }, hint: { _id: 1 } },
    );
    const { deletedCount } = await this.rows.deleteMany({ _id: { $lt: Math.min(kept?._id ?? head, head) } });
    return deletedCount;
  }

  private async write(entries: readonly NewFeedEntry[]): Promise<void> {
    let left = entries;
    let head = await this.nextAfter();
    while (left.length > 0) {
      const at = this.options.now?.() ?? new Date();
      const rows = left.map((entry, index): FeedRow => ({ _id: head + 1 + index, ...entry, at }));
      const refused = await this.insert(rows);
      const inserted = refused?.index ?? rows.length;
      head += inserted;
      if (inserted > 0) {
        this.believe(head);
        appendedTotal.inc(inserted);
        this.options.onAppended?.(head);
      }
      if (!refused) return;
      // A known key is left out; a taken id means that another writer was faster, and both go on after it.
      left = left.slice(refused.known ? inserted + 1 : inserted);
      if (!refused.known) head = await this.readHead();
    }
  }

  /** Inserts in order up to the first row that is refused. */
  private async insert(rows: FeedRow[]): Promise<{ index: number; known: boolean } | undefined> {
    try {
      await this.rows.insertMany(rows, { ordered: true, writeConcern: { w: 'majority', j: true } });
      return undefined;
    } catch (error) {
      this.head = undefined;
      if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicateKey(error)) throw error;
      const [refusal] = [error.writeErrors].flat();
      if (!refusal || error.result.getWriteConcernError()) throw error;
      return { index: refusal.index, known: isAboutKey(refusal) };
    }
  }

  private async nextAfter(): Promise<number> {
    // An id that was believed for longer than the retention could have been written, read and trimmed meanwhile.
    if (this.head && Date.now() - this.head.at < HEAD_TTL_MS) return this.head.id;
    return this.readHead();
  }

  private async readHead(): Promise<number> {
    const newest = await this.rows.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
    const id = newest?._id ?? 0;
    this.believe(id);
    return id;
  }

  private believe(id: number): void {
    this.head = { id, at: Date.now() };
  }
}

/** The driver passes on no more than the message, which names the index before any value. */
function isAboutKey({ errmsg }: mongo.WriteError): boolean {
  return /index: (\S+) dup key/.exec(errmsg ?? '')?.[1] === 'key_1';
}

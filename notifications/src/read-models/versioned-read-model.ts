import { Batcher, SharedReads } from '@ticketing/common/concurrency';
import { isDuplicateKey } from '@ticketing/common/errors';
import { GapError, isNextVersion, READ_MODEL_LINGER_MS, versionWrite } from '@ticketing/common/messaging';
import type { Connection, mongo } from 'mongoose';

interface Versioned {
  _id: string;
  version: number;
  /** The last version that came as an event, where a later one came as a replay; -1 for none. */
  heard?: number;
}

/** What an event is to the read model. `before` is what was known. */
export type Step<T> = { apply: false } | { apply: true; before: T | undefined };

/**
 * What this service knows of another's aggregate, version by version. What an event causes is stored, once per event,
 * before the version is: so a process that dies in between only repeats itself.
 */
export class VersionedReadModel<T extends Versioned> {
  private readonly rows: mongo.Collection<T>;
  private readonly reads = new SharedReads<T>((ids) => this.readAll(ids));
  private readonly writes = new Batcher<mongo.AnyBulkWriteOperation<T>>(
    async (writes) => void (await this.rows.bulkWrite([...writes], { ordered: false })),
    { isolateFailures: true, maxRunning: 1, lingerMs: READ_MODEL_LINGER_MS },
  );

  /** @param kind the aggregate's kind, as in `order:<id>` */
  constructor(
    connection: Connection,
    collection: string,
    private readonly kind: string,
  ) {
    this.rows = connection.collection<T>(collection);
  }

  get collection(): mongo.Collection<T> {
    return this.rows;
  }

  find(id: string): Promise<T | undefined> {
    return this.reads.get(id);
  }

  private async readAll(ids: readonly string[]): Promise<Map<string, T>> {
    const rows = await this.rows.find({ _id: { $in: ids } } as mongo.Filter<T>).toArray();
    return new Map(rows.map((row) => [String(row._id), row as T]));
  }

  /**
   * What is known of an aggregate that another one refers to.
   *
   * @throws GapError until its first event was applied
   */
  async get(id: string): Promise<T> {
    const row = await this.find(id);
    if (!row) throw new GapError({ aggregate: `${this.kind}:${id}`, version: 0 });
    return row;
  }

  /**
   * Whether an event of this version is the next.
   *
   * @throws GapError when an earlier one has to come first
   */
  async check({ id, version }: { id: string; version: number }): Promise<Step<T>> {
    const before = await this.find(id);
    if (before?.heard !== undefined && version <= before.version)
      return version > before.heard ? { apply: true, before } : { apply: false };
    const ref = { aggregate: `${this.kind}:${id}`, version };
    return isNextVersion(ref, before?.version) ? { apply: true, before } : { apply: false };
  }

  /**
   * Takes a state of whatever version, unless a newer one is there. What its owner still has on the way of it is news all
   * the same: {@link check} says so.
   *
   * @param unset fields that it hasn't
   * @param first what a row that isn't there yet gets beside
   */
  async restore(
    { _id, ...state }: T,
    unset: (keyof T & string)[] = [],
    first: Partial<Record<keyof T & string, number>> = {},
  ): Promise<void> {
    const { version } = state as unknown as Versioned;
    const known = Object.entries(first).map(([field, value]) => [field, { $ifNull: [`$${field}`, value] }]);
    const set = Object.entries(state).map(([field, value]) => [field, { $literal: value as unknown }]);
    const gone = unset.map((field) => [field, '$$REMOVE']);
    const heard = { $ifNull: ['$heard', '$version', -1] };
    const update = [{ $set: Object.fromEntries([...known, ...set, ...gone, ['heard', heard]]) as object }];
    const filter = { _id, version: { $lt: version } } as unknown as mongo.Filter<T>;
    try {
      await this.rows.updateOne(filter, update, { upsert: true });
    } catch (error) {
      // The row is there, and as new.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Stores the next version; does nothing when another replica of this service was faster. */
  async store(row: T, unset: (keyof T & string)[] = []): Promise<void> {
    const { _id: key, version, ...set } = row;
    const write = versionWrite({ key, version, set, unset });
    return this.writes.add(write as unknown as mongo.AnyBulkWriteOperation<T>);
  }
}

import type { ClientSession, Collection, Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { OutgoingMessage } from '../messaging/envelope';
import type { NatsWrapper } from '../messaging/nats-wrapper';
import type { EventSink } from '../messaging/publisher';
import { isDuplicateKey } from '../errors';
import { crashPoint } from '../errors/crash-point';
import { retryUntilAvailable } from '../concurrency/retry-until-available';
import { AggregateQueue, type AggregateQueueOptions } from './aggregate-queue';
import { Dispatcher } from './dispatcher';
import { Batcher } from '../concurrency/batcher';
import { Lease } from './lease';
import { type OutboxRow, OutboxStore, toRow } from './outbox-store';
import { Relay } from './relay';
import { withTransaction } from './with-transaction';

/** A MongoDB transaction into which events are published: they are stored with the state and sent after commit. */
export interface Transaction extends EventSink {
  /** Every read and write of the work has to use it. */
  readonly session: ClientSession;
}

/** New documents and their events, gathered before they are saved together. */
export interface InsertBatch extends EventSink {
  /** Adds a document, complete with its `_id` and `version`. */
  insert(collection: InsertTarget, document: object): void;
  /** Adds an update of one document, without which nothing is saved. */
  update(update: RequiredUpdate): void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the driver's collections are invariant in their documents
type AnyCollection = Collection<any>;
/** Where documents go; what they look like is up to the caller. */
type InsertTarget = Pick<AnyCollection, 'insertMany'>;
type UpdateTarget = Pick<AnyCollection, 'bulkWrite'>;

/** An update that has to find its document, at any time: repeating it changes nothing. */
export interface RequiredUpdate {
  readonly collection: UpdateTarget;
  readonly filter: object;
  readonly update: object;
  /** What fails when the document isn't there. */
  readonly missed: () => Error;
}

interface Insert {
  readonly collection: InsertTarget;
  readonly document: object;
}

interface BatchItem {
  readonly inserts: readonly Insert[];
  readonly updates: readonly RequiredUpdate[];
  readonly rows: readonly OutboxRow[];
}

/** What an outbox works with. */
export interface OutboxOptions {
  readonly connection: Connection;
  readonly nats: Pick<NatsWrapper, 'publish' | 'isConnected' | 'onConnect'>;
  readonly logger: Logger;
  /** Seconds that sent events are kept; default 7 days. */
  readonly retentionSeconds?: number;
  /** Bounds of the queues in which transactions wait for their turn. */
  readonly queue?: AggregateQueueOptions;
}

/** How a transaction is run. */
export interface TransactionOptions {
  /**
   * Aggregates that many may write at once, such as `support:665f…`. Transactions that name the same one take turns
   * in this process; several are waited for in this order, which has to be the same everywhere.
   */
  readonly exclusive?: readonly string[];
}

const DEFAULT_RETENTION_SECONDS = 7 * 24 * 3600;

/**
 * The transactional outbox of a service: a state and the event that tells of it are saved together or not at all,
 * and every saved event reaches the broker, at least once.
 *
 * Pattern: https://microservices.io/patterns/data/transactional-outbox.html
 */
export class Outbox implements EventSink {
  private readonly store: OutboxStore;
  private readonly dispatcher: Dispatcher;
  private readonly relay: Relay;
  private readonly batches = new Batcher<BatchItem>((items) => this.commitBatch(items), {
    isolateFailures: true,
  });
  private readonly queue: AggregateQueue;

  constructor(private readonly options: OutboxOptions) {
    this.queue = new AggregateQueue(options.queue);
    this.store = new OutboxStore(options.connection);
    this.dispatcher = new Dispatcher({ store: this.store, nats: options.nats, logger: options.logger });
    this.relay = new Relay({
      store: this.store,
      dispatcher: this.dispatcher,
      lease: new Lease(options.connection, 'outbox-relay'),
      nats: options.nats,
      logger: options.logger,
    });
  }

  /**
   * Runs `work` in a transaction and sends what it published right after the commit, without waiting for the
   * broker. The work is run again from its start on a write conflict, so it must load what it changes.
   *
   * @throws whatever the work throws; UnavailableError when too many others write the same for too long. Then nothing was
   * saved and nothing is sent.
   */
  transaction<R>(
    work: (tx: Transaction) => Promise<R>,
    { exclusive = [] }: TransactionOptions = {},
  ): Promise<R> {
    return exclusive.reduceRight(
      (next, aggregate) => () => this.queue.run(aggregate, next),
      () => this.run(work),
    )();
  }

  /** Stores an event that stands by itself; it reaches the broker as others do. */
  publish(message: OutgoingMessage): Promise<void> {
    return this.transaction((tx) => tx.publish(message));
  }

  private async run<R>(work: (tx: Transaction) => Promise<R>): Promise<R> {
    let rows: OutboxRow[] = [];
    const result = await this.commit(async (session) => {
      rows = [];
      const value = await work({ session, publish: collectInto(rows) });
      await this.store.insert(rows, session);
      return value;
    });
    this.sendCommitted(rows);
    return result;
  }

  /**
   * Saves new documents with the events that tell of them. Those asked for at the same time share one transaction, so
   * that many inserts cost little more than one; each still succeeds or fails by itself.
   *
   * @throws whatever the work throws, or the database for these documents, for example a duplicate key; then nothing
   * was saved and nothing is sent.
   */
  async insert(work: (batch: InsertBatch) => Promise<void>): Promise<void> {
    const inserts: Insert[] = [];
    const updates: RequiredUpdate[] = [];
    const rows: OutboxRow[] = [];
    await work({
      insert: (collection, document) => inserts.push({ collection, document }),
      update: (update) => updates.push(update),
      publish: collectInto(rows),
    });
    await this.batches.add({ inserts, updates, rows });
    this.sendCommitted(rows);
  }

  private async commitBatch(items: readonly BatchItem[]): Promise<void> {
    const inserts = byCollection(items.flatMap((item) => item.inserts));
    const updates = byCollection(items.flatMap((item) => item.updates));
    const rows = items.flatMap((item) => item.rows);
    try {
      await this.commit(async (session) => {
        for (const [collection, group] of inserts)
          await collection.insertMany(
            group.map(({ document }) => document),
            { session },
          );
        await this.store.insert(rows, session);
        for (const [collection, group] of updates) await updateAll(collection, group, session);
      });
    } catch (error) {
      // The answer to an earlier attempt may have been lost, not the attempt: then it is our own rows that are in the way.
      if (!isDuplicateKey(error) || !(await this.store.hasAll(rows))) throw error;
    }
  }

  private commit<R>(work: (session: ClientSession) => Promise<R>): Promise<R> {
    return this.options.connection
      .getClient()
      .withSession((session) => withTransaction(session, () => work(session)));
  }

  private sendCommitted(rows: readonly OutboxRow[]): void {
    crashPoint('outbox:committed');
    this.dispatcher.dispatch(rows);
  }

  /** Creates the indexes and starts the relay. */
  async start(): Promise<void> {
    const { retentionSeconds = DEFAULT_RETENTION_SECONDS, logger } = this.options;
    await retryUntilAvailable(() => this.store.prepare(retentionSeconds), logger);
    this.relay.start();
  }

  /** Resolves when everything under way was sent or left to the relay, and marked. */
  flush(): Promise<void> {
    return this.dispatcher.flush();
  }

  /** Stops the relay and flushes. */
  async stop(): Promise<void> {
    await this.relay.stop();
    await this.flush();
  }
}

function byCollection<W extends { readonly collection: object }>(
  writes: readonly W[],
): Map<W['collection'], W[]> {
  const groups = new Map<W['collection'], W[]>();
  for (const write of writes) {
    const group = groups.get(write.collection);
    if (group) group.push(write);
    else groups.set(write.collection, [write]);
  }
  return groups;
}

/** @throws what the first one says, when not all find their document */
async function updateAll(
  collection: UpdateTarget,
  updates: readonly RequiredUpdate[],
  session: ClientSession,
): Promise<void> {
  const statements = updates.map(({ filter, update }) => ({ updateOne: { filter, update } }));
  const { matchedCount } = await collection.bulkWrite(statements, { session, ordered: false });
  if (matchedCount < updates.length) throw updates[0]!.missed();
}

function collectInto(rows: OutboxRow[]): EventSink['publish'] {
  return (message: OutgoingMessage) => {
    rows.push(toRow(message));
    return Promise.resolve();
  };
}

import type { ClientSession, Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { OutgoingMessage } from '../messaging/envelope';
import type { NatsWrapper } from '../messaging/nats-wrapper';
import type { EventSink } from '../messaging/publisher';
import { crashPoint } from '../runtime/crash-point';
import { Dispatcher } from './dispatcher';
import { Lease } from './lease';
import { type OutboxRow, OutboxStore, toRow } from './outbox-store';
import { Relay } from './relay';

/** A MongoDB transaction into which events are published: they are stored with the state and sent after commit. */
export interface Transaction extends EventSink {
  /** Every read and write of the work has to use it. */
  readonly session: ClientSession;
}

/** What an outbox works with. */
export interface OutboxOptions {
  readonly connection: Connection;
  readonly nats: Pick<NatsWrapper, 'publish' | 'isConnected'>;
  readonly logger: Logger;
  /** Seconds that sent events are kept; default 7 days. */
  readonly retentionSeconds?: number;
}

const DEFAULT_RETENTION_SECONDS = 7 * 24 * 3600;

/**
 * The transactional outbox of a service: a state and the event that tells of it are saved together or not at all,
 * and every saved event reaches the broker, at least once.
 *
 * Pattern: https://microservices.io/patterns/data/transactional-outbox.html
 */
export class Outbox {
  private readonly store: OutboxStore;
  private readonly dispatcher: Dispatcher;
  private readonly relay: Relay;

  constructor(private readonly options: OutboxOptions) {
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
   * @throws whatever the work throws; then nothing was saved and nothing is sent.
   */
  async transaction<R>(work: (tx: Transaction) => Promise<R>): Promise<R> {
    let rows: OutboxRow[] = [];
    const result = await this.options.connection.getClient().withSession((session) =>
      session.withTransaction(
        async () => {
          rows = [];
          const tx: Transaction = {
            session: session,
            publish: (message: OutgoingMessage) => {
              rows.push(toRow(message));
              return Promise.resolve();
            },
          };
          const value = await work(tx);
          await this.store.insert(rows, tx.session);
          return value;
        },
        { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } },
      ),
    );
    crashPoint('outbox:committed');
    this.dispatcher.dispatch(rows);
    return result;
  }

  /** Creates the indexes and starts the relay. */
  async start(): Promise<void> {
    await this.store.prepare(this.options.retentionSeconds ?? DEFAULT_RETENTION_SECONDS);
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

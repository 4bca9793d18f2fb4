import { Batcher } from '@ticketing/common/concurrency';
import { type Logger, traceparent, counter } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { Changes } from '../notification/changes';
import {
  type AcceptResult,
  type NotificationRequest,
  type OutgoingChannel,
  notificationChange,
  type NotificationCollection,
  type NotificationRow,
} from '../notification/notification';
import { isToldToSupport, publishUpdates } from '../notification/publish-updates';
import { type Digests, digestKeys, isGathered } from './digests';
import { insertRows, insertRowsIn } from './store-rows';

export interface IntakeOptions {
  collection: NotificationCollection;
  digests: Digests;
  outbox: Outbox;
  changes: Changes;
  logger: Logger;
  now?: () => Date;
}

export interface AcceptOptions {
  /**
   * Stores the rows in this transaction. Nobody is woken, because it hasn't committed yet: call `announce` after it has,
   * or leave the rows to the workers' next look.
   */
  tx?: Transaction;
}

/** Requests that share a write with those of others, at the most. */
const MAX_FEW = 10;
/** Requests of several that share one write, at the most. */
const MAX_SHARED = 1_000;

/** The one way in: stores notifications durably and once per uuid, then wakes the workers. */
export class NotificationIntake {
  private readonly batches: Batcher<NotificationRequest, AcceptResult>;

  constructor(private readonly options: IntakeOptions) {
    this.batches = new Batcher((requests) => this.store(requests), { maxSize: MAX_SHARED });
  }

  /**
   * Stores the requests and answers in their order; each is durable when this resolves. A uuid that is stored already is
   * a `duplicate` with its first id, and a `conflict` when its body differs. Requests for a support ticket commit
   * together with their notification:updated events.
   *
   * @throws when the database is away. A repetition is safe.
   */
  async accept(requests: NotificationRequest[], { tx }: AcceptOptions = {}): Promise<AcceptResult[]> {
    if (requests.length === 0) return [];
    const traced = withTrace(requests);
    if (tx) return this.acceptIn(tx, traced);
    const few = traced.length <= MAX_FEW && traced.every((request) => chooseWay(request) === 'plain');
    return few ? Promise.all(traced.map((request) => this.batches.add(request))) : this.store(traced);
  }

  /** The same for one request; those that come at the same time share a database write. */
  submit(request: NotificationRequest): Promise<AcceptResult> {
    // Noted here, because the write goes with that of others.
    const [traced = request] = withTrace([request]);
    return this.batches.add(traced);
  }

  /** Tells workers and watchers about rows that were stored in a transaction, after it has committed. */
  announce(rows: NotificationRow[]): void {
    countAccepted(rows);
    this.publish(rows);
  }

  /** Tells workers and watchers about rows that are due, new or once more. */
  publish(rows: NotificationRow[]): void {
    if (rows.length === 0) return;
    // Nobody can wait yet for what only a service knows of.
    const watched = rows.filter((row) => row.userId ?? row.submitter ?? row.redrivenAt);
    this.options.changes.publish(watched.map(notificationChange));
    const due = new Set<OutgoingChannel>();
    for (const row of rows) if (row.type !== 'INBOX') due.add(row.type);
    this.options.changes.wake([...due]);
  }

  private async store(requests: readonly NotificationRequest[]): Promise<AcceptResult[]> {
    const plain = requests.filter((request) => chooseWay(request) === 'plain');
    if (plain.length === requests.length) return this.acceptPlain(requests);
    const told = requests.filter((request) => chooseWay(request) === 'told');
    const gathered = requests.filter(isGathered);
    const results = {
      gathered: (await this.acceptGathered(gathered)).values(),
      told: (await this.acceptTold(told)).values(),
      plain: (await this.acceptPlain(plain)).values(),
    };
    return requests.map((request) => {
      const next = results[chooseWay(request)].next();
      if (next.done) throw new Error('fewer results than requests');
      return next.value;
    });
  }

  private async acceptGathered(requests: readonly NotificationRequest[]): Promise<AcceptResult[]> {
    if (requests.length === 0) return [];
    const { digests, outbox, changes } = this.options;
    const { results, inserted, extended } = await outbox.transaction(
      async (tx) => {
        const stored = await digests.store(tx.session, requests, this.now());
        await publishUpdates(tx, [...stored.inserted, ...stored.extended]);
        return stored;
      },
      { exclusive: digestKeys(requests) },
    );
    this.announce(inserted);
    changes.publish(extended.map(notificationChange));
    return results;
  }

  private async acceptPlain(requests: readonly NotificationRequest[]): Promise<AcceptResult[]> {
    if (requests.length === 0) return [];
    const { results, inserted } = await insertRows(this.options.collection, requests, this.now());
    this.announce(inserted);
    return results;
  }

  private async acceptTold(requests: NotificationRequest[]): Promise<AcceptResult[]> {
    if (requests.length === 0) return [];
    const { results, inserted } = await this.options.outbox.transaction(async (tx) => {
      const stored = await insertRowsIn(tx.session, this.options.collection, requests, this.now());
      await publishUpdates(tx, stored.inserted);
      return stored;
    });
    this.announce(inserted);
    return results;
  }

  private async acceptIn(tx: Transaction, requests: NotificationRequest[]): Promise<AcceptResult[]> {
    const { results, inserted } = await insertRowsIn(
      tx.session,
      this.options.collection,
      requests,
      this.now(),
    );
    await publishUpdates(tx, inserted);
    return results;
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

/** How a request is stored. */
function chooseWay(request: NotificationRequest): 'gathered' | 'told' | 'plain' {
  if (isGathered(request)) return 'gathered';
  return isToldToSupport(request) ? 'told' : 'plain';
}

/** The requests with the trace they are a part of; without tracing, themselves. */
function withTrace(requests: NotificationRequest[]): NotificationRequest[] {
  const trace = traceparent();
  return trace === undefined ? requests : requests.map((request) => ({ ...request, traceparent: trace }));
}

const acceptedTotal = counter('notifications_accepted_total', 'Notifications stored for the first time', [
  'type',
  'origin',
]);

/** Counts new rows by channel and origin. */
export function countAccepted(rows: NotificationRow[]): void {
  let begun = 0;
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    // Neighbours are mostly alike: they are counted together.
    if (next && next.type === row.type && next.origin === row.origin) return;
    acceptedTotal.inc({ type: row.type, origin: row.origin }, index + 1 - begun);
    begun = index + 1;
  });
}

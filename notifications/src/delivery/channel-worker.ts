import { setImmediate } from 'node:timers/promises';
import { crashPoint } from '@ticketing/common/errors';
import { inTrace, type Logger, SpanKind, inSpan, isTracing } from '@ticketing/common/observability';
import type { Attachment } from '../channels/provider';
import type { OutgoingChannel, NotificationRow } from '../notification/notification';
import { type Addressed, addressRows, outgoingMessage, type AddressBook } from './address-book';
import type { Breaker } from './breaker';
import type { Claimed, Claimer } from './claimer';
import { deadTotal, deferredTotal, processedTotal, retriesTotal } from './metrics';
import { afterPush, deadLettered, deferred, held, type OutcomeWriter } from './outcome-writer';
import {
  type BackoffPolicy,
  nextLookForUser,
  nextLookAtHeld,
  decide,
  type PushOutcome,
} from './push-outcome';
import type { RateLimiter } from './rate-limiter';
import type { SmsBudget } from './sms-budget';

export interface WorkerOptions {
  type: OutgoingChannel;
  breaker: Breaker;
  claimer: Claimer;
  outcomes: OutcomeWriter;
  rateLimiter: RateLimiter;
  /** What a day's messages of this channel may cost; without it, any. */
  budget?: Pick<SmsBudget, 'takeTurn'>;
  addresses: AddressBook;
  /** Makes what goes with a notification. */
  attach?: (row: NotificationRow) => Promise<Attachment[]>;
  /** For notifications that name neither a receiver nor a user. */
  defaultReceiver?: string;
  backoff: BackoffPolicy;
  /** Pushes at the same time. */
  concurrency: number;
  /** Rows claimed at once; at most twice as many are in hand, which bounds the memory. */
  batch: number;
  /** How long an idle worker sleeps before it looks again by itself, in ms. */
  pollMs: number;
  /** Longest push, in ms: none is begun when the lease could end before it. */
  pushTimeoutMs: number;
  logger: Logger;
  now?: () => number;
  random?: () => number;
}

/** Pushes begun in one turn of the event loop: between two, the next claim goes on, and answers are on their way. */
const SLICE_SIZE = 50;

/** Delivers one channel: claims what is due, pushes each notification on its own, and writes down the answers. */
export class ChannelWorker {
  private readonly waker = new Waker();
  private readonly pool: Pool;
  private readonly handling = new Set<Promise<void>>();
  private inHand = 0;
  private stopping = false;
  private loop: Promise<void> | undefined;

  constructor(private readonly options: WorkerOptions) {
    this.pool = new Pool(options.concurrency);
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Something is due. */
  wake(): void {
    this.waker.wake();
  }

  /** Claims nothing more, gives back what wasn't begun, and waits for the pushes under way and their answers. */
  async stop(): Promise<void> {
    this.stopping = true;
    // Those that wait for a place find that it is over, and give themselves back.
    this.pool.open();
    this.waker.wake();
    await this.loop;
    await Promise.all(this.handling);
    this.options.breaker.close();
  }

  private async run(): Promise<void> {
    const { breaker, batch, claimer, outcomes, pollMs, logger, type } = this.options;
    while (!this.stopping) {
      if (breaker.pausedMs > 0) {
        await this.waker.sleep(Math.min(breaker.pausedMs, pollMs));
        continue;
      }
      // One batch is claimed while another is pushed; nothing while a single push finds out whether the outage is over, or
      // while answers wait to be stored, whose leases may have run out meanwhile.
      if (this.inHand > (breaker.probing ? 0 : batch) || outcomes.isBehind) {
        await this.waker.sleep(pollMs);
        continue;
      }
      try {
        const claimed = await claimer.claim(type, breaker.probing ? 1 : batch);
        if (claimed.rows.length === 0) await this.waker.sleep(pollMs);
        else this.handle(claimed);
      } catch (error) {
        logger.warn({ err: error, type }, 'nothing can be claimed: the database is away');
        await this.waker.sleep(1_000);
      }
    }
  }

  private handle(claimed: Claimed): void {
    this.inHand += claimed.rows.length;
    const done = this.deliver(claimed)
      .catch((error: unknown) => {
        this.options.logger.error(
          { err: error, type: this.options.type },
          'a batch failed; its leases will run out',
        );
      })
      .finally(() => {
        this.inHand -= claimed.rows.length;
        this.handling.delete(done);
        this.waker.wake();
      });
    this.handling.add(done);
  }

  private async deliver({ rows, until }: Claimed): Promise<void> {
    const found = await addressRows(rows, this.options).catch((error: unknown) =>
      this.withoutAddresses(error),
    );
    if (!found) return this.giveBack(rows);
    const { addressed, unknown, unproven, poison } = found;
    const begun: Promise<unknown>[] = [
      ...unknown.map((row) => this.deferUnknown(row)),
      ...unproven.map((row) => this.hold(row)),
      ...poison.map((row) => this.giveUp(row, 'interrupted too often')),
    ];
    const affordable = await this.withinBudget(addressed, begun);
    const waits = await this.options.rateLimiter.take(this.options.type, affordable);
    for (let from = 0; from < affordable.length; from += SLICE_SIZE) {
      const pushes = affordable.slice(from, from + SLICE_SIZE).map((addressed, index) => {
        const { row } = addressed;
        const waitMs = waits[from + index] ?? 0;
        if (waitMs > 0) return this.defer(row, waitMs, 'rate limit', true);
        return inTrace(row.traceparent, () => this.push(addressed, until));
      });
      const part = Promise.all(pushes);
      // Waited for below.
      part.catch(() => undefined);
      begun.push(part);
      await setImmediate();
    }
    await Promise.all(begun);
  }

  /** Those that the day's budget allows; the others are put off until there is another. */
  private async withinBudget(addressed: Addressed[], begun: Promise<unknown>[]): Promise<Addressed[]> {
    const { budget } = this.options;
    if (!budget) return addressed;
    const affordable: Addressed[] = [];
    for (const one of addressed) {
      const waitMs = await budget.takeTurn(one.row);
      if (waitMs > 0) begun.push(this.defer(one.row, waitMs, 'budget', false));
      else affordable.push(one);
    }
    return affordable;
  }

  private withoutAddresses(error: unknown): undefined {
    this.options.logger.warn({ err: error, type: this.options.type }, 'addresses can’t be looked up');
  }

  /** Nothing was begun: it is no interruption, and the next look needn't wait for the end of the lease. */
  private async giveBack(rows: NotificationRow[]): Promise<void> {
    await Promise.all(rows.map((row) => this.defer(row, 1_000, 'no addresses', false)));
  }

  private deferUnknown(row: NotificationRow): Promise<void> {
    const waitMs = nextLookForUser(this.now() - (row.redrivenAt ?? row.createdAt).getTime());
    if (waitMs === undefined) return this.giveUp(row, 'unknown recipient');
    return this.defer(row, waitMs, 'unknown recipient', false);
  }

  private async hold(row: NotificationRow): Promise<void> {
    const waitMs = nextLookAtHeld(this.now() - (row.redrivenAt ?? row.createdAt).getTime());
    if (waitMs === undefined) return this.giveUp(row, 'unverified');
    await this.options.outcomes.write(held(row, new Date(this.now() + waitMs)));
    deferredTotal.inc({ type: this.options.type, reason: 'unverified' });
  }

  private async push(addressed: Addressed, until: number): Promise<void> {
    const { row } = addressed;
    const { at, outcome } = await this.pool.run(() => this.ask(addressed, until));
    // The next push doesn't wait until this one's answer is stored.
    if (outcome === 'stopping' || outcome === 'lease too short') return this.defer(row, 0, outcome, true);
    if (outcome === 'paused') {
      return this.defer(row, Math.max(this.options.breaker.pausedMs, 100), outcome, true);
    }
    if (outcome.kind === 'accepted') crashPoint('delivery:pushed');
    await this.answered(row, outcome, at);
  }

  private async ask(addressed: Addressed, until: number) {
    const { row } = addressed;
    const { pushTimeoutMs } = this.options;
    const at = this.now();
    if (this.stopping) return { at, outcome: 'stopping' as const };
    if (at + pushTimeoutMs >= until) return { at, outcome: 'lease too short' as const };
    return { at, outcome: await inPushSpan(row, () => this.pushWhole(addressed)) };
  }

  /** Nothing is attached for an address that isn't proven. */
  private async pushWhole({ row, receiver, proven }: Addressed): Promise<PushOutcome | 'paused'> {
    const { breaker, attach, logger } = this.options;
    const message = outgoingMessage(row, receiver);
    if (attach && row.admissionIds && proven) {
      try {
        message.attachments = await attach(row);
      } catch (error) {
        const fault = 'what is attached could not be made';
        logger.warn({ err: error, notificationId: row._id }, fault);
        return { kind: 'retry', code: 'ATTACHMENT', error: fault, failsProvider: false };
      }
    }
    return breaker.push(message);
  }

  private async answered(row: NotificationRow, outcome: PushOutcome, at: number): Promise<void> {
    const { type, outcomes, backoff, logger, random = Math.random } = this.options;
    const now = this.now();
    const next = decide(outcome, row.tries ?? 0, backoff, new Date(now), random());
    await outcomes.write(afterPush(row, { at: new Date(at), tookMs: now - at, outcome }, next));
    if (next.status === 'PROCESSED') processedTotal.inc({ type });
    else if (outcome.kind !== 'accepted') {
      const { code, error } = outcome;
      if (next.status === 'RETRYING') retriesTotal.inc({ type, code });
      else deadTotal.inc({ type, reason: next.reason });
      logger.info({ notificationId: row._id, type, status: next.status, code, error }, 'a push failed');
    }
  }

  private async giveUp(
    row: NotificationRow,
    reason: 'unknown recipient' | 'unverified' | 'interrupted too often',
  ): Promise<void> {
    const { type, outcomes, logger } = this.options;
    await outcomes.write(deadLettered(row, new Date(this.now()), reason));
    deadTotal.inc({ type, reason });
    logger.warn({ notificationId: row._id, type, reason }, 'a notification was given up');
  }

  private async defer(
    row: NotificationRow,
    waitMs: number,
    reason: string,
    rateLimitGranted: boolean,
  ): Promise<void> {
    await this.options.outcomes.write(deferred(row, new Date(this.now() + waitMs), rateLimitGranted));
    deferredTotal.inc({ type: this.options.type, reason });
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }
}

/** Runs a push in a span of its own, in the trace of what the notification was asked by. Without tracing it only runs it. */
export function inPushSpan(
  row: NotificationRow,
  push: () => Promise<PushOutcome | 'paused'>,
): Promise<PushOutcome | 'paused'> {
  if (!isTracing()) return push();
  const attributes = {
    'notification.id': row._id,
    'notification.kind': row.kind,
    'notification.type': row.type,
  };
  const options = { kind: SpanKind.CLIENT, parent: row.traceparent, attributes };
  return inSpan(`push ${row.type}`, options, async (span) => {
    const outcome = await push();
    span.setAttribute('notification.outcome', outcome === 'paused' ? outcome : outcome.kind);
    return outcome;
  });
}

/** Runs tasks, so many at a time; the others wait in their order. */
export class Pool {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private size: number) {}

  /** Resolves or rejects as the task does. */
  async run<R>(task: () => Promise<R>): Promise<R> {
    if (this.running >= this.size) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await task();
    } finally {
      // Handing the place on keeps the count, so that nobody can slip in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** Lets everyone in who waits, and whoever comes. */
  open(): void {
    this.size = Infinity;
    this.running += this.waiting.length;
    for (const enter of this.waiting.splice(0)) enter();
  }
}

/** Lets a loop sleep until it is woken or its time is up. A wake while it is awake counts for its next sleep. */
export class Waker {
  private woken = false;
  private end: (() => void) | undefined;

  /** Ends the sleep. */
  wake(): void {
    this.woken = true;
    this.end?.();
  }

  /** Sleeps for at most `ms`. */
  async sleep(ms: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.end = undefined;
    this.woken = false;
  }
}

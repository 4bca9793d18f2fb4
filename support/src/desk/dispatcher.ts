import { gauge, type Logger } from '@ticketing/common/observability';
import { changesBetween } from '../domain/change';
import { openStatuses } from '../domain/status';
import type { SupportTicketDocument } from '../models/support-ticket';
import { type SupportContext, exclusive } from './desk';
import { recordChange, toTicketState } from './record-change';

const waiting = gauge('support_tickets_waiting', 'Open support tickets that wait for an engineer');
const BATCH = 100;
const oldestFirst = { createdAt: 1, _id: 1 } as const;

export interface DispatcherOptions {
  desk: Omit<SupportContext, 'wake'>;
  logger: Pick<Logger, 'warn'>;
  /** Milliseconds between two looks; default 5,000. */
  intervalMs?: number;
}

/**
 * Gives waiting tickets to engineers, oldest first, and hands on the open tickets of engineers who are none any more.
 * It looks when it is woken and again at intervals, so that what a crash left undone is done then. Each ticket is a
 * transaction of its own: several replicas may look at the same time.
 */
export class Dispatcher {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly options: DispatcherOptions) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), this.options.intervalMs ?? 5_000);
    this.timer.unref();
    this.wake();
  }

  /** Looks now; while it is looking, once more afterwards. Never throws. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  /** Resolves when it isn't looking. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.idle();
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.handOn();
        await this.assignWaiting();
        await this.measure();
      } catch (error) {
        this.options.logger.warn(
          { err: error },
          'support tickets could not be assigned; the next look tries again',
        );
      }
    }
  }

  private async handOn(): Promise<void> {
    const { engineers } = this.options.desk.models;
    for (const engineer of await engineers.overdue()) {
      await this.eachOpenTicket(engineer, (ticketId) => this.reassign(ticketId, engineer));
    }
  }

  private assignWaiting(): Promise<void> {
    return this.eachOpenTicket(null, (ticketId) => this.reassign(ticketId, null));
  }

  private async measure(): Promise<void> {
    const { tickets } = this.options.desk.models;
    waiting.set(await tickets.countDocuments({ assignee: null, status: { $in: openStatuses } }));
  }

  /**
   * Goes through the open tickets of an assignee, oldest first, until there are none or `handle` says stop. One that fails
   * is left to the next look, and must not keep the others.
   */
  private async eachOpenTicket(
    assignee: string | null,
    handle: (ticketId: string) => Promise<boolean>,
  ): Promise<void> {
    const { tickets } = this.options.desk.models;
    const failed: unknown[] = [];
    for (;;) {
      const batch = await tickets
        .find({ assignee, status: { $in: openStatuses }, _id: { $nin: failed } }, { _id: 1 })
        .sort(oldestFirst)
        .limit(BATCH)
        .lean();
      for (const { _id } of batch) {
        if (this.stopped) return;
        try {
          if (!(await handle(String(_id)))) return;
        } catch (error) {
          failed.push(_id);
          this.options.logger.warn(
            { err: error, ticketId: String(_id) },
            'a support ticket could not be assigned; the next look tries again',
          );
        }
      }
      if (batch.length < BATCH) return;
    }
  }

  /**
   * Gives an open ticket of `from` (null: a waiting one) to the approved engineer with the fewest, or to nobody.
   * @returns false when the next one would fare no better: nobody to give a waiting one to, or `from` is approved again
   */
  private reassign(ticketId: string, from: string | null): Promise<boolean> {
    const { outbox, models, now } = this.options.desk;
    return outbox.transaction(
      async (tx) => {
        const ticket: SupportTicketDocument | null = await models.tickets
          .findById(ticketId)
          .session(tx.session);
        // Closed or given to somebody else meanwhile.
        if (!ticket || ticket.status === 'CLOSED' || ticket.assignee !== from) return true;
        if (from !== null && (await models.engineers.isApproved(from, tx.session))) return false;
        if (from !== null) await models.engineers.release(from, tx.session);
        const assignee = await models.engineers.takeFewest(tx.session);
        if (assignee === from) return false;
        const before = toTicketState(ticket);
        ticket.assignee = assignee;
        await recordChange(models, tx, ticket, {
          actor: null,
          at: now(),
          changes: changesBetween(before, toTicketState(ticket)),
        });
        return true;
      },
      { exclusive: [exclusive.ticket(ticketId), exclusive.engineers] },
    );
  }
}

import { PeriodicTask } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import type { Lease } from '@ticketing/common/outbox';
import { Order } from '../models/order';
import type { OrderExpiry } from './order-expiry';

const INTERVAL_MS = 1_000;
/** Leaves the clock its chance to be first, in milliseconds. */
const GRACE_MS = 1_000;
const BATCH = 1_000;
const AT_ONCE = 200;

/** What the sweep works with. */
export interface ExpirySweepOptions {
  readonly expiry: OrderExpiry;
  readonly lease: Lease;
  readonly logger: Logger;
}

/**
 * Ends overdue orders every second, whatever became of the timer: the time of truth is the order's own `expiresAt`,
 * so an order ends even if Redis lost everything.
 */
export class ExpirySweep extends PeriodicTask {
  constructor(private readonly options: ExpirySweepOptions) {
    super(() => this.turn(), INTERVAL_MS);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.options.lease.release();
  }

  /** One turn, until nothing is overdue; exposed for tests. Never rejects. */
  async turn(now: () => Date = () => new Date()): Promise<void> {
    const { lease, expiry, logger } = this.options;
    try {
      if (!(await lease.acquire())) return;
      for (;;) {
        const before = new Date(now().getTime() - GRACE_MS);
        const due = await Order.find({ pending: true, expiresAt: { $lt: before } }, { _id: 1 })
          .sort({ expiresAt: 1 })
          .limit(BATCH)
          .lean();
        const ids = due.map(({ _id }) => String(_id));
        if (ids.length > 0) logger.info({ orders: ids.length }, 'ending orders that the clock has not');
        const work = async (): Promise<void> => {
          for (let id = ids.shift(); id && !this.isStopped; id = ids.shift()) await expiry.expire(id, now());
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        if (due.length < BATCH || this.isStopped || !(await lease.acquire())) return;
      }
    } catch (error) {
      logger.warn({ err: error }, 'overdue orders could not be swept');
    }
  }
}

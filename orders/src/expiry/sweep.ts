import { LeasedTask, type LeasedTaskOptions } from '@ticketing/common/service';
import { Order } from '../models/order';
import type { OrderExpiry } from './order-expiry';

const INTERVAL_MS = 1_000;
/** Leaves the clock its chance to be first, in milliseconds. */
const GRACE_MS = 1_000;
const BATCH = 1_000;
const AT_ONCE = 200;

/** What the sweep works with. */
export interface ExpirySweepOptions extends LeasedTaskOptions {
  readonly expiry: OrderExpiry;
}

/**
 * Ends overdue orders every second, whatever became of the timer: the time of truth is the order's own `expiresAt`,
 * so an order ends even if Redis lost everything.
 */
export class ExpirySweep extends LeasedTask {
  constructor(private readonly options: ExpirySweepOptions) {
    super(options, INTERVAL_MS, 'overdue orders could not be swept');
  }

  /** Goes on until nothing is overdue. */
  protected async perform(): Promise<void> {
    const { lease, expiry, logger } = this.options;
    const failed: string[] = [];
    for (;;) {
      const before = new Date(Date.now() - GRACE_MS);
      const due = await Order.find(
        { pending: true, expiresAt: { $lt: before }, _id: { $nin: failed } },
        { _id: 1 },
      )
        .sort({ expiresAt: 1 })
        .limit(BATCH)
        .lean();
      const ids = due.map(({ _id }) => String(_id));
      if (ids.length > 0) logger.info({ orders: ids.length }, 'ending orders that the clock has not');
      const work = async (): Promise<void> => {
        for (let id = ids.shift(); id && !this.isStopped; id = ids.shift()) {
          try {
            await expiry.expire(id, new Date());
          } catch (error) {
            failed.push(id);
            logger.warn(
              { err: error, orderId: id },
              'an overdue order could not be ended; the next sweep will',
            );
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (due.length < BATCH || this.isStopped || !(await lease.acquire())) return;
    }
  }
}

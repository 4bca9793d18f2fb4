import type { Logger } from '@ticketing/common/observability';
import { Lease, type Outbox } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { AttemptStore } from './attempts/attempt-store';
import { BackgroundWork } from './attempts/background-work';
import { CancelledShows } from './attempts/cancelled-shows';
import { PayOrder } from './attempts/pay-order';
import { Reconciler } from './attempts/reconciler';
import { Refunds } from './attempts/refunds';
import { Settlement } from './attempts/settlement';
import { WebhookInbox } from './attempts/webhook-inbox';
import type { PaymentGateway } from './stripe/gateway';

/** What the parts are made from. */
export interface PaymentOptions {
  readonly connection: mongoose.Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly gateway: PaymentGateway;
  readonly logger: Logger;
  /** How long one request to Stripe may take, in ms. */
  readonly providerTimeoutMs: number;
  /** How long a hold waits for a bank, in seconds. */
  readonly pendingSeconds: number;
  /** Time between two turns of the reconciliation, in ms; default 1,000. */
  readonly reconcileEveryMs?: number;
  /** Clock, for specs. */
  readonly now?: () => Date;
}

/** What the service is made of, beside HTTP and messages. */
export interface PaymentDependencies {
  readonly store: AttemptStore;
  readonly gateway: PaymentGateway;
  readonly settlement: Settlement;
  readonly payOrder: PayOrder;
  readonly refunds: Refunds;
  readonly inbox: WebhookInbox;
  readonly cancelledShows: CancelledShows;
  readonly reconciler: Reconciler;
  readonly background: BackgroundWork;
  readonly now: () => Date;
  /** Stops the reconciliation and waits for what is under way. */
  stop(): Promise<void>;
}

/** Puts the parts together; nothing runs by itself until the reconciler is started. */
export function createPaymentDependencies(options: PaymentOptions): PaymentDependencies {
  const { connection, outbox, gateway, logger, providerTimeoutMs, pendingSeconds } = options;
  const { now = () => new Date() } = options;
  const clock = { now };
  const background = new BackgroundWork(logger);
  const store = new AttemptStore(outbox, now);
  const refunds = new Refunds({ store, gateway, background, logger, ...clock });
  const settlement = new Settlement({ store, gateway, refunds, logger, pendingSeconds, ...clock });
  const payOrder = new PayOrder({ store, outbox, settlement, gateway, logger, providerTimeoutMs, ...clock });
  const inbox = new WebhookInbox({ settlement, background, logger, ...clock });
  const cancelledShows = new CancelledShows(refunds, logger, now);
  const reconciler = new Reconciler({
    store,
    settlement,
    refunds,
    inbox,
    cancelledShows,
    lease: new Lease(connection, 'payments-reconciler'),
    logger,
    ...(options.reconcileEveryMs ? { intervalMs: options.reconcileEveryMs } : {}),
    ...clock,
  });
  return {
    store,
    gateway,
    settlement,
    payOrder,
    refunds,
    inbox,
    cancelledShows,
    reconciler,
    background,
    now,
    async stop() {
      await reconciler.stop();
      await background.settled();
    },
  };
}

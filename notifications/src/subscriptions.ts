import { Subjects } from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener, type Messaging } from '@ticketing/common/messaging';
import { AccountNoticeListener } from './rules/accounts';
import { AdmissionIssuedListener, AdmissionUpdatedListener } from './rules/admissions';
import { DoorMessageSentListener } from './rules/door-messages';
import { DoorStaffAddedListener } from './rules/door-staff';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderPaymentRejectedListener,
  OrderUpdatedListener,
} from './rules/orders';
import {
  PaymentCreatedListener,
  PaymentPendingListener,
  PaymentRefundedListener,
  PaymentUpdatedListener,
} from './rules/payments';
import { ResaleCompletedListener, ResaleUpdatedListener } from './rules/resales';
import type { RuleDependencies } from './rules/rule';
import { ShowCreatedListener, ShowUpdatedListener } from './rules/shows';
import { SupportCreatedListener, SupportUpdatedListener } from './rules/support';
import { TicketCreatedListener, TicketUpdatedListener } from './rules/tickets';
import { TransferOfferedListener } from './rules/transfers';
import { UserCreatedListener, UserUpdatedListener } from './rules/users';

/** All listeners of this service, for `messaging.listen(...)`. */
export function subscriptions(messaging: Messaging, dependencies: RuleDependencies): AnyListener[] {
  return [
    ...aggregateListeners<'user'>({
      [Subjects.UserCreated]: new UserCreatedListener(messaging, dependencies),
      [Subjects.UserUpdated]: new UserUpdatedListener(messaging, dependencies),
    }),
    dependencies.directory.erasureListener(),
    ...aggregateListeners<'account-notice'>({
      [Subjects.AccountNotice]: new AccountNoticeListener(messaging, dependencies),
    }),
    ...aggregateListeners<'ticket'>({
      [Subjects.TicketCreated]: new TicketCreatedListener(messaging, dependencies),
      [Subjects.TicketUpdated]: new TicketUpdatedListener(messaging, dependencies),
    }),
    ...aggregateListeners<'order'>({
      [Subjects.OrderCreated]: new OrderCreatedListener(messaging, dependencies),
      [Subjects.OrderUpdated]: new OrderUpdatedListener(messaging, dependencies),
      [Subjects.OrderCancelled]: new OrderCancelledListener(messaging, dependencies),
      [Subjects.OrderCompleted]: new OrderCompletedListener(messaging, dependencies),
    }),
    new OrderPaymentRejectedListener(messaging, dependencies),
    ...aggregateListeners<'payment'>({
      [Subjects.PaymentPending]: new PaymentPendingListener(messaging, dependencies),
      [Subjects.PaymentCreated]: new PaymentCreatedListener(messaging, dependencies),
      [Subjects.PaymentUpdated]: new PaymentUpdatedListener(messaging, dependencies),
      [Subjects.PaymentRefunded]: new PaymentRefundedListener(messaging, dependencies),
    }),
    ...aggregateListeners<'show'>({
      [Subjects.ShowCreated]: new ShowCreatedListener(messaging, dependencies),
      [Subjects.ShowUpdated]: new ShowUpdatedListener(messaging, dependencies),
    }),
    ...aggregateListeners<'admission'>({
      [Subjects.AdmissionIssued]: new AdmissionIssuedListener(messaging, dependencies),
      [Subjects.AdmissionUpdated]: new AdmissionUpdatedListener(messaging, dependencies),
    }),
    new ResaleUpdatedListener(messaging, dependencies),
    new ResaleCompletedListener(messaging, dependencies),
    new TransferOfferedListener(messaging, dependencies),
    new DoorStaffAddedListener(messaging, dependencies),
    new DoorMessageSentListener(messaging, dependencies),
    ...aggregateListeners<'support'>({
      [Subjects.SupportCreated]: new SupportCreatedListener(messaging, dependencies),
      [Subjects.SupportUpdated]: new SupportUpdatedListener(messaging, dependencies),
    }),
  ];
}

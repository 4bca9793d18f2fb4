import { type NotificationUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells the help desk how far a notification about one of its tickets has come. */
export class NotificationUpdatedPublisher extends Publisher<NotificationUpdatedEvent> {
  readonly subject = Subjects.NotificationUpdated;
}

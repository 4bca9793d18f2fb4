import { type NotificationUpdatedEvent, Publisher, Subjects } from '@ticketing/common';

/** Tells the help desk how far a notification about one of its tickets has come. */
export class NotificationUpdatedPublisher extends Publisher<NotificationUpdatedEvent> {
  readonly subject = Subjects.NotificationUpdated;
}

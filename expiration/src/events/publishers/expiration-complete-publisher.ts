import { type ExpirationCompleteEvent, Publisher, Subjects } from '@ticketing/common';

/** Tells that the time an order had is up. */
export class ExpirationCompletePublisher extends Publisher<ExpirationCompleteEvent> {
  readonly subject = Subjects.ExpirationComplete;
}

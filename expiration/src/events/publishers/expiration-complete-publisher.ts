import { type ExpirationCompleteEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells that the time an order had is up. */
export class ExpirationCompletePublisher extends Publisher<ExpirationCompleteEvent> {
  readonly subject = Subjects.ExpirationComplete;
}

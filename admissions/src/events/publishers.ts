import {
  type AdmissionIssuedEvent,
  type AdmissionUpdatedEvent,
  type DoorMessageSentEvent,
  Subjects,
  type TransferOfferedEvent,
} from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class AdmissionIssuedPublisher extends Publisher<AdmissionIssuedEvent> {
  readonly subject = Subjects.AdmissionIssued;
}
export class AdmissionUpdatedPublisher extends Publisher<AdmissionUpdatedEvent> {
  readonly subject = Subjects.AdmissionUpdated;
}
export class TransferOfferedPublisher extends Publisher<TransferOfferedEvent> {
  readonly subject = Subjects.TransferOffered;
}
export class DoorMessageSentPublisher extends Publisher<DoorMessageSentEvent> {
  readonly subject = Subjects.DoorMessageSent;
}

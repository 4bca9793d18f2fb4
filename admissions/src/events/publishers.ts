import {
  type AdmissionIssuedEvent,
  type AdmissionUpdatedEvent,
  type DoorMessageSentEvent,
  type DoorStaffAddedEvent,
  type ResaleCompletedEvent,
  type ResaleCreatedEvent,
  type ResaleRefusedEvent,
  type ResaleUpdatedEvent,
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
export class DoorStaffAddedPublisher extends Publisher<DoorStaffAddedEvent> {
  readonly subject = Subjects.DoorStaffAdded;
}
export class DoorMessageSentPublisher extends Publisher<DoorMessageSentEvent> {
  readonly subject = Subjects.DoorMessageSent;
}
export class ResaleCreatedPublisher extends Publisher<ResaleCreatedEvent> {
  readonly subject = Subjects.ResaleCreated;
}
export class ResaleUpdatedPublisher extends Publisher<ResaleUpdatedEvent> {
  readonly subject = Subjects.ResaleUpdated;
}
export class ResaleCompletedPublisher extends Publisher<ResaleCompletedEvent> {
  readonly subject = Subjects.ResaleCompleted;
}
export class ResaleRefusedPublisher extends Publisher<ResaleRefusedEvent> {
  readonly subject = Subjects.ResaleRefused;
}

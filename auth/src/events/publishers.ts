import {
  type AccountNoticeEvent,
  type ExportRequestedEvent,
  type SessionEndedEvent,
  Subjects,
  type UserCreatedEvent,
  type UserErasedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class UserCreatedPublisher extends Publisher<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
}
export class UserUpdatedPublisher extends Publisher<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
}
export class UserErasedPublisher extends Publisher<UserErasedEvent> {
  readonly subject = Subjects.UserErased;
}
export class AccountNoticePublisher extends Publisher<AccountNoticeEvent> {
  readonly subject = Subjects.AccountNotice;
}
export class SessionEndedPublisher extends Publisher<SessionEndedEvent> {
  readonly subject = Subjects.SessionEnded;
}
export class ExportRequestedPublisher extends Publisher<ExportRequestedEvent> {
  readonly subject = Subjects.ExportRequested;
}
